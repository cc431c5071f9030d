//go:build emulator || gpu

package gpu

import (
	"fmt"
	"math"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// eachTile runs f with every one of tiles made the cheapest, as if results were of
// the size that it is for.
func eachTile(t *testing.T, tiles []tile, f func(t *testing.T)) {
	for i := range tiles {
		t.Run(fmt.Sprintf("%d×%d, %d threads", tiles[i].rows, tiles[i].columns, tiles[i].threads), func(t *testing.T) {
			kept := tiles[i]
			defer func() { tiles[i] = kept }()
			tiles[i].alone, tiles[i].step = 1e-9, 1e-9
			f(t)
		})
	}
}

// Every shape of tile computes what the processor does, whichever is the cheapest.
func TestTiles(t *testing.T) {
	for _, c := range []convCase{
		{"uneven", dilated(square(3, 37, 9, 75, 3, 2, 2), 2, 1)},
		{"whole", square(2, 32, 8, 128, 3, 1, 1)},
		{"many channels", square(2, 64, 7, 128, 3, 1, 1)},
		{"many channels and whole steps", square(2, 64, 8, 128, 3, 2, 1)},
		{"groups", grouped(square(2, 34, 7, 42, 3, 1, 1), 2)},
	} {
		x, w, y := convLengths(c.c)
		rng := newRand(uint64(c.c.C))
		xs, ws, dy := normal(rng, x), normal(rng, w), normal(rng, y)
		t.Run(c.name, func(t *testing.T) {
			eachTile(t, convTiles, func(t *testing.T) {
				compare(t, kernels.ConvForward{Grouped: c.c}, y, forward, kernels.Inputs{xs, ws, normal(rng, c.c.O)})
				compare(t, kernels.ConvGradInput{Grouped: c.c}, x, backward, kernels.Inputs{dy, ws})
			})
			for _, tiles := range [][]tile{filterTiles, filterTapTiles} {
				eachTile(t, tiles, func(t *testing.T) {
					compare(t, kernels.ConvGradFilter{Grouped: c.c}, w, backward, kernels.Inputs{xs, dy})
				})
			}
		})
	}
	for _, c := range []kernels.Conv{kernels.LinearConv(67, 131, 133), kernels.LinearConv(64, 128, 132), kernels.LinearConv(3, 7, 5)} {
		k := kernels.Grouped{Conv: c}
		x, w, y := convLengths(k)
		rng := newRand(uint64(c.N))
		xs, ws, dy := normal(rng, x), normal(rng, w), normal(rng, y)
		t.Run(fmt.Sprint("linear ", c.N), func(t *testing.T) {
			eachTile(t, productTiles, func(t *testing.T) {
				compare(t, kernels.ConvForward{Grouped: k, Act: leaky}, y, forward, kernels.Inputs{xs, ws, normal(rng, c.O)})
				compare(t, kernels.ConvGradInput{Grouped: k}, x, backward, kernels.Inputs{dy, ws})
				compare(t, kernels.ConvGradFilter{Grouped: k}, w, backward, kernels.Inputs{xs, dy})
			})
		})
	}
}

// coarse are n numbers that TF32 can hold.
func coarse(n int, seed uint64) []float32 {
	s := normal(newRand(seed), n)
	for i, v := range s {
		s[i] = math.Float32frombits(math.Float32bits(v) &^ 0x1fff)
	}
	return s
}

// With TF32, of numbers that it can hold, every shape of tile computes what the
// processor does; others are rounded.
func TestTilesTF32(t *testing.T) {
	for _, c := range []convCase{
		{"uneven", dilated(square(3, 40, 9, 75, 3, 2, 2), 2, 1)},
		{"whole", square(2, 32, 8, 128, 3, 1, 1)},
		{"groups", grouped(square(2, 60, 7, 58, 3, 1, 1), 2)},
		{"linear", kernels.Grouped{Conv: kernels.LinearConv(67, 131, 133)}},
		{"linear, whole", kernels.Grouped{Conv: kernels.LinearConv(64, 128, 132)}},
	} {
		x, w, y := convLengths(c.c)
		xs, ws, dy, bias := coarse(x, 1), coarse(w, 2), coarse(y, 3), coarse(c.c.O, 4)
		check := func(k kernels.Kernel, n int, tolerance float64, in kernels.Inputs) (got, want []float32) {
			t.Helper()
			b, r := newBench(t)
			defer b.free()
			r.tf32 = true
			var at [6]pointer
			for i, s := range in {
				at[i] = b.put(s)
			}
			to := b.scratch(n)
			if !r.compute(k, to, at) || r.err != nil {
				t.Fatalf("%T: %v", k, r.err)
			}
			want = make([]float32, n)
			if err := k.Run(want, in); err != nil {
				t.Fatal(err)
			}
			got = b.get(to, n)
			near(t, fmt.Sprintf("%s: %T", c.name, k), got, want, tolerance)
			return got, want
		}
		for _, tiles := range [][]tile{convTilesTF32, productTilesTF32} {
			eachTile(t, tiles, func(t *testing.T) {
				check(kernels.ConvForward{Grouped: c.c}, y, forward, kernels.Inputs{xs, ws, bias})
				check(kernels.ConvGradInput{Grouped: c.c}, x, backward, kernels.Inputs{dy, ws})
			})
		}
		for _, tiles := range [][]tile{filterTilesTF32, productTilesTF32} {
			eachTile(t, tiles, func(t *testing.T) {
				check(kernels.ConvGradFilter{Grouped: c.c}, w, backward, kernels.Inputs{xs, dy})
			})
		}
		rng := newRand(5)
		got, want := check(kernels.ConvForward{Grouped: c.c}, y, 1e-3, kernels.Inputs{normal(rng, x), normal(rng, w), normal(rng, c.c.O)})
		off := 0.
		for i := range got {
			off = max(off, math.Abs(float64(got[i]-want[i])))
		}
		if off < 1e-4 {
			t.Errorf("%s: off by %g, which is not rounded", c.name, off)
		}
	}
}

// Products of float32 by tensor cores are as exact as others: of many numbers, of either
// sign and of one.
func TestTilesSplit(t *testing.T) {
	c := square(1, 256, 8, 128, 3, 1, 1)
	x, w, y := convLengths(c)
	for _, positive := range []bool{false, true} {
		rng := newRand(7)
		xs, ws, dy := normal(rng, x), normal(rng, w), normal(rng, y)
		if positive {
			for _, s := range [][]float32{xs, ws, dy} {
				for i, v := range s {
					s[i] = max(v, -v)
				}
			}
		}
		for _, k := range []struct {
			k     kernels.Kernel
			n     int
			tiles []tile
			in    kernels.Inputs
		}{
			{kernels.ConvForward{Grouped: c}, y, convTiles, kernels.Inputs{xs, ws}},
			{kernels.ConvGradFilter{Grouped: c}, w, filterTapTiles, kernels.Inputs{xs, dy}},
		} {
			want := inFloat64(c, k.k, k.in)
			off := func(got []float32) (most float64) {
				for i, v := range got {
					most = max(most, math.Abs(float64(v)-want[i]))
				}
				return most
			}
			processor := make([]float32, k.n)
			if err := k.k.Run(processor, k.in); err != nil {
				t.Fatal(err)
			}
			eachTile(t, k.tiles, func(t *testing.T) {
				b, r := newBench(t)
				defer b.free()
				to := b.scratch(k.n)
				if !r.compute(k.k, to, [6]pointer{b.put(k.in[0]), b.put(k.in[1])}) || r.err != nil {
					t.Fatalf("%T: %v", k.k, r.err)
				}
				card, here := off(b.get(to, k.n)), off(processor)
				if card > 1.5*here {
					t.Errorf("%T, positive %v: off by %g, the processor by %g", k.k, positive, card, here)
				}
			})
		}
	}
}

// inFloat64 is what k computes of a convolution of stride 1 and padding 1, in float64.
func inFloat64(c kernels.Grouped, k kernels.Kernel, in kernels.Inputs) []float64 {
	_, w, y := convLengths(c)
	_, filter := k.(kernels.ConvGradFilter)
	to := make([]float64, y)
	if filter {
		to = make([]float64, w)
	}
	for o := range c.O {
		for ch := range c.C {
			for tap := range c.KH * c.KW {
				at := (o*c.C+ch)*c.KH*c.KW + tap
				for p := range c.H * c.W {
					row, column := p/c.W+tap/c.KW-1, p%c.W+tap%c.KW-1
					if row < 0 || row >= c.H || column < 0 || column >= c.W {
						continue
					}
					v := float64(in[0][ch*c.H*c.W+row*c.W+column])
					if filter {
						to[at] += v * float64(in[1][o*c.H*c.W+p])
					} else {
						to[o*c.H*c.W+p] += v * float64(in[1][at])
					}
				}
			}
		}
	}
	return to
}

func TestCheapest(t *testing.T) {
	tiles := []tile{{32, 64, 128, 0.3, 0.25}, {128, 64, 128, 0.8, 0.75}}
	for _, c := range []struct {
		name                              string
		rows, columns, times, steps, tile int
		pieces                            [2]int // from and to
	}{
		{"many blocks of many rows", 128, 1 << 16, 1, 36, 1, [2]int{1, 1}},
		{"few rows", 20, 1 << 16, 1, 36, 0, [2]int{1, 1}},
		{"one block, many steps", 32, 64, 1, 4096, 0, [2]int{60, 256}},
		{"one block, one step", 32, 64, 1, 1, 0, [2]int{1, 1}},
		{"no steps", 32, 64, 1, 0, 0, [2]int{1, 1}},
		{"as many groups as a grid takes", 32, 64, 65535, 9, 0, [2]int{1, 1}},
	} {
		which, pieces := cheapest(tiles, c.rows, c.columns, c.times, c.steps, c.rows*c.columns*c.times)
		if which != c.tile || pieces < c.pieces[0] || pieces > c.pieces[1] {
			t.Errorf("%s: tile %d, %d pieces, want tile %d, %v", c.name, which, pieces, c.tile, c.pieces)
		}
	}
	if _, pieces := cheapest(tiles, 8192, 8192, 1, 100, 1<<26); pieces != 1 {
		t.Errorf("%d pieces of 256 MB each", pieces)
	}
}
