package cnn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
)

// A Classifier tells classes of pictures apart: a Model, one with averaged views,
// an Ensemble of them.
type Classifier interface {
	// Classes returns the class names in the order of their labels.
	Classes() []string
	// Size is the rows and the columns of the pictures that it takes.
	Size() int
	// Probabilities returns for each picture of x, (N, 3, Size, Size) in [0,1], a
	// row with the probability of each class.
	Probabilities(x []float32) (*mat.Dense, error)
}

var (
	_ Classifier = (*Model)(nil)
	_ Classifier = (*Averaged)(nil)
	_ Classifier = (*Ensemble)(nil)
)

// Probabilities returns the probabilities of the images idx of d, a row an image,
// in memory for a few pictures at a time. Errors are Evaluate's.
func Probabilities(c Classifier, d *dataset.Dataset, idx []int) (*mat.Dense, error) {
	if err := accepts(c, d, idx); err != nil {
		return nil, err
	}
	if len(idx) == 0 {
		return nil, fmt.Errorf("cnn: no images to predict")
	}
	out := mat.NewDense(len(idx), len(c.Classes()), nil)
	at := 0
	for part := range slices.Chunk(idx, batchOf(c.Size())) {
		p, err := c.Probabilities(d.X(part))
		if err != nil {
			return nil, err
		}
		for i := range part {
			out.SetRow(at+i, p.RawRowView(i))
		}
		at += len(part)
	}
	return out, nil
}

// accepts says why the images idx of a dataset cannot go into a classifier.
func accepts(c Classifier, d *dataset.Dataset, idx []int) error {
	size, classes := c.Size(), c.Classes()
	if d.H != size || d.W != size {
		return fmt.Errorf("cnn: images are %d×%d pixels, the model takes %d×%d", d.H, d.W, size, size)
	}
	if len(d.Classes) != len(classes) {
		return fmt.Errorf("cnn: the data have %d classes %q, the model %d %q", len(d.Classes), d.Classes, len(classes), classes)
	}
	for i, name := range d.Classes {
		if at := slices.Index(classes, name); at >= 0 && at != i {
			return fmt.Errorf("cnn: class %q is number %d of the data's classes %q, and number %d of the model's %q", name, i, d.Classes, at, classes)
		}
	}
	if err := d.Check(idx); err != nil {
		return fmt.Errorf("cnn: %w", err)
	}
	return nil
}
