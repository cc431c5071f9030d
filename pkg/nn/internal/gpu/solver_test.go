//go:build emulator || gpu

package gpu

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// tensorSizes are those of the tensors that solvers are tested on.
var tensorSizes = []int{1, 4096, 7, 9001, 64}

// tensors are as many on the processor as on the card.
func tensors(b *bench, rng *rand.Rand, scale float32) (here [][]float32, there []pointer) {
	for _, n := range tensorSizes {
		s := moved(rng, n, 0, scale)
		here, there = append(here, s), append(there, b.put(s))
	}
	return here, there
}

// equal compares bits.
func equal(t *testing.T, b *bench, what string, here [][]float32, there []pointer) {
	t.Helper()
	for i, s := range here {
		if at := differs(b.get(there[i], len(s)), s); at >= 0 {
			t.Errorf("%s: value %d of tensor %d is %g, want %g", what, at, i, b.get(there[i], len(s))[at], s[at])
		}
	}
}

// tables puts a launch's tables on the card.
func tables(b *bench, arrays ...[]pointer) (g grid, chunks, table pointer) {
	c, t := solverTables(tensorSizes, arrays...)
	return solverGrid(len(c)), b.words(c), b.words(t)
}

func TestAdamStep(t *testing.T) {
	h := kernels.AdamHyper{LR: 3e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, WeightDecay: 0.01}
	for _, decoupled := range []bool{false, true} {
		b, r := newBench(t)
		rng := newRand(18)
		w, onW := tensors(b, rng, 1)
		m, onM := tensors(b, rng, 0)
		v, onV := tensors(b, rng, 0)
		for step := 1; step <= 3; step++ {
			g, onG := tensors(b, rng, 0.1)
			var numbers []float32
			for i := range w {
				if decoupled {
					kernels.AdamW(w[i], m[i], v[i], g[i], h, step+i)
				} else {
					kernels.Adam(w[i], m[i], v[i], g[i], h, step+i)
				}
				n := adamNumbers(h, step+i, decoupled)
				numbers = append(numbers, n[:]...)
			}
			on, chunks, table := tables(b, onW, onM, onV, onG)
			r.adamStep(on, chunks, table, b.put(numbers))
		}
		equal(t, b, "weights", w, onW)
		equal(t, b, "first moments", m, onM)
		equal(t, b, "second moments", v, onV)
		if r.err != nil {
			t.Error(r.err)
		}
		b.free()
	}
}

func TestSGDStep(t *testing.T) {
	for _, h := range []kernels.SGDHyper{
		{LR: 0.1}, {LR: 0.1, WeightDecay: 5e-4}, {LR: 0.1, Momentum: 0.9, WeightDecay: 5e-4},
		{LR: 0.1, Momentum: 0.9, Dampening: 0.3}, {LR: 0.05, Momentum: 0.9, WeightDecay: 5e-4, Nesterov: true},
	} {
		b, r := newBench(t)
		rng := newRand(19)
		w, onW := tensors(b, rng, 1)
		m, onM := tensors(b, rng, float32(math.NaN())) // what is there before the first step does not matter
		velocity := onM
		if h.Momentum == 0 {
			velocity = make([]pointer, len(onM))
		}
		for step := 1; step <= 3; step++ {
			g, onG := tensors(b, rng, 0.1)
			var numbers []float32
			for i := range w {
				kernels.SGD(w[i], m[i], g[i], h, step)
				n := sgdNumbers(h, step)
				numbers = append(numbers, n[:]...)
			}
			on, chunks, table := tables(b, onW, velocity, onG)
			r.sgdStep(on, chunks, table, b.put(numbers), truth(h.Nesterov))
		}
		equal(t, b, "weights", w, onW)
		if h.Momentum != 0 {
			equal(t, b, "momentum", m, onM)
		}
		if r.err != nil {
			t.Error(r.err)
		}
		b.free()
	}
}

func TestAverageAndSwap(t *testing.T) {
	b, r := newBench(t)
	defer b.free()
	rng := newRand(20)
	mean, onMean := tensors(b, rng, 1)
	w, onW := tensors(b, rng, 1)
	on, chunks, table := tables(b, onMean, onW)
	r.averageStep(on, chunks, table, 1-0.999)
	for i := range mean {
		kernels.Average(mean[i], w[i], 0.999)
	}
	equal(t, b, "averages", mean, onMean)
	r.swapEach(on, chunks, table)
	equal(t, b, "averages for weights", mean, onW)
	equal(t, b, "weights for averages", w, onMean)
	if r.err != nil {
		t.Error(r.err)
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		scale float32
		limit float64
	}{{1, 2}, {1e-3, 2}, {0, 1}, {float32(math.Inf(1)), 1}, {1e15, 1}} {
		b, r := newBench(t)
		g, onG := tensors(b, newRand(21), c.scale)
		sum := 0.
		for _, s := range g {
			sum += kernels.SumSquares(s)
		}
		norm := math.Sqrt(sum)
		on, chunks, table := tables(b, onG)
		part, result := b.scratch(on.x), b.scratch(2)
		r.squareParts(on, chunks, table, part)
		r.clipFactor(grid{x: 1, threads: 64}, part, result, on.x, float32(c.limit))
		r.scaleMany(on, chunks, table, result.at(1))
		got := b.get(result, 2)
		near(t, "the norm", got[:1], []float32{float32(norm)}, forward)
		by := float32(1)
		if !math.IsNaN(norm) && !math.IsInf(norm, 0) {
			by = min(by, float32(c.limit/(norm+1e-6)))
		}
		near(t, "the factor", got[1:], []float32{by}, forward)
		for i, s := range g {
			scaled := make([]float32, len(s))
			kernels.Scale(scaled, s, got[1])
			if at := differs(b.get(onG[i], len(s)), scaled); at >= 0 {
				t.Errorf("norm %g: value %d of tensor %d is %g, want %g", norm, at, i, b.get(onG[i], len(s))[at], scaled[at])
			}
		}
		if r.err != nil {
			t.Error(r.err)
		}
		b.free()
	}
}
