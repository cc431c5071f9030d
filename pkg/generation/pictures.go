package generation

import (
	"fmt"
	"image"
	"math"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/figures"
)

// Pictures are N pictures of 3×Side×Side values in [0,1], row-major. NewPictures
// checks that they are.
type Pictures struct {
	Side int
	X    []float32
}

// NewPictures are the pictures x, (N, 3, side, side), whose memory they share. It
// is an error if x holds no picture or part of one, or a value outside [0,1].
func NewPictures(x []float32, side int) (Pictures, error) {
	p := Pictures{side, x}
	return p, p.Validate()
}

// PicturesOf are the images idx of a data set, which must be square.
func PicturesOf(d *dataset.Dataset, idx []int) (Pictures, error) {
	if d.H != d.W {
		return Pictures{}, fmt.Errorf("generation: images are %d×%d pixels, want square ones", d.H, d.W)
	}
	if len(idx) == 0 {
		return Pictures{}, fmt.Errorf("generation: no images")
	}
	if err := d.Check(idx); err != nil {
		return Pictures{}, fmt.Errorf("generation: %w", err)
	}
	return Pictures{d.H, d.X(idx)}, nil
}

// Validate says why these are no pictures.
func (p Pictures) Validate() error {
	if p.Side < 1 {
		return fmt.Errorf("generation: pictures of %d×%d pixels", p.Side, p.Side)
	}
	if len(p.X) == 0 {
		return fmt.Errorf("generation: no pictures")
	}
	if len(p.X)%p.size() != 0 {
		return fmt.Errorf("generation: %d values are no whole number of pictures of 3×%d×%d", len(p.X), p.Side, p.Side)
	}
	for i, v := range p.X {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("generation: picture %d: value %d is %v, want 0 to 1", i/p.size(), i%p.size(), v)
		}
	}
	return nil
}

// size is the number of values of a picture.
func (p Pictures) size() int { return 3 * p.Side * p.Side }

// Len is the number of pictures.
func (p Pictures) Len() int {
	if p.Side < 1 {
		return 0
	}
	return len(p.X) / p.size()
}

// At is picture i, (3, Side, Side), in the memory of all.
func (p Pictures) At(i int) []float32 { return p.X[i*p.size() : (i+1)*p.size()] }

// Pick returns a copy of the pictures idx, in that order.
func (p Pictures) Pick(idx []int) Pictures {
	out := Pictures{p.Side, make([]float32, 0, len(idx)*p.size())}
	for _, i := range idx {
		out.X = append(out.X, p.At(i)...)
	}
	return out
}

// Append returns the pictures of p and then those of q, which must be as large.
func (p Pictures) Append(q Pictures) (Pictures, error) {
	if len(p.X) == 0 {
		return q, nil
	}
	if p.Side != q.Side {
		return Pictures{}, fmt.Errorf("generation: pictures of %d pixels' side and of %d", p.Side, q.Side)
	}
	return Pictures{p.Side, append(p.X[:len(p.X):len(p.X)], q.X...)}, nil
}

// Mirrored returns a copy of the pictures with left and right exchanged.
func (p Pictures) Mirrored() Pictures {
	out := Pictures{p.Side, make([]float32, len(p.X))}
	for i := range p.Len() {
		dataset.Shifted(out.At(i), p.At(i), p.Side, p.Side, 0, 0, true)
	}
	return out
}

// Images returns all of them as images.
func (p Pictures) Images() []image.Image {
	all := make([]image.Image, p.Len())
	for i := range all {
		all[i] = dataset.ToImage(p.At(i), p.Side, p.Side)
	}
	return all
}

// String is like "64 pictures of 32×32 pixels".
func (p Pictures) String() string {
	return fmt.Sprintf("%d pictures of %d×%d pixels", p.Len(), p.Side, p.Side)
}

// shown is how many pictures stand for all of them in a notebook.
const shown = 64

// Render shows the first pictures in a notebook.
func (p Pictures) Render() figures.Rendering {
	some := p
	some.X = p.X[:min(len(p.X), shown*max(p.size(), 0))]
	img, err := some.Grid(GridOptions{})
	if err != nil {
		return figures.Rendering{}
	}
	return figures.Rendered(img, p.String())
}

// same says why pictures cannot be compared with others, or are none.
func same(p, q Pictures) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if err := q.Validate(); err != nil {
		return err
	}
	if p.Side != q.Side {
		return fmt.Errorf("generation: pictures of %d pixels' side and of %d cannot be compared", p.Side, q.Side)
	}
	return nil
}

// finite says which value of a table is no number.
func finite(what string, x []float64) error {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("generation: %s: value %d is %v", what, i, v)
		}
	}
	return nil
}
