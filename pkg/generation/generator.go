package generation

import (
	"context"
	"fmt"
)

// A Generator makes pictures between two classes.
type Generator interface {
	// Size is the rows and the columns of the pictures that it makes.
	Size() int
	// Sample returns n pictures, (n, 3, Size, Size) in [0,1], at a place from 0, the
	// first class, to 1, the second. A picture follows from the seed, its number and
	// the place alone; pictures of one seed and number at different places are made
	// of the same noise.
	Sample(ctx context.Context, n int, at float64, seed uint64) ([]float32, error)
}

// NewGenerator is a generator of pictures with so many pixels' side whose Sample
// is a function.
func NewGenerator(side int, sample func(ctx context.Context, n int, at float64, seed uint64) ([]float32, error)) Generator {
	return generatorFunc{side, sample}
}

type generatorFunc struct {
	side   int
	sample func(ctx context.Context, n int, at float64, seed uint64) ([]float32, error)
}

func (g generatorFunc) Size() int { return g.side }

func (g generatorFunc) Sample(ctx context.Context, n int, at float64, seed uint64) ([]float32, error) {
	return g.sample(ctx, n, at, seed)
}

// Sample is what a generator makes, checked to be n pictures.
func Sample(ctx context.Context, g Generator, n int, at float64, seed uint64) (Pictures, error) {
	if n < 1 {
		return Pictures{}, fmt.Errorf("generation: %d samples, want one or more", n)
	}
	if !(at >= 0 && at <= 1) {
		return Pictures{}, fmt.Errorf("generation: samples at %v, want a place from 0, the first class, to 1, the second", at)
	}
	x, err := g.Sample(ctx, n, at, seed)
	if err != nil {
		return Pictures{}, err
	}
	p, err := NewPictures(x, g.Size())
	if err == nil && p.Len() != n {
		err = fmt.Errorf("generation: the generator made %d pictures, %d were asked for", p.Len(), n)
	}
	return p, err
}
