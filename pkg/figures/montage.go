package figures

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"

	xdraw "golang.org/x/image/draw"
)

// MontageOptions says how Montage lays images out. The zero value is a choice
// that suits the images.
type MontageOptions struct {
	Columns int           // 0: as many as suit a page, with few gaps in the last row
	Factor  int           // enlargement; 0: the pictures become about 112 px wide
	Heading string        // over the grid, may be empty
	Caption string        // under the grid, may be empty
	Alt     string        // what there is to see, in words; "": the titles are listed
	Frames  []color.Color // a coloured frame round each image, nil for none; nil elements are images without
}

// Validate reports options that mean nothing.
func (o MontageOptions) Validate() error {
	if o.Columns < 0 || o.Factor < 0 {
		return fmt.Errorf("figures: montage: %d columns, enlarged %d times: neither may be negative", o.Columns, o.Factor)
	}
	return nil
}

// frameWidth is that of a frame, cellGap the white between cells, px.
const (
	frameWidth = 3
	cellGap    = 16
	gridWidth  = 590 // on a phone's 390 px its titles can still be read
	imageWidth = 112
)

// Montage lays images out in a grid, each enlarged without smoothing, so that
// its pixels can be seen, under its title. titles is nil or has one for each
// image; a long one is wrapped at spaces, and shrunk, then broken, where one word
// is wider than the picture; "\n" breaks lines. Images may differ in size. Errors:
// no images, or titles or frames that do not match them.
func Montage(images []image.Image, titles []string, opt MontageOptions) (*Figure, error) {
	grid, err := layOut(images, titles, opt)
	if err != nil {
		return nil, err
	}
	alt := opt.Alt
	if alt == "" {
		alt = strings.TrimSpace(opt.Heading + fmt.Sprintf(" %d images", len(images)))
		if titles != nil {
			alt += ": " + list(titles)
		}
		alt += "."
	}
	return figure(opt.Heading, opt.Caption, grid, alt)
}

// layOut draws the grid alone.
func layOut(images []image.Image, titles []string, opt MontageOptions) (image.Image, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	if len(images) == 0 {
		return nil, errors.New("figures: montage: no images")
	}
	if titles != nil && len(titles) != len(images) {
		return nil, fmt.Errorf("figures: montage: %d titles for %d images", len(titles), len(images))
	}
	if opt.Frames != nil && len(opt.Frames) != len(images) {
		return nil, fmt.Errorf("figures: montage: %d frames for %d images", len(opt.Frames), len(images))
	}
	g, err := newGrid(images, titles, opt)
	if err != nil {
		return nil, err
	}
	return g.draw(images, opt.Frames), nil
}

// A grid is the layout of a montage; lengths in px.
type grid struct {
	columns, factor int
	cell            image.Point // the place for an enlarged image
	width           int         // of a column: the image's or its title's
	frame           int         // round every image, or 0
	face            *typeface
	lines           [][]string // of each title
	titleHeight     []int      // of each row
}

func newGrid(images []image.Image, titles []string, opt MontageOptions) (*grid, error) {
	g := &grid{columns: opt.Columns, factor: opt.Factor}
	var size image.Point
	for i, img := range images {
		if img == nil || img.Bounds().Empty() {
			return nil, fmt.Errorf("figures: montage: image %d is empty", i)
		}
		size.X, size.Y = max(size.X, img.Bounds().Dx()), max(size.Y, img.Bounds().Dy())
	}
	if g.factor == 0 {
		g.factor = max(1, int(math.Round(float64(imageWidth)/float64(size.X))))
	}
	if opt.Frames != nil {
		g.frame = frameWidth
	}
	g.cell = size.Mul(g.factor).Add(image.Pt(2*g.frame, 2*g.frame))
	if err := g.setTitles(titles); err != nil {
		return nil, err
	}
	if g.columns == 0 {
		g.columns = chooseColumns(len(images), (gridWidth+cellGap)/(g.width+cellGap))
	}
	g.columns = min(g.columns, len(images))
	rows := (len(images) + g.columns - 1) / g.columns
	g.titleHeight = make([]int, rows)
	for i, lines := range g.lines {
		row := i / g.columns
		g.titleHeight[row] = max(g.titleHeight[row], len(lines)*g.face.height+3)
	}
	return g, nil
}

// chooseColumns is a number of columns, at most fit, for n images: somewhat more
// than rows, because titles make cells higher than wide, give or take one for
// the fullest last row, and four where they fit.
func chooseColumns(n, fit int) int {
	fit = max(fit, 1)
	about := min(fit, max(4, int(math.Ceil(1.25*math.Sqrt(float64(n))))))
	best := about
	for _, c := range []int{about + 1, about - 1} {
		if c >= min(4, fit) && c <= fit && (c-n%c)%c < (best-n%best)%best {
			best = c
		}
	}
	return best
}

// widest is to how much titles may widen a column.
func (g *grid) widest() int {
	if g.columns > 0 { // all of them are to fit the page
		return max(g.cell.X, (gridWidth+cellGap)/g.columns-cellGap)
	}
	return max(g.cell.X*3/2, 96)
}

// setTitles finds a size of type at which all titles fit, and the width of a
// column: a title a little wider than its picture widens the column, one that
// is much wider is wrapped.
func (g *grid) setTitles(titles []string) error {
	g.width = g.cell.X
	if titles == nil {
		return nil
	}
	readable := make([]string, len(titles))
	for i, s := range titles {
		readable[i] = drawable(s)
	}
	for size := titleSize; size >= minSize; size-- {
		face, err := regular(float64(size))
		if err != nil {
			return err
		}
		g.face = face
		longest, word := 0, 0
		for _, s := range readable {
			longest = max(longest, face.widest(face.wrap(s, math.MaxInt)))
			word = max(word, face.widest(face.wrap(s, 0)))
		}
		g.width = g.cell.X
		if longest <= g.widest() {
			g.width = max(g.cell.X, longest)
		}
		if word <= g.width {
			break
		}
		g.width = min(word, g.widest()) // as narrow as the smallest type allows
	}
	g.lines = make([][]string, len(titles))
	for i, s := range readable {
		g.lines[i] = g.face.wrap(g.face.broken(s, g.width), g.width)
	}
	return nil
}

func (g *grid) draw(images []image.Image, frames []color.Color) image.Image {
	height := -cellGap
	for _, h := range g.titleHeight {
		height += h + g.cell.Y + cellGap
	}
	dst := blank(g.columns*(g.width+cellGap)-cellGap, height)
	y := 0
	for i, img := range images {
		column, row := i%g.columns, i/g.columns
		if column == 0 && row > 0 {
			y += g.titleHeight[row-1] + g.cell.Y + cellGap
		}
		x := column * (g.width + cellGap)
		if g.lines != nil {
			// Titles of fewer lines than their neighbours sit on the picture.
			drop := g.titleHeight[row] - 3 - len(g.lines[i])*g.face.height
			g.face.draw(dst, g.lines[i], x, y+drop, g.width, ink)
		}
		size := img.Bounds().Size().Mul(g.factor)
		left := x + (g.width-size.X)/2
		top := y + g.titleHeight[row] + (g.cell.Y-size.Y)/2
		to := image.Rectangle{Max: size}.Add(image.Pt(left, top))
		if frames != nil && frames[i] != nil {
			draw.Draw(dst, to.Inset(-g.frame), image.NewUniform(frames[i]), image.Point{}, draw.Over)
		}
		xdraw.NearestNeighbor.Scale(dst, to, img, img.Bounds(), draw.Over, nil)
	}
	return dst
}
