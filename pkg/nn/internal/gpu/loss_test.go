//go:build emulator || gpu

package gpu

import (
	"math"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

func TestLosses(t *testing.T) {
	rng := newRand(10)
	for _, n := range []int{1, 5, 500, 4097, 20000} {
		for of := kernels.LossBCE; of <= kernels.LossWeightedBCE; of++ {
			x, target := moved(rng, n, 0, 5), numbers(rng, n, 2)
			if of == kernels.LossHinge {
				for i, v := range target {
					target[i] = 2*v - 1
				}
			}
			l := kernels.Loss{N: n, Of: of, PositiveWeight: 2.5, Smoothing: 0.1}
			compare(t, kernels.LossForward{Loss: l}, 1, forward, kernels.Inputs{x, target})
			compare(t, kernels.LossBackward{Loss: l}, n, backward, kernels.Inputs{x, target, {-1.5}}, 0, 1)
		}
	}
	for _, v := range []float32{100, -100, 3e38, -3e38} {
		for _, target := range []float32{0, 0.25, 1} {
			l := kernels.Loss{N: 1}
			compare(t, kernels.LossForward{Loss: l}, 1, forward, kernels.Inputs{{v}, {target}})
			compare(t, kernels.LossBackward{Loss: l}, 1, backward, kernels.Inputs{{v}, {target}, {1}})
		}
	}
}

func TestCrossEntropy(t *testing.T) {
	rng := newRand(11)
	for _, c := range []struct{ n, classes int }{{1, 2}, {500, 2}, {7, 10}, {33, 100}, {3, 1000}} {
		size := c.n * c.classes
		x, labels := moved(rng, size, 20, 5), numbers(rng, c.n, c.classes)
		e := kernels.CrossEntropy{N: c.n, Classes: c.classes}
		compare(t, &kernels.CrossEntropyForward{CrossEntropy: e}, 1, forward, kernels.Inputs{x, labels})
		compare(t, &kernels.CrossEntropyBackward{CrossEntropy: e}, size, backward, kernels.Inputs{x, labels, {0.7}})

		weights, rounded := make([]float64, c.classes), make([]float32, c.classes)
		for i := range weights {
			weights[i] = rng.Float64() + 0.1
			rounded[i] = float32(weights[i])
		}
		shares := make([]float32, size)
		for i := range shares {
			shares[i] = rng.Float32() / float32(c.classes)
		}
		for _, s := range []*kernels.SoftTargets{
			{Hard: true}, {Hard: true, Smoothing: 0.1}, {Hard: true, ClassWeights: weights, Weights: rounded, Smoothing: 0.2},
			{}, {Smoothing: 0.1}, {ClassWeights: weights, Weights: rounded},
		} {
			s.N, s.Classes = c.n, c.classes
			target := shares
			if s.Hard {
				target = labels
			}
			compare(t, kernels.SoftTargetForward{SoftTargets: s}, 1, forward, kernels.Inputs{x, target})
			compare(t, kernels.SoftTargetBackward{SoftTargets: s}, size, backward, kernels.Inputs{x, target, {-2}})
		}
	}
}

// Where nobody can check class numbers, what is none gives no number.
func TestUnknownClasses(t *testing.T) {
	for _, label := range []float32{-1, 3, 0.5, float32(math.NaN())} {
		b, r := newBench(t)
		x, target, y, dx := b.put(normal(newRand(12), 6)), b.put([]float32{1, label}), b.scratch(1), b.scratch(6)
		e := kernels.CrossEntropy{N: 2, Classes: 3}
		r.compute(&kernels.CrossEntropyForward{CrossEntropy: e}, y, [6]pointer{x, target})
		r.compute(&kernels.CrossEntropyBackward{CrossEntropy: e}, dx, [6]pointer{x, target, b.put([]float32{1})})
		if v := b.get(y, 1)[0]; v == v {
			t.Errorf("class %g: the loss is %g", label, v)
		}
		if g := b.get(dx, 6); g[0] != g[0] || g[3] == g[3] {
			t.Errorf("class %g in row 1: the gradient is %v", label, g)
		}
		w := b.scratch(8)
		r.compute(&kernels.EmbeddingForward{Lookup: kernels.Lookup{N: 2, Rows: 3, Width: 2}}, w, [6]pointer{x, target})
		if v := b.get(w, 4); v[0] != v[0] || v[2] == v[2] {
			t.Errorf("row %g: the embedding is %v", label, v)
		}
		b.free()
	}
}

func TestEmbedding(t *testing.T) {
	rng := newRand(13)
	for _, l := range []kernels.Lookup{{N: 1, Rows: 1, Width: 1}, {N: 500, Rows: 2, Width: 16}, {N: 130, Rows: 10, Width: 200}, {N: 5, Rows: 100, Width: 33}} {
		w, index, dy := normal(rng, l.Rows*l.Width), numbers(rng, l.N, l.Rows), normal(rng, l.N*l.Width)
		compare(t, &kernels.EmbeddingForward{Lookup: l}, l.N*l.Width, exactly, kernels.Inputs{w, index})
		compare(t, &kernels.EmbeddingBackward{Lookup: l}, l.Rows*l.Width, exactly, kernels.Inputs{dy, index})
	}
}
