package cnn

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Ensemble is classifiers that decide together: its probabilities are the mean of
// theirs.
type Ensemble struct{ members []Classifier }

// NewEnsemble is the ensemble of one or more classifiers for the same classes and
// pictures.
func NewEnsemble(members ...Classifier) (*Ensemble, error) {
	if len(members) == 0 {
		return nil, fmt.Errorf("cnn: an ensemble of nobody")
	}
	first := members[0]
	for i, m := range members[1:] {
		if !slices.Equal(m.Classes(), first.Classes()) || m.Size() != first.Size() {
			return nil, fmt.Errorf("cnn: an ensemble of %q at %d pixels and, number %d, %q at %d", first.Classes(), first.Size(), i+2, m.Classes(), m.Size())
		}
	}
	return &Ensemble{slices.Clone(members)}, nil
}

// Classes returns the class names in the order of their labels.
func (e *Ensemble) Classes() []string { return e.members[0].Classes() }

// Size is the rows and the columns of the pictures that the ensemble takes.
func (e *Ensemble) Size() int { return e.members[0].Size() }

// Probabilities returns for each picture of x, (N, 3, Size, Size) in [0,1], a row
// with the probability of each class.
func (e *Ensemble) Probabilities(x []float32) (*mat.Dense, error) {
	var all []*mat.Dense
	for _, m := range e.members {
		p, err := m.Probabilities(x)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return Mean(all...)
}

// Mean is the mean of tables of probabilities of the same pictures: what an
// ensemble says whose members have spoken already.
func Mean(all ...*mat.Dense) (*mat.Dense, error) {
	if len(all) == 0 {
		return nil, fmt.Errorf("cnn: the mean of no probabilities")
	}
	rows, columns := all[0].Dims()
	sum := mat.NewDense(rows, columns, nil)
	for _, p := range all {
		if r, c := p.Dims(); r != rows || c != columns {
			return nil, fmt.Errorf("cnn: the mean of probabilities of %d×%d and %d×%d", rows, columns, r, c)
		}
		sum.Add(sum, p)
	}
	sum.Scale(1/float64(len(all)), sum)
	return sum, nil
}
