package cnn

import (
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	"gonum.org/v1/gonum/mat"
)

// Threshold is the probability from which a picture counts as the second class.
const Threshold = 0.5

// Score is how well a model does on some pictures.
type Score struct {
	Loss     float64 // mean binary cross-entropy in nats
	Accuracy float64 // share of right predictions, in [0,1]
	Correct  int
	Total    int
}

// String is like "87.2 % (218 of 250), loss 0.312".
func (s Score) String() string {
	return fmt.Sprintf("%.1f %% (%d of %d), loss %.3f", 100*s.Accuracy, s.Correct, s.Total, s.Loss)
}

// logits returns the network's output before the sigmoid for each picture of x.
func (m *Model) logits(x []float32) ([]float32, error) {
	out := make([]float32, len(x)/pixels)
	err := m.run(x, func(p *program, first, n int) { copy(out[first:first+n], nn.Data(p.logits)) })
	return out, err
}

// Predict returns for each picture of x, (N, 3, Height, Width) in [0,1], the
// probability of the second class.
func (m *Model) Predict(x []float32) ([]float64, error) {
	logits, err := m.logits(x)
	if err != nil {
		return nil, err
	}
	p := make([]float64, len(logits))
	for i, z := range logits {
		p[i] = sigmoid(float64(z))
	}
	return p, nil
}

// Label returns the label of a picture with probability p of the second class.
func Label(p float64) int {
	if p >= Threshold {
		return 1
	}
	return 0
}

// Evaluate returns the score on the images idx of d.
func (m *Model) Evaluate(d *dataset.Dataset, idx []int) (Score, error) {
	if err := m.accepts(d); err != nil {
		return Score{}, err
	}
	if len(idx) == 0 {
		return Score{}, fmt.Errorf("cnn: no images to evaluate on")
	}
	logits, err := m.logits(d.X(idx))
	if err != nil {
		return Score{}, err
	}
	return score(logits, d.Y(idx)), nil
}

// accepts says why a dataset's images cannot go into the model.
func (m *Model) accepts(d *dataset.Dataset) error {
	if d.H != Height || d.W != Width {
		return fmt.Errorf("cnn: images are %d×%d pixels, SimpleNet takes %d×%d", d.H, d.W, Height, Width)
	}
	if len(d.Classes) != len(m.classes) {
		return fmt.Errorf("cnn: the data have %d classes %q, the model %d %q", len(d.Classes), d.Classes, len(m.classes), m.classes)
	}
	return nil
}

func score(logits, labels []float32) Score {
	s := Score{Total: len(logits)}
	for i, z := range logits {
		s.Loss += crossEntropy(float64(z), float64(labels[i]))
		if Label(sigmoid(float64(z))) == int(labels[i]) {
			s.Correct++
		}
	}
	s.Loss /= float64(s.Total)
	s.Accuracy = float64(s.Correct) / float64(s.Total)
	return s
}

// crossEntropy is −t·log σ(z) − (1−t)·log(1−σ(z)), finite for every z.
func crossEntropy(z, t float64) float64 {
	return math.Max(z, 0) - z*t + math.Log1p(math.Exp(-math.Abs(z)))
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// Latent returns the latent vector of each picture of x as a row of an
// N×LatentSize matrix: the output of the first linear layer before its ReLU.
func (m *Model) Latent(x []float32) (*mat.Dense, error) {
	if len(x) == 0 {
		return nil, fmt.Errorf("cnn: no pictures to take latent vectors of")
	}
	out := mat.NewDense(max(len(x)/pixels, 1), LatentSize, nil)
	err := m.run(x, func(p *program, first, n int) {
		values := nn.Data(p.latent)
		for i := range n {
			row := out.RawRowView(first + i)
			for j := range row {
				row[j] = float64(values[i*LatentSize+j])
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// FeatureMaps returns what the first convolution makes of one picture x,
// (3, Height, Width): 16 maps of Height/2 × Width/2, before the maximum and the
// ReLU.
func (m *Model) FeatureMaps(x []float32) ([]float32, error) {
	if len(x) != pixels {
		return nil, fmt.Errorf("cnn: a picture has %d values, want 3×%d×%d", len(x), Height, Width)
	}
	var maps []float32
	err := m.run(x, func(p *program, _, _ int) { maps = append(maps, nn.Data(p.conv1)...) })
	return maps, err
}
