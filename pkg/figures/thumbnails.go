package figures

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
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
// and where there is room the picture itself, in a frame of that colour; the
// marked ones come first, in their order. Only nearness on the map means
// something, so the axes have no numbers, and the map is as wide as high.
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
	at := placed(x, y)
	dst := blank(mapSide, mapSide)
	for i, p := range at {
		disc(dst, p, dotRadius, ClassColour(labels[i]))
	}
	marked := func(i int) bool { return opt.Marked != nil && opt.Marked[i] }
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(marked(a)), rank(marked(b))) })
	var taken []image.Rectangle
	counts, marks := make([]int, len(classes)), 0
	for _, i := range order {
		counts[labels[i]]++
		side := thumbnail
		if marked(i) {
			side = markedOne
			marks++
		}
		corner := at[i].Sub(image.Pt(side/2, side/2))
		place := image.Rectangle{corner, corner.Add(image.Pt(side, side))}
		if slices.ContainsFunc(taken, func(r image.Rectangle) bool { return r.Overlaps(place.Inset(-1)) }) {
			continue
		}
		taken = append(taken, place)
		if marked(i) {
			draw.Draw(dst, place, image.NewUniform(ink), image.Point{}, draw.Src)
			place = place.Inset(thumbnailEdge)
		}
		framed(dst, images[i], labels[i], place, thumbnailEdge)
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
		caption = fmt.Sprintf("larger, with a black edge: %s · %s", opt.What, caption)
	}
	return figure(opt.Title, caption, stacked(dst, blank(1, cellGap/2), key), alt)
}

func rank(marked bool) int {
	if marked {
		return 0
	}
	return 1
}

// placed puts coordinates on the map, in one scale for both directions, up being
// more.
func placed(x, y []float64) []image.Point {
	low, high := [2]float64{slices.Min(x), slices.Min(y)}, [2]float64{slices.Max(x), slices.Max(y)}
	span := math.Max(high[0]-low[0], high[1]-low[1])
	if span == 0 {
		span = 1
	}
	const room = mapSide - markedOne
	points := make([]image.Point, len(x))
	for i := range x {
		// What the shorter direction leaves is on both its sides.
		across := (x[i]-(low[0]+high[0])/2)/span + 0.5
		up := (y[i]-(low[1]+high[1])/2)/span + 0.5
		points[i] = image.Pt(markedOne/2+int(across*room+0.5), markedOne/2+int((1-up)*room+0.5))
	}
	return points
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
