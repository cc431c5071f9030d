//go:build gpu

package gpu

import (
	"fmt"
	"testing"
	"time"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// again lends the same memory in every turn, as nothing may be reserved while a
// graph is captured.
type again struct {
	*bench
	lent []pointer
	next int
}

func (a *again) scratch(n int) pointer {
	if a.next == len(a.lent) {
		a.lent = append(a.lent, a.bench.scratch(n))
	}
	a.next++
	return a.lent[a.next-1]
}

// measure times k, many in a graph, and reports it by its operations.
func measure(b *testing.B, k kernels.Kernel, flops float64, y int, in ...int) {
	const turns = 16
	card, r := newBench(b)
	defer card.free()
	memory := &again{bench: card}
	r.memory = memory
	var at [6]pointer
	rng := newRand(1)
	for i, n := range in {
		if n > 0 {
			at[i] = card.put(normal(rng, n))
		}
	}
	to := card.scratch(y)
	compute := func() error {
		memory.next = 0
		if !r.compute(k, to, at) {
			b.Fatalf("%T is not computed", k)
		}
		return r.err
	}
	if err := compute(); err != nil {
		b.Fatal(err)
	}
	g, err := card.driver.capture(func() error {
		for range turns {
			if err := compute(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	defer g.close()
	replay := func() {
		if err := g.replay(); err != nil {
			b.Fatal(err)
		}
	}
	replay()
	if err := card.driver.wait(); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	start := time.Now()
	for range b.N {
		replay()
	}
	if err := card.driver.wait(); err != nil {
		b.Fatal(err)
	}
	each := time.Since(start).Seconds() / float64(b.N*turns)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(each*1e6, "µs")
	b.ReportMetric(flops/each/1e12, "TFLOP/s")
}

// BenchmarkConvolutions times the three computations of convolutions, 64 images.
func BenchmarkConvolutions(b *testing.B) {
	const n = 64
	for _, c := range []kernels.Grouped{
		square(n, 32, 32, 32, 3, 1, 1), square(n, 64, 32, 64, 3, 1, 1),
		square(n, 32, 16, 32, 3, 1, 1), square(n, 64, 16, 64, 3, 1, 1), square(n, 128, 16, 128, 3, 1, 1),
		square(n, 64, 8, 64, 3, 1, 1), square(n, 128, 8, 128, 3, 1, 1), square(n, 256, 8, 256, 3, 1, 1),
		square(n, 64, 4, 64, 3, 1, 1), square(n, 256, 4, 256, 3, 1, 1),
		square(n, 3, 32, 64, 3, 1, 1), square(n, 64, 32, 3, 3, 1, 1),
		square(n, 3, 32, 64, 5, 2, 2), square(n, 64, 16, 128, 5, 2, 2), square(n, 128, 8, 256, 5, 2, 2),
		square(n, 64, 16, 128, 4, 2, 1), square(n, 3, 32, 64, 4, 2, 1),
		square(n, 64, 16, 64, 1, 1, 0), square(n, 128, 8, 384, 1, 1, 0),
		grouped(square(n, 64, 16, 64, 3, 1, 1), 64),
		{Conv: kernels.LinearConv(500, 256, 256)}, {Conv: kernels.LinearConv(500, 1024, 256)}, {Conv: kernels.LinearConv(64, 100, 4096)},
		{Conv: kernels.LinearConv(1024, 1024, 1024)},
	} {
		x, w, y := convLengths(c)
		flops := 2 * float64(w) * float64(c.N) * float64(c.OH()*c.OW())
		name := fmt.Sprintf("%dx%d_%d_to_%d_%dx%d_stride_%d_groups_%d", c.N, c.H, c.C, c.O, c.KH, c.KW, c.StrideH, c.Groups)
		b.Run(name+"/forward", func(b *testing.B) { measure(b, kernels.ConvForward{Grouped: c}, flops, y, x, w, c.O) })
		b.Run(name+"/input", func(b *testing.B) { measure(b, kernels.ConvGradInput{Grouped: c}, flops, x, y, w) })
		b.Run(name+"/filter", func(b *testing.B) { measure(b, kernels.ConvGradFilter{Grouped: c}, flops, w, x, y) })
		b.Run(name+"/bias", func(b *testing.B) {
			measure(b, kernels.BiasGrad{Planes: kernels.Planes{N: c.N, C: c.O, Spatial: c.OH() * c.OW()}}, float64(y), c.O, y)
		})
	}
}

// BenchmarkPools times pools over 64 images of 64 channels.
func BenchmarkPools(b *testing.B) {
	halves := kernels.Pool{N: 64, C: 64, H: 32, W: 32, KH: 2, KW: 2, StrideH: 2, StrideW: 2}
	over := kernels.Pool{N: 64, C: 64, H: 32, W: 32, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	all := kernels.Planes{N: 64, C: 64, Spatial: 1024}
	const x, y = 64 * 64 * 32 * 32, 64 * 64 * 16 * 16
	for _, c := range []struct {
		name string
		k    kernels.Kernel
		y    int
		in   []int
	}{
		{"max_halves", kernels.MaxPoolForward{Pool: halves}, y, []int{x}},
		{"max_halves_grad", kernels.MaxPoolBackward{Pool: halves}, x, []int{y, x}},
		{"max", kernels.MaxPoolForward{Pool: over}, y, []int{x}},
		{"max_grad", kernels.MaxPoolBackward{Pool: over}, x, []int{y, x}},
		{"avg_halves", kernels.AvgPoolForward{Pool: halves}, y, []int{x}},
		{"avg_halves_grad", kernels.AvgPoolBackward{Pool: halves}, x, []int{y}},
		{"global_mean", kernels.GlobalPoolForward{Planes: all, Fold: kernels.PlaneMean}, 64 * 64, []int{x}},
		{"global_mean_grad", kernels.GlobalPoolBackward{Planes: all, Fold: kernels.PlaneMean}, x, []int{64 * 64, x}},
	} {
		b.Run(c.name, func(b *testing.B) { measure(b, c.k, float64(x), c.y, c.in...) })
	}
}
