//go:build emulator || gpu

package gpu

import (
	"math"
	"math/rand/v2"
	"slices"
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
			r.adamStep(on, chunks, table, b.put(numbers), 0)
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
			r.sgdStep(on, chunks, table, b.put(numbers), 0, truth(h.Nesterov))
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

func TestAverage(t *testing.T) {
	b, r := newBench(t)
	defer b.free()
	rng := newRand(20)
	mean, onMean := tensors(b, rng, 1)
	w, onW := tensors(b, rng, 1)
	on, chunks, table := tables(b, onMean, onW)
	r.averageStep(on, chunks, table, 0, 1-0.999)
	for i := range mean {
		kernels.Average(mean[i], w[i], 0.999)
	}
	equal(t, b, "averages", mean, onMean)
	if r.err != nil {
		t.Error(r.err)
	}
}

// A verdict against it leaves all as it is, one for it changes nothing else.
func TestVerdict(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		scalars []float32
		moves   float32
	}{{nil, 1}, {[]float32{1, -2}, 1}, {[]float32{1, nan}, 0}, {[]float32{float32(math.Inf(-1)), 1}, 0}} {
		b, r := newBench(t)
		var at []uint64
		for _, v := range c.scalars {
			at = append(at, uint64(b.put([]float32{v})))
		}
		list := pointer(0)
		if len(at) > 0 {
			list = b.words(at)
		}
		verdict := b.words([]uint64{0, 0})
		r.judge(grid{x: 1, threads: 256}, 0, 0, list, len(at), 0, verdict)
		if got := b.get(verdict, 4); got[2] != 1 || got[3] != c.moves {
			t.Errorf("%v: factor %g and moves %g, want 1 and %g", c.scalars, got[2], got[3], c.moves)
		}
		rng := newRand(22)
		w, onW := tensors(b, rng, 1)
		_, onG := tensors(b, rng, 1)
		_, onM := tensors(b, rng, 0)
		_, onV := tensors(b, rng, 0)
		numbers := b.put(slices.Repeat([]float32{0.5}, numbersPerTensor*len(w)))
		none := make([]pointer, len(w))
		for name, step := range map[string]func(){
			"adam": func() {
				g, chunks, table := tables(b, onW, onM, onV, onG)
				r.adamStep(g, chunks, table, numbers, verdict)
			},
			"sgd": func() {
				g, chunks, table := tables(b, onW, none, onG)
				r.sgdStep(g, chunks, table, numbers, verdict, 0)
			},
			"average": func() { g, chunks, table := tables(b, onW, onG); r.averageStep(g, chunks, table, verdict, 0.5) },
		} {
			before := b.get(onW[0], len(w[0]))
			step()
			if stayed := differs(b.get(onW[0], len(w[0])), before) < 0; stayed != (c.moves == 0) {
				t.Errorf("%v: %s left the weights as they were: %t", c.scalars, name, stayed)
			}
		}
		if r.err != nil {
			t.Error(r.err)
		}
		b.free()
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		scale float32
		limit float64
	}{{1, 2}, {1e-3, 2}, {0, 1}, {1e15, 1}, {float32(math.Inf(1)), 1}, {1, 0.1}} {
		b, r := newBench(t)
		g, onG := tensors(b, newRand(21), c.scale)
		on, chunks, table := tables(b, onG)
		part, verdict := b.scratch(on.x), b.words([]uint64{0, 0})
		r.squareParts(on, chunks, table, part)
		r.judge(grid{x: 1, threads: 256}, part, on.x, 0, 0, b.words([]uint64{math.Float64bits(c.limit)}), verdict)
		r.scaleMany(on, chunks, table, verdict.at(2))
		// The parts are the card's, what is made of them is the processor's, bit for bit.
		sum, near64 := 0., 0.
		for _, v := range b.get(part, on.x) {
			sum += float64(v)
		}
		for _, s := range g {
			near64 += kernels.SumSquares(s)
		}
		got := b.get(verdict, 4)
		norm := math.Float64frombits(uint64(math.Float32bits(got[1]))<<32 | uint64(math.Float32bits(got[0])))
		near(t, "the norm", []float32{float32(norm)}, []float32{float32(math.Sqrt(near64))}, forward)
		by, moves := float32(1), float32(0)
		if want := math.Sqrt(sum); !math.IsNaN(want) && !math.IsInf(want, 0) {
			by, moves = min(by, float32(c.limit/(want+1e-6))), 1
			if norm != want {
				t.Errorf("norm %g, want %g", norm, want)
			}
		}
		if got[2] != by || got[3] != moves {
			t.Errorf("norm %g: factor %g and moves %g, want %g and %g", norm, got[2], got[3], by, moves)
		}
		for i, s := range g {
			scaled := make([]float32, len(s))
			kernels.Scale(scaled, s, by)
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
