package cnn

import (
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

// Score is how well a model does on some pictures.
type Score struct {
	Loss     float64 // mean cross-entropy in nats
	Accuracy float64 // share of right predictions, in [0,1]
	Correct  int
	Total    int
}

// String is like "87.2 % (218 of 250), loss 0.312".
func (s Score) String() string {
	return fmt.Sprintf("%.1f %% (%d of %d), loss %.3f", 100*s.Accuracy, s.Correct, s.Total, s.Loss)
}

// Evaluate returns the score on the images idx of d. A position outside the data
// and a label outside the classes are errors.
func (m *Model) Evaluate(d *dataset.Dataset, idx []int) (Score, error) {
	if err := m.accepts(d, idx); err != nil {
		return Score{}, err
	}
	if len(idx) == 0 {
		return Score{}, fmt.Errorf("cnn: no images to evaluate on")
	}
	logits, err := m.logitsOf(d, idx)
	if err != nil {
		return Score{}, err
	}
	return m.score(logits, d.Y(idx)), nil
}

// logitsOf returns the network's output for the images idx of d, (N, outputs).
func (m *Model) logitsOf(d *dataset.Dataset, idx []int) ([]float32, error) {
	out := make([]float32, 0, len(idx)*m.outputs)
	err := m.each(len(idx), func(in []float32, first, n int) { d.Fill(in, idx[first:first+n]) },
		func(p *program, first, n int) (err error) {
			out, err = m.copyLogits(out, p, first, n)
			return err
		})
	return out, err
}

func (m *Model) accepts(d *dataset.Dataset, idx []int) error { return accepts(m, d, idx) }

// score compares logits (N, outputs) with N labels.
func (m *Model) score(logits, labels []float32) Score {
	s := Score{Total: len(labels)}
	for i, label := range labels {
		z := logits[i*m.outputs : (i+1)*m.outputs]
		s.Loss += crossEntropy(z, label)
		if predicted(z) == int(label) {
			s.Correct++
		}
	}
	s.Loss /= float64(s.Total)
	s.Accuracy = float64(s.Correct) / float64(s.Total)
	return s
}

// crossEntropy of one picture's logits, finite for all finite ones: of the
// second class's for one, −t·log σ(z) − (1−t)·log(1−σ(z)), else −log softmax(z)[t].
func crossEntropy(z []float32, label float32) float64 {
	if len(z) == 1 {
		z, t := float64(z[0]), float64(label)
		return math.Max(z, 0) - z*t + math.Log1p(math.Exp(-math.Abs(z)))
	}
	most, sum := float64(slices.Max(z)), 0.0
	for _, v := range z {
		sum += math.Exp(float64(v) - most)
	}
	return most + math.Log(sum) - float64(z[int(label)])
}

// predicted is the label of one picture's logits, the first of the largest; −1
// where one is NaN.
func predicted(z []float32) int {
	if len(z) == 1 {
		return Label(sigmoid(float64(z[0])))
	}
	best := 0
	for k, v := range z {
		if v != v {
			return -1
		}
		if v > z[best] {
			best = k
		}
	}
	return best
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// FeatureMaps returns what the network's first layer makes of one picture x,
// (3, Size, Size): of SimpleNet 16 maps of Size/2 × Size/2, before the maximum and
// the ReLU. A network that was handed in has none.
func (m *Model) FeatureMaps(x []float32) ([]float32, error) {
	if len(x) != m.pixels() {
		return nil, fmt.Errorf("cnn: a picture has %d values, want 3×%d×%d", len(x), m.size, m.size)
	}
	if m.probes.first < 0 {
		return nil, fmt.Errorf("cnn: which layer's maps are wanted of a network that was handed in is not known")
	}
	var maps []float32
	err := m.run(x, func(p *program, _, _ int) error { maps = append(maps, nn.Data(p.first)...); return nil })
	return maps, err
}
