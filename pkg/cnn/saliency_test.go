package cnn_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

// The gradient of a linear network is its weights, for any number of pictures.
func TestSaliencyOfALinearNetwork(t *testing.T) {
	for _, classes := range [][]string{{"a", "b"}, {"a", "b", "c"}} {
		outputs := len(classes)
		if outputs == 2 {
			outputs = 1
		}
		linear := nn.NewLinear("lin", nn.LinearConfig{In: 3 * 16 * 16, Out: outputs}, rand.New(rand.NewPCG(1, 0)))
		m, err := cnn.FromNetwork(nn.NewSequential(nn.NewFlatten(), linear), classes, 16)
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float32, 5*3*16*16)
		for i := range x {
			x[i] = float32(i%7) / 7
		}
		p, err := m.Probabilities(x)
		if err != nil {
			t.Fatal(err)
		}
		for class := range classes {
			s, err := m.Saliency(class, 2)
			if err != nil {
				t.Fatal(err)
			}
			logits, gradients, err := s.Of(x)
			if err != nil {
				t.Fatal(err)
			}
			if len(logits) != 5 || len(gradients) != len(x) {
				t.Fatalf("%d logits, %d gradients", len(logits), len(gradients))
			}
			row, sign := class, float32(1)
			if outputs == 1 {
				row, sign = 0, float32(2*class-1)
				for i, z := range logits {
					if got, want := 1/(1+math.Exp(-float64(z))), p.At(i, class); math.Abs(got-want) > 1e-6 {
						t.Errorf("picture %d: the logit %v is the probability %v, want %v", i, z, got, want)
					}
				}
			}
			w := linear.Params()[0].Data()[row*768 : (row+1)*768]
			for i, g := range gradients {
				if g != sign*w[i%768] {
					t.Fatalf("class %d: gradient %d is %v, the weight %v", class, i, g, sign*w[i%768])
				}
			}
		}
	}
}

// Along its gradient a residual network's logit moves as the gradient says.
func TestSaliencyOfAResidualNetwork(t *testing.T) {
	m, err := cnn.New(cnn.SmallResNet, []string{"a", "b"}, 32, rand.New(rand.NewPCG(3, 0)))
	if err != nil {
		t.Fatal(err)
	}
	d := dataset.Synthetic(3, 1)
	x := d.X(d.All())
	s, err := m.Saliency(1, 4)
	if err != nil {
		t.Fatal(err)
	}
	_, gradients, err := s.Of(x)
	if err != nil {
		t.Fatal(err)
	}
	const size = 3 * 32 * 32
	moved := func(by float64) []float32 {
		out := make([]float32, len(x))
		for i := range d.Len() {
			sum := 0.0
			for _, g := range gradients[i*size : (i+1)*size] {
				sum += float64(g) * float64(g)
			}
			for k := i * size; k < (i+1)*size; k++ {
				out[k] = x[k] + float32(by/math.Sqrt(sum)*float64(gradients[k]))
			}
		}
		return out
	}
	const by = 0.002 // short, because maxima bend the way
	up, _, err := s.Of(moved(by))
	if err != nil {
		t.Fatal(err)
	}
	down, _, err := s.Of(moved(-by))
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Len() {
		norm := 0.0
		for _, g := range gradients[i*size : (i+1)*size] {
			norm += float64(g) * float64(g)
		}
		norm = math.Sqrt(norm)
		if got := float64(up[i]-down[i]) / (2 * by); math.Abs(got-norm) > 0.03*norm {
			t.Errorf("picture %d: the slope is %v, the gradient's length %v", i, got, norm)
		}
	}
}

func TestSaliencyErrors(t *testing.T) {
	m := fresh(t, "a", "b")
	for _, c := range [][2]int{{2, 1}, {-1, 1}, {0, 0}} {
		if _, err := m.Saliency(c[0], c[1]); err == nil || !strings.Contains(err.Error(), "saliency of class") {
			t.Errorf("class %d, batch %d: %v", c[0], c[1], err)
		}
	}
	s, err := m.Saliency(0, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 5} {
		if _, _, err := s.Of(make([]float32, n)); err == nil || !strings.Contains(err.Error(), "no whole number") {
			t.Errorf("%d values: %v", n, err)
		}
	}
	x := make([]float32, 3*3*32*32)
	x[2*3072+5] = float32(math.NaN())
	if _, _, err := s.Of(x); err == nil || !strings.Contains(err.Error(), "picture 2: value 5 is NaN") {
		t.Errorf("%v", err)
	}
}
