package generation

import (
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/cnn"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Features makes of a picture the vector that a network of Rotations decides on,
// of mean 0 and deviation 1 in each dimension over real pictures, and then of
// length √D: the product of two vectors over D is the cosine of their angle.
type Features struct {
	model           *cnn.Model
	mean, deviation []float64
}

// NewFeatures are the features of a network that was trained on Rotations,
// normalised over real pictures, two or more.
func NewFeatures(rotations *cnn.Model, real Pictures) (*Features, error) {
	if !slices.Equal(rotations.Classes(), turns) {
		return nil, fmt.Errorf("generation: features: the network tells %q apart, want the turns %q", rotations.Classes(), turns)
	}
	f := &Features{model: rotations}
	latent, err := f.latent(real)
	if err != nil {
		return nil, err
	}
	n, dims := latent.Dims()
	if n < 2 {
		return nil, fmt.Errorf("generation: features: %d real pictures to normalise by, want two or more", n)
	}
	f.mean, f.deviation = make([]float64, dims), make([]float64, dims)
	for j := range dims {
		f.mean[j], f.deviation[j] = stat.PopMeanStdDev(mat.Col(nil, j, latent), nil)
	}
	return f, nil
}

// latent is what the network makes of pictures, (N, D).
func (f *Features) latent(p Pictures) (*mat.Dense, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if p.Side != f.model.Size() {
		return nil, fmt.Errorf("generation: features: pictures of %d pixels' side, the network takes %d", p.Side, f.model.Size())
	}
	latent, err := f.model.Latent(p.X)
	if err != nil {
		return nil, fmt.Errorf("generation: features: %w", err)
	}
	return latent, finite("features", latent.RawMatrix().Data)
}

// Dims is D.
func (f *Features) Dims() int { return len(f.mean) }

// Of returns the features of pictures, (N, D).
func (f *Features) Of(p Pictures) (*mat.Dense, error) {
	x, err := f.latent(p)
	if err != nil {
		return nil, err
	}
	n, dims := x.Dims()
	for i := range n {
		row := x.RawRowView(i)
		for j := range row {
			row[j] -= f.mean[j]
			// What is the same for all real pictures tells nothing.
			if f.deviation[j] > 0 {
				row[j] /= f.deviation[j]
			}
		}
		if length := floats.Norm(row, 2); length > 0 {
			floats.Scale(math.Sqrt(float64(dims))/length, row)
		}
	}
	return x, nil
}

// KID is the distance of samples from real pictures in features (KID).
func (f *Features) KID(samples, real Pictures, config KIDConfig) (Distance, error) {
	x, err := f.Of(samples)
	if err != nil {
		return Distance{}, err
	}
	y, err := f.Of(real)
	if err != nil {
		return Distance{}, err
	}
	return KID(x, y, config)
}

// Diversity is that of samples against other pictures in features (Diversity).
func (f *Features) Diversity(samples, others Pictures) (Ratio, error) {
	x, err := f.Of(samples)
	if err != nil {
		return Ratio{}, err
	}
	y, err := f.Of(others)
	if err != nil {
		return Ratio{}, err
	}
	return Diversity(x, y)
}
