package figures

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"slices"
)

// The layout of Thumbnails, px.
const (
	mapSide       = 584
	thumbnail     = 22 // with its frame
	markedOne     = 34
	thumbnailEdge = 2
	dotRadius     = 2
)

// MapOptions say what Thumbnails marks.
type MapOptions struct {
	Marked []bool // pictures that are drawn larger, with a black edge; nil for none
	What   string // what the marked are, such as "disputable"
	Title  string
}

// Thumbnails is a map of pictures: each is a dot of its class's colour at (x, y),
// and where there is room the picture itself, in a frame of that colour. Marked
// ones come first, and are rings where there is none; of the others chance, always
// the same, chooses. Only nearness on the map means something, so the axes have no
// numbers, and a step across is as long as one up.
func Thumbnails(images []image.Image, x, y []float64, labels []int, classes []string, opt MapOptions, caption string) (*Figure, error) {
	n := len(images)
	if n == 0 || len(x) != n || len(y) != n || len(labels) != n || opt.Marked != nil && len(opt.Marked) != n {
		return nil, fmt.Errorf("figures: thumbnails: %d and %d coordinates, %d labels and %d marks for %d images", len(x), len(y), len(labels), len(opt.Marked), n)
	}
	for i := range n {
		if images[i] == nil || images[i].Bounds().Empty() {
			return nil, fmt.Errorf("figures: thumbnails: image %d is empty", i)
		}
		if labels[i] < 0 || labels[i] >= len(classes) {
			return nil, fmt.Errorf("figures: thumbnails: label %d is %d, there are %d classes", i, labels[i], len(classes))
		}
		for _, v := range []float64{x[i], y[i]} {
			if !(math.Abs(v) <= largest) {
				return nil, fmt.Errorf("figures: thumbnails: image %d is at %g", i, v)
			}
		}
	}
	at, size := placed(x, y)
	dst := blank(size.X, size.Y)
	marked := func(i int) bool { return opt.Marked != nil && opt.Marked[i] }
	counts, marks := make([]int, len(classes)), 0
	for i, p := range at {
		disc(dst, p, dotRadius, ClassColour(labels[i]))
		counts[labels[i]]++
		if marked(i) {
			marks++
		}
	}
	order := rand.New(rand.NewPCG(uint64(n), 0)).Perm(n) // else the first class would take the room
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(marked(a)), rank(marked(b))) })
	var taken []image.Rectangle
	shown := make([]bool, n)
	for _, i := range order {
		side := thumbnail
		if marked(i) {
			side = markedOne
		}
		corner := at[i].Sub(image.Pt(side/2, side/2))
		place := image.Rectangle{corner, corner.Add(image.Pt(side, side))}
		if slices.ContainsFunc(taken, func(r image.Rectangle) bool { return r.Overlaps(place.Inset(-1)) }) {
			continue
		}
		taken, shown[i] = append(taken, place), true
		if marked(i) {
			draw.Draw(dst, place, image.NewUniform(ink), image.Point{}, draw.Src)
			place = place.Inset(thumbnailEdge)
		}
		framed(dst, images[i], labels[i], place, thumbnailEdge)
	}
	for i, p := range at {
		if marked(i) && !shown[i] {
			disc(dst, p, dotRadius+3, ink)
			disc(dst, p, dotRadius+1, ClassColour(labels[i]))
		}
	}
	all := make([]int, len(classes))
	for label := range all {
		all[label] = label
	}
	key, err := legend(classes, all)
	if err != nil {
		return nil, err
	}
	alt := fmt.Sprintf("Map of %d pictures, each at its place: %s.", n, tally(counts, classes))
	if opt.Title != "" {
		alt = opt.Title + ". " + alt
	}
	if opt.Marked != nil {
		alt += fmt.Sprintf(" %d are marked: %s.", marks, opt.What)
		caption = fmt.Sprintf("larger, or a ring, with a black edge: %s · %s", opt.What, caption)
	}
	return figure(opt.Title, caption, stacked(dst, blank(1, cellGap/2), key), alt)
}

func rank(marked bool) int {
	if marked {
		return 0
	}
	return 1
}

// placed puts coordinates on a map, in one scale for both directions, up being
// more.
func placed(x, y []float64) (at []image.Point, size image.Point) {
	west, east, south, north := slices.Min(x), slices.Max(x), slices.Min(y), slices.Max(y)
	span := math.Max(east-west, north-south)
	if span == 0 {
		span = 1
	}
	const room = mapSide - markedOne
	at = make([]image.Point, len(x))
	for i := range x {
		at[i] = image.Pt(markedOne/2+int((x[i]-west)/span*room+0.5), markedOne/2+int((north-y[i])/span*room+0.5))
	}
	return at, image.Pt(markedOne+int((east-west)/span*room+0.5), markedOne+int((north-south)/span*room+0.5))
}

// disc fills a disc.
func disc(dst draw.Image, at image.Point, radius int, c color.Color) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			if dx*dx+dy*dy <= radius*radius+1 {
				dst.Set(at.X+dx, at.Y+dy, c)
			}
		}
	}
}
