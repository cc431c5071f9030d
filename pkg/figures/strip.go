package figures

import (
	"fmt"
	"image"
	"image/draw"
	"strings"

	xdraw "golang.org/x/image/draw"
)

// A StripRow is pictures that belong together, such as what becomes of one noise
// with more and more guidance.
type StripRow struct {
	Title  string // over the row, may be empty
	Images []image.Image
}

// StripOptions say what stands around the rows of a Strip.
type StripOptions struct {
	Columns []string // over the columns, nil for none; what is too long is shrunk and broken
	Heading string   // over all, may be empty
	Caption string   // under all, may be empty
	Alt     string   // what there is to see, in words; "": the titles are listed
}

// The white between neighbours of a strip and between rows, and what a page allows,
// px.
const (
	stripGap    = 4
	stripRowGap = 8
	stripWidth  = 608 // nine pictures of 32 px, twice as large
)

// Strip draws rows of small pictures side by side, each row under its title, so
// that what stands in a column can be compared. All rows have the same number of
// pictures, all pictures the same size; they are enlarged without smoothing as far
// as a page allows.
func Strip(rows []StripRow, opt StripOptions) (*Figure, error) {
	columns, size, err := checkStrip(rows, opt)
	if err != nil {
		return nil, err
	}
	factor := min(max(1, ((stripWidth+stripGap)/columns-stripGap)/size.X), max(1, imageWidth/size.X))
	cell := size.Mul(factor)
	width := columns*(cell.X+stripGap) - stripGap
	head, err := bold(titleSize)
	if err != nil {
		return nil, err
	}
	g := grid{columns: columns, width: cell.X, cell: cell}
	top := 0
	if opt.Columns != nil {
		if err := g.setTitles(opt.Columns); err != nil {
			return nil, err
		}
		for _, lines := range g.lines {
			top = max(top, len(lines)*g.face.height)
		}
	}
	height := top
	titles := make([][]string, len(rows))
	for i, row := range rows {
		if row.Title != "" {
			titles[i] = head.wrap(drawable(row.Title), max(width, 240))
		}
		height += len(titles[i])*head.height + cell.Y + stripRowGap
	}
	for _, lines := range titles {
		width = max(width, head.widest(lines))
	}
	dst := blank(width, height-stripRowGap)
	y := 0
	for i, row := range rows {
		head.draw(dst, titles[i], 0, y, 0, ink)
		y += len(titles[i]) * head.height
		if i == 0 && opt.Columns != nil {
			for k, lines := range g.lines {
				drop := top - len(lines)*g.face.height
				g.face.draw(dst, lines, k*(cell.X+stripGap), y+drop, cell.X, captionInk)
			}
			y += top
		}
		for k, img := range row.Images {
			to := image.Rectangle{Max: cell}.Add(image.Pt(k*(cell.X+stripGap), y))
			xdraw.NearestNeighbor.Scale(dst, to, img, img.Bounds(), draw.Over, nil)
		}
		y += cell.Y + stripRowGap
	}
	alt := opt.Alt
	if alt == "" {
		alt = stripAlt(rows, columns, opt)
	}
	return figure(opt.Heading, opt.Caption, dst, alt)
}

// checkStrip returns how many columns there are, and the size of a picture.
func checkStrip(rows []StripRow, opt StripOptions) (columns int, size image.Point, err error) {
	if len(rows) == 0 || len(rows[0].Images) == 0 {
		return 0, size, fmt.Errorf("figures: strip: no pictures")
	}
	columns = len(rows[0].Images)
	if opt.Columns != nil && len(opt.Columns) != columns {
		return 0, size, fmt.Errorf("figures: strip: %d titles for %d columns", len(opt.Columns), columns)
	}
	for i, row := range rows {
		if len(row.Images) != columns {
			return 0, size, fmt.Errorf("figures: strip: row %d has %d pictures, the first %d", i, len(row.Images), columns)
		}
		for k, img := range row.Images {
			if img == nil || img.Bounds().Empty() {
				return 0, size, fmt.Errorf("figures: strip: picture %d of row %d is empty", k, i)
			}
			if size == (image.Point{}) {
				size = img.Bounds().Size()
			}
			if img.Bounds().Size() != size {
				return 0, size, fmt.Errorf("figures: strip: picture %d of row %d is %v, the first %v", k, i, img.Bounds().Size(), size)
			}
		}
	}
	return columns, size, nil
}

func stripAlt(rows []StripRow, columns int, opt StripOptions) string {
	s := fmt.Sprintf("%d rows of %d pictures", len(rows), columns)
	if opt.Heading != "" {
		s = strings.TrimRight(opt.Heading, ".:") + ": " + s
	}
	var titles []string
	for _, row := range rows {
		if row.Title != "" {
			titles = append(titles, row.Title)
		}
	}
	if titles != nil {
		s += ": " + list(titles)
	}
	if opt.Columns != nil {
		s += "; the columns are " + list(opt.Columns)
	}
	return s + "."
}
