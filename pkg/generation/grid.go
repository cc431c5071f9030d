package generation

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	xdraw "golang.org/x/image/draw"
)

// GridOptions say how pictures are laid out. The zero value is a choice that
// suits them.
type GridOptions struct {
	Columns int // 0: about as many as rows
	Factor  int // enlargement; 0: to about 96 pixels
	Gap     int // white between pictures, in pixels of the result; 0: 4, −1: none
}

// Validate reports options that mean nothing.
func (o GridOptions) Validate() error {
	if o.Columns < 0 || o.Factor < 0 || o.Gap < -1 {
		return fmt.Errorf("generation: grid: %d columns, enlarged %d times, a gap of %d", o.Columns, o.Factor, o.Gap)
	}
	return nil
}

// Grid lays all pictures out in rows, each enlarged without smoothing, so that its
// pixels can be seen.
func (p Pictures) Grid(o GridOptions) (*image.RGBA, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if p.Side < 1 || p.Len() == 0 {
		return nil, fmt.Errorf("generation: grid: no pictures")
	}
	n := p.Len()
	if o.Columns == 0 {
		o.Columns = int(math.Ceil(math.Sqrt(float64(n))))
	}
	if o.Factor == 0 {
		o.Factor = max(1, int(math.Round(96/float64(p.Side))))
	}
	gap := o.Gap
	switch gap {
	case 0:
		gap = 4
	case -1:
		gap = 0
	}
	columns := min(o.Columns, n)
	rows := (n + columns - 1) / columns
	cell := p.Side*o.Factor + gap
	out := image.NewRGBA(image.Rect(0, 0, columns*cell+gap, rows*cell+gap))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	for i, img := range p.Images() {
		at := image.Pt(gap+i%columns*cell, gap+i/columns*cell)
		to := image.Rectangle{Max: image.Pt(p.Side*o.Factor, p.Side*o.Factor)}.Add(at)
		xdraw.NearestNeighbor.Scale(out, to, img, img.Bounds(), draw.Src, nil)
	}
	return out, nil
}
