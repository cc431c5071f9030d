package generation

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// A Steered generator can be led while it makes a picture.
type Steered interface {
	Generator
	// SampleSteered is Sample, but steer is asked on the way. It is given the pictures
	// as they would become, (n, 3, Size, Size) about [0,1], and returns what to add to
	// them.
	SampleSteered(ctx context.Context, n int, at float64, seed uint64, steer func(x []float32) ([]float32, error)) ([]float32, error)
}

// SteeringConfig says how guides lead a generator.
type SteeringConfig struct {
	// Strength is the root of the mean square of what one step adds to a picture's
	// values, where the guides are wrong by a logit or more.
	Strength float64
	// Blur is the deviation, in pixels, of the bell that smooths a step: what is finer
	// moves guides and nothing that is seen. 0 for none.
	Blur float64
	// Views are what the guides look from; a step is the mean over them, so that it
	// does not hang on where a pixel lies.
	Views cnn.Views
}

// DefaultSteering are steps of 0.02 that are smooth over three pixels, from views
// moved by two pixels and mirrored.
func DefaultSteering() SteeringConfig {
	return SteeringConfig{Strength: 0.02, Blur: 1.5, Views: cnn.Views{Shifts: []int{-2, 2}, Mirror: true}}
}

// Validate reports the first number that makes no sense.
func (c SteeringConfig) Validate(size int) error {
	if !(c.Strength > 0 && c.Strength <= 1) {
		return fmt.Errorf("generation: steering: Strength is %v, want more than 0, up to 1", c.Strength)
	}
	if !(c.Blur >= 0 && c.Blur <= 16) {
		return fmt.Errorf("generation: steering: Blur is %v, want 0 to 16", c.Blur)
	}
	return c.Views.Validate(size)
}

// Steering leads pictures to where the guides put them at a place between two
// classes: by the gradient of half the squared distance of their logits from the
// place's. Of a finished picture that would make noise that deceives guides; a
// generator that is led on the way answers with pictures.
type Steering struct {
	config SteeringConfig
	guides []*cnn.Model
	side   int

	batch      int // of the saliencies
	saliencies []*cnn.Saliency
}

// NewSteering is the steering of guides that know two classes.
func NewSteering(guides []*cnn.Model, config SteeringConfig) (*Steering, error) {
	if len(guides) == 0 {
		return nil, fmt.Errorf("generation: steering: no guides")
	}
	s := &Steering{config: config, side: guides[0].Size(), guides: slices.Clone(guides)}
	if err := config.Validate(s.side); err != nil {
		return nil, err
	}
	for i, g := range guides {
		if len(g.Classes()) != 2 || g.Size() != s.side {
			return nil, fmt.Errorf("generation: steering: guide %d knows the classes %q of pictures of %d pixels, want two classes and %d pixels", i+1, g.Classes(), g.Size(), s.side)
		}
	}
	return s, nil
}

// prepare plans the guides' gradients for n pictures, or for a batch of more.
func (s *Steering) prepare(n int) error {
	n = min(n, usualBatch)
	if n == s.batch {
		return nil
	}
	s.batch, s.saliencies = 0, nil
	for _, g := range s.guides {
		saliency, err := g.Saliency(1, n)
		if err != nil {
			return err
		}
		s.saliencies = append(s.saliencies, saliency)
	}
	s.batch = n
	return nil
}

// Direction returns what to add to pictures x, (N, 3, S, S), at a place between 0
// and 1, neither of them included.
func (s *Steering) Direction(x []float32, at float64) ([]float32, error) {
	if !(at > 0 && at < 1) {
		return nil, fmt.Errorf("generation: steering to %v, want a place between 0 and 1", at)
	}
	size := 3 * s.side * s.side
	if len(x) == 0 || len(x)%size != 0 {
		return nil, fmt.Errorf("generation: steering: %d values are no whole number of pictures of 3×%d×%d", len(x), s.side, s.side)
	}
	if err := s.prepare(len(x) / size); err != nil {
		return nil, err
	}
	target := math.Log(at / (1 - at))
	step, far := make([]float32, len(x)), make([]float64, len(x)/size)
	seen, back := make([]float32, len(x)), make([]float32, size)
	views := s.views()
	for _, v := range views {
		for i := range far {
			dataset.Shifted(seen[i*size:(i+1)*size], x[i*size:(i+1)*size], s.side, s.side, v.down, v.right, v.mirror)
		}
		for _, g := range s.saliencies {
			logits, gradients, err := g.Of(seen)
			if err != nil {
				return nil, err
			}
			for i, z := range logits {
				wrong := float64(z) - target
				far[i] += wrong / float64(len(views)*len(s.guides))
				unshifted(back, gradients[i*size:(i+1)*size], s.side, v)
				to := step[i*size : (i+1)*size]
				for k, d := range back {
					to[k] -= float32(wrong) * d
				}
			}
		}
	}
	for i, wrong := range far {
		picture := step[i*size : (i+1)*size]
		blur(picture, s.side, s.config.Blur)
		sum := 0.0
		for _, v := range picture {
			sum += float64(v) * float64(v)
		}
		scale := 0.0
		if sum > 0 {
			scale = s.config.Strength * min(math.Abs(wrong), 1) / math.Sqrt(sum/float64(size))
		}
		for k := range picture {
			picture[k] *= float32(scale)
		}
	}
	return step, nil
}

// Lead is a generator that is steered at every place between the classes.
func (s *Steering) Lead(g Steered) Generator {
	return NewGenerator(g.Size(), func(ctx context.Context, n int, at float64, seed uint64) ([]float32, error) {
		if at == 0 || at == 1 {
			return g.Sample(ctx, n, at, seed)
		}
		return g.SampleSteered(ctx, n, at, seed, func(x []float32) ([]float32, error) { return s.Direction(x, at) })
	})
}

// A look is a view of a picture.
type look struct {
	down, right int
	mirror      bool
}

func (s *Steering) views() (all []look) {
	shifts := s.config.Views.Shifts
	if len(shifts) == 0 {
		shifts = []int{0}
	}
	for _, down := range shifts {
		for _, right := range shifts {
			all = append(all, look{down, right, false})
			if s.config.Views.Mirror {
				all = append(all, look{down, right, true})
			}
		}
	}
	return all
}

// unshifted moves what belongs to the pixels of a view back to those of the
// picture; what the view does not show has 0.
func unshifted(dst, src []float32, side int, v look) {
	for c := range 3 {
		for row := range side {
			for col := range side {
				// Where the view has this pixel.
				r, k := row+v.down, col+v.right
				if v.mirror {
					k = side - 1 - k
				}
				at := (c*side+row)*side + col
				dst[at] = 0
				if r >= 0 && r < side && k >= 0 && k < side {
					dst[at] = src[(c*side+r)*side+k]
				}
			}
		}
	}
}

// blur smooths a picture's channels with a bell, in place; beyond the edges it goes
// on mirrored.
func blur(x []float32, side int, deviation float64) {
	if deviation == 0 {
		return
	}
	reach := min(int(math.Ceil(3*deviation)), side-1)
	bell, sum := make([]float64, 2*reach+1), 0.0
	for i := range bell {
		d := float64(i-reach) / deviation
		bell[i] = math.Exp(-d * d / 2)
		sum += bell[i]
	}
	line := make([]float64, side)
	smooth := func(first, step int) {
		for i := range line {
			v := 0.0
			for k, w := range bell {
				j := i + k - reach
				if j < 0 {
					j = -j - 1
				}
				if j >= side {
					j = 2*side - 1 - j
				}
				v += w * float64(x[first+j*step])
			}
			line[i] = v / sum
		}
		for i, v := range line {
			x[first+i*step] = float32(v)
		}
	}
	for c := range 3 {
		for row := range side {
			smooth((c*side+row)*side, 1)
		}
		for col := range side {
			smooth(c*side*side+col, side)
		}
	}
}
