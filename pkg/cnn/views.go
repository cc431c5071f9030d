package cnn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
)

// Views says from which views of a picture its class is told: the picture moved by
// a few pixels, and mirrored. What comes in at an edge is the picture reflected
// there. The zero value is the picture alone.
type Views struct {
	// Shifts are in pixels, each down with each right; none is 0 alone.
	Shifts []int
	// Mirror adds each view's mirror image.
	Mirror bool
}

// DefaultViews are eighteen: moved by two pixels up, down and not at all, left,
// right and not at all, and their mirror images.
func DefaultViews() Views { return Views{Shifts: []int{-2, 0, 2}, Mirror: true} }

// Validate reports a shift that a picture of so many pixels' side has no
// reflection for.
func (v Views) Validate(size int) error {
	for _, s := range v.Shifts {
		if s <= -size || s >= size {
			return fmt.Errorf("cnn: views: a shift of %d pixels of pictures of %d", s, size)
		}
	}
	return nil
}

// A view is one of a picture.
type view struct {
	down, right int
	mirror      bool
}

func (v Views) all() []view {
	shifts := v.Shifts
	if len(shifts) == 0 {
		shifts = []int{0}
	}
	var all []view
	for _, down := range shifts {
		for _, right := range shifts {
			all = append(all, view{down, right, false})
			if v.Mirror {
				all = append(all, view{down, right, true})
			}
		}
	}
	return all
}

// Averaged is a model that looks at several views of each picture: its logits are
// the mean of theirs.
type Averaged struct {
	model *Model
	views []view
}

// Averaged returns the model that looks at those views; the weights stay m's.
func (m *Model) Averaged(v Views) (*Averaged, error) {
	if err := v.Validate(m.size); err != nil {
		return nil, err
	}
	return &Averaged{m, v.all()}, nil
}

// Classes returns the class names in the order of their labels.
func (a *Averaged) Classes() []string { return a.model.Classes() }

// Size is the rows and the columns of the pictures that the model takes.
func (a *Averaged) Size() int { return a.model.size }

// Probabilities returns for each picture of x, (N, 3, Size, Size) in [0,1], a row
// with the probability of each class.
func (a *Averaged) Probabilities(x []float32) (*mat.Dense, error) {
	logits, err := a.logits(x)
	if err != nil {
		return nil, err
	}
	return a.model.rows(logits), nil
}

// Predict is the model's Predict from all views.
func (a *Averaged) Predict(x []float32) ([]float64, error) {
	if len(a.model.classes) != 2 {
		return nil, fmt.Errorf("cnn: the model knows %d classes; Probabilities has one of each", len(a.model.classes))
	}
	p, err := a.Probabilities(x)
	if err != nil {
		return nil, err
	}
	return mat.Col(nil, 1, p), nil
}

// logits are the means over the views of the network's outputs.
func (a *Averaged) logits(x []float32) ([]float32, error) {
	m := a.model
	pixels := m.pixels()
	if len(x) == 0 || len(x)%pixels != 0 {
		return nil, fmt.Errorf("cnn: %d values are no whole number of pictures of 3×%d×%d", len(x), m.size, m.size)
	}
	sums := make([]float64, len(x)/pixels*m.outputs)
	moved := make([]float32, len(x))
	for _, v := range a.views {
		for at := 0; at < len(x); at += pixels {
			dataset.Shifted(moved[at:at+pixels], x[at:at+pixels], m.size, m.size, v.down, v.right, v.mirror)
		}
		logits, err := m.logits(moved)
		if err != nil {
			return nil, err
		}
		for i, z := range logits {
			sums[i] += float64(z)
		}
	}
	means := make([]float32, len(sums))
	for i, s := range sums {
		means[i] = float32(s / float64(len(a.views)))
	}
	return means, nil
}
