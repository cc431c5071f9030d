package flow

import (
	"fmt"

	"github.com/crococlock/crococlock/internal/shares"
)

// A Way is how pictures between classes are made.
type Way int

const (
	// Velocities takes the mean of the classes' velocities. A velocity is a linear
	// function of the noise and of the slope of the logarithm of the density: the
	// mean leads to pictures that each of the classes finds likely, the geometric
	// mean of their densities, and not, as the mean of densities would, to pictures
	// of one or of the other.
	Velocities Way = iota
	// Labels tells the network the mean of the classes' embeddings: one velocity
	// instead of one a class, but of a label that it has never met.
	Labels
)

// String is "velocities" or "labels".
func (w Way) String() string {
	if w == Labels {
		return "labels"
	}
	return "velocities"
}

// Sampling says what pictures are made, and how.
type Sampling struct {
	// Mix is the share of each class, together 1. Only and Between make them.
	Mix []float64
	// Way is what is averaged where Mix has several classes.
	Way Way
	// Guidance w moves from the velocity u that the network has for pictures of no
	// class to that of the class, v, and beyond: u + w·(v − u) (Ho and Salimans,
	// 2022). 1 is none; more makes pictures more typical, and more alike. 0 or more.
	Guidance float64
	// Steps from noise to picture, by Heun's method, 1 or more; 6 are enough to see
	// what it is.
	Steps int
	// Seed chooses the noise that pictures begin with: that of each by its own number,
	// counted from First, so that it is the same in any batch.
	Seed  uint64
	First int
}

// DefaultSampling is 20 steps with guidance 2; Mix is for the caller to choose.
func DefaultSampling() Sampling { return Sampling{Guidance: 2, Steps: 20} }

// Between is the mix of two classes: 0 is the first, 1 the second, ½ both alike.
func Between(at float64) []float64 { return shares.Between(at) }

// Only is the mix that is one class of classes; none where there is no such class.
func Only(class, classes int) []float64 { return shares.Only(class, classes) }

// check says what in s makes no sense for the model.
func (m *Model) check(n int, s Sampling) error {
	if n < 0 || n > 1<<20 {
		return fmt.Errorf("flow: %d samples, want 0 to %d", n, 1<<20)
	}
	if s.First < 0 {
		return fmt.Errorf("flow: First is %d, want 0 or more", s.First)
	}
	if s.Way != Velocities && s.Way != Labels {
		return fmt.Errorf("flow: Way is %d, want Velocities or Labels", int(s.Way))
	}
	if !(s.Guidance >= 0) || s.Guidance > 100 {
		return fmt.Errorf("flow: Guidance is %v, want 0 to 100", s.Guidance)
	}
	if s.Steps < 1 || s.Steps > 10_000 {
		return fmt.Errorf("flow: Steps is %d, want 1 to 10000", s.Steps)
	}
	if err := shares.Check(s.Mix, len(m.classes)); err != nil {
		return fmt.Errorf("flow: Mix: %w", err)
	}
	return nil
}

// terms are the labels whose velocities are summed, rows of the embedding or means
// of them, and the factor of each.
func (m *Model) terms(s Sampling) (labels [][]float32, factors []float32) {
	e := m.net.embedding()
	row := func(class int) []float32 { return m.net.y.Data()[class*e:][:e] }
	add := func(label []float32, factor float64) {
		if factor != 0 {
			labels, factors = append(labels, label), append(factors, float32(factor))
		}
	}
	add(row(len(m.classes)), 1-s.Guidance)
	if s.Way == Labels {
		mean := make([]float32, e)
		for class, share := range s.Mix {
			for i, v := range row(class) {
				mean[i] += float32(float32(share) * v)
			}
		}
		add(mean, s.Guidance)
		return labels, factors
	}
	for class, share := range s.Mix {
		add(row(class), s.Guidance*share)
	}
	return labels, factors
}
