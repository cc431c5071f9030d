package cnn

import (
	"fmt"
	"math"

	"github.com/crococlock/crococlock/internal/decide"
	"github.com/crococlock/crococlock/pkg/nn"
	"gonum.org/v1/gonum/mat"
)

// Threshold is the probability from which a picture counts as the second class.
const Threshold = decide.Threshold

// Label returns the label of a picture with probability p of the second of two
// classes; −1 where p is NaN.
func Label(p float64) int { return decide.Label(p) }

// Likeliest returns the label of a picture with these probabilities of the
// classes: Label for two, else the first of the largest; −1 where one is NaN.
func Likeliest(p []float64) int {
	if len(p) == 2 {
		return Label(p[1])
	}
	best := 0
	for k, v := range p {
		if math.IsNaN(v) {
			return -1
		}
		if v > p[best] {
			best = k
		}
	}
	return best
}

// Predict returns for each picture of x, (N, 3, Size, Size) in [0,1], the
// probability of the second class. It is an error if the model knows more than
// two classes, whose Probabilities these are, or if a pixel is not finite.
func (m *Model) Predict(x []float32) ([]float64, error) {
	if len(m.classes) != 2 {
		return nil, fmt.Errorf("cnn: the model knows %d classes; Probabilities has one of each", len(m.classes))
	}
	logits, err := m.logits(x)
	if err != nil {
		return nil, err
	}
	p := make([]float64, len(logits)/m.outputs)
	for i := range p {
		p[i] = m.probabilities(logits[i*m.outputs : (i+1)*m.outputs])[1]
	}
	return p, nil
}

// Probabilities returns for each picture of x, (N, 3, Size, Size) in [0,1], a row
// with the probability of each class. It is an error if a pixel is not finite.
func (m *Model) Probabilities(x []float32) (*mat.Dense, error) {
	if len(x) == 0 {
		return nil, fmt.Errorf("cnn: no pictures to predict")
	}
	logits, err := m.logits(x)
	if err != nil {
		return nil, err
	}
	return m.rows(logits), nil
}

// rows are the probabilities of logits (N, outputs).
func (m *Model) rows(logits []float32) *mat.Dense {
	out := mat.NewDense(len(logits)/m.outputs, len(m.classes), nil)
	for i := range len(logits) / m.outputs {
		out.SetRow(i, m.probabilities(logits[i*m.outputs:(i+1)*m.outputs]))
	}
	return out
}

// logits returns the network's output for each picture of x, (N, outputs).
func (m *Model) logits(x []float32) ([]float32, error) {
	out := make([]float32, 0, len(x)/m.pixels()*m.outputs)
	err := m.run(x, func(p *program, first, n int) (err error) {
		out, err = m.copyLogits(out, p, first, n)
		return err
	})
	return out, err
}

// probabilities are those of each class for one picture's logits.
func (m *Model) probabilities(z []float32) []float64 {
	if len(z) == 1 {
		// Not one and 1 minus it, which is 0 long before it should be.
		return []float64{sigmoid(-float64(z[0])), sigmoid(float64(z[0]))}
	}
	p := make([]float64, len(z))
	most, sum := math.Inf(-1), 0.0
	for _, v := range z {
		most = math.Max(most, float64(v))
	}
	for k, v := range z {
		p[k] = math.Exp(float64(v) - most)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p
}

// Latent returns the latent vector of each picture of x as a row of an
// N×LatentSize matrix: the output of SimpleNet's first linear layer before its
// ReLU. Of a ResNet it is what its last layer decides on, and of a network that
// was handed in it is not known.
func (m *Model) Latent(x []float32) (*mat.Dense, error) {
	if len(x) == 0 {
		return nil, fmt.Errorf("cnn: no pictures to take latent vectors of")
	}
	if m.probes.latent < 0 {
		return nil, fmt.Errorf("cnn: which layer's output is latent in a network that was handed in is not known")
	}
	var out *mat.Dense
	err := m.run(x, func(p *program, first, n int) error {
		size := p.latent.Shape()[1]
		if out == nil {
			out = mat.NewDense(len(x)/m.pixels(), size, nil)
		}
		values := nn.Data(p.latent)
		for i := range n {
			row := out.RawRowView(first + i)
			for j := range row {
				row[j] = float64(values[i*size+j])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
