//go:build emulator || gpu

package gpu

import (
	"fmt"
	"testing"
	"time"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// timed is a kernel whose speed is measured.
type timed struct {
	name  string
	k     kernels.Kernel
	out   int   // values of y
	in    []int // values of the inputs; 0 for none
	flops int   // where they are what counts, else bytes are
}

// BenchmarkKernels says what each computation takes on the card, many of them
// started at once as a training starts them, and how many numbers or bytes go
// through: those of inputs and result, each once.
func BenchmarkKernels(b *testing.B) {
	for _, c := range cases() {
		b.Run(c.name, func(b *testing.B) { measure(b, c) })
	}
}

func measure(b *testing.B, c timed) {
	const times = 20 // in a graph
	card, r := newBench(b)
	defer card.free()
	rng := newRand(24)
	var in [6]pointer
	bytes := 4 * c.out
	for i, n := range c.in {
		if n > 0 {
			in[i] = card.put(normal(rng, n))
			bytes += 4 * n
		}
	}
	y := card.scratch(c.out)
	if p, ok := c.k.(kernels.Preparer); ok {
		p.Prepare()
	}
	// A first run finds all memory that is needed; those in the graph use it again.
	memory := &reused{bench: card}
	r.memory = memory
	r.compute(c.k, y, in)
	g, err := card.driver.capture(func() error {
		for range times {
			memory.next = 0
			r.compute(c.k, y, in)
		}
		return r.err
	})
	if err != nil {
		b.Fatal(err)
	}
	defer g.close()
	runs := 0
	var took time.Duration
	for _, warm := range []bool{true, false} {
		start := time.Now()
		for range max(1, b.N/times) {
			if err := g.replay(); err != nil {
				b.Fatal(err)
			}
			runs += times
		}
		if err := card.driver.wait(); err != nil {
			b.Fatal(err)
		}
		took = time.Since(start)
		if warm {
			runs = 0
		}
	}
	each := took.Seconds() / float64(runs)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(each*1e6, "µs")
	if c.flops > 0 {
		b.ReportMetric(float64(c.flops)/each*1e-12, "TFLOP/s")
		return
	}
	b.ReportMetric(float64(bytes)/each*1e-9, "GB/s")
}

// reused lends the same scratch memory in each run.
type reused struct {
	*bench
	lent []pointer
	next int
}

func (r *reused) scratch(n int) pointer {
	if r.next == len(r.lent) {
		r.lent = append(r.lent, r.bench.scratch(n))
	}
	r.next++
	return r.lent[r.next-1]
}

func cases() []timed {
	var all []timed
	for _, p := range []kernels.Planes{{N: 500, C: 32, Spatial: 1024}, {N: 64, C: 64, Spatial: 1024}, {N: 64, C: 128, Spatial: 256}, {N: 64, C: 256, Spatial: 64}, {N: 64, C: 256, Spatial: 16}} {
		n, c, name := p.N*p.C*p.Spatial, p.C, fmt.Sprintf("%d×%d×%d", p.N, p.C, p.Spatial)
		floats := func() []float32 { return make([]float32, c) }
		f := kernels.BatchNormTrainForward{Planes: p, Eps: 1e-5, Act: &kernels.Act{}, Mean: floats(), Variance: floats(), RunningMean: floats(), RunningVar: floats(), Momentum: 0.1}
		all = append(all,
			timed{"batch norm " + name, f, n, []int{n, c, c}, 0},
			timed{"batch norm gradient " + name, kernels.BatchNormTrainBackward{Planes: p, Eps: 1e-5, Mean: f.Mean, Variance: f.Variance, DGamma: floats(), DBeta: floats()}, n, []int{n, n, c}, 0},
		)
		if p.N == 500 {
			continue
		}
		g := kernels.Groups{N: p.N, C: c, G: 8, Spatial: p.Spatial}
		side := func() []float32 { return make([]float32, g.N*g.G) }
		gf := kernels.GroupNormForward{Groups: g, Eps: 1e-5, Mean: side(), Rstd: side()}
		gated := &kernels.GatedNormForward{GatedNorm: kernels.GatedNorm{Groups: g, Eps: 1e-5, Drop: 0.1}, Film: true, Mean: side(), Rstd: side(), Rand: newRand(25)}
		film := 2 * g.N * c
		all = append(all,
			timed{"group norm " + name, gf, n, []int{n, c, c}, 0},
			timed{"group norm gradient " + name, kernels.GroupNormBackward{Groups: g, Mean: gf.Mean, Rstd: gf.Rstd, DGamma: floats(), DBeta: floats()}, n, []int{n, n, c}, 0},
			timed{"gated norm " + name, gated, n, []int{n, c, c, film}, 0},
			timed{"gated norm gradient " + name, kernels.GatedNormBackward{Forward: gated, DGamma: floats(), DBeta: floats(), DFilm: make([]float32, film)}, n, []int{n, n, c, c, film}, 0},
		)
	}
	const n = 1 << 22
	m := kernels.Matrix{Outer: 1, Rows: 256, Inner: 2048}
	spectral := &kernels.SpectralForward{Matrix: m, Train: true, U: make([]float32, 256), V: make([]float32, 2048), NowU: make([]float32, 256), NowV: make([]float32, 2048), Sigma: make([]float32, 1)}
	im := kernels.Images{N: 64, C: 3, H: 64, W: 64}
	pixels := values(im)
	all = append(all,
		timed{"add 4M", kernels.Addition{N: n}, n, []int{n, n}, 0},
		timed{"add 64k", kernels.Addition{N: 1 << 16}, 1 << 16, []int{1 << 16, 1 << 16}, 0},
		timed{"silu 4M", kernels.Elementwise{N: n, Of: kernels.OfSiLU}, n, []int{n}, 0},
		timed{"gelu gradient 4M", kernels.ElementwiseBackward{N: n, Of: kernels.OfGELU}, n, []int{n, n}, 0},
		timed{"concat 64×128×256 twice", kernels.Concat{Outer: 64, Inner: 256, Sizes: []int{128, 128}}, n, []int{n / 2, n / 2}, 0},
		timed{"sum of 4M", kernels.Reduction{Shape: []int{n}, Axes: []int{0}}, 1, []int{n}, 0},
		timed{"sum over 500 of 500×256", kernels.Reduction{Shape: []int{500, 256}, Axes: []int{0}}, 256, []int{500 * 256}, 0},
		timed{"bias gradient 64×64×1024", kernels.BiasGrad{Planes: kernels.Planes{N: 64, C: 64, Spatial: 1024}}, 64, []int{n}, 0},
		timed{"softmax 500×100", kernels.SoftmaxForward{Axis: kernels.Axis{Outer: 500, N: 100, Inner: 1}}, 50000, []int{50000}, 0},
		timed{"mse of 4M", kernels.LossForward{Loss: kernels.Loss{N: n, Of: kernels.LossMSE}}, 1, []int{n, n}, 0},
		timed{"spectral norm 256×2048", spectral, 256 * 2048, []int{256 * 2048}, 0},
		timed{"spectral norm gradient 256×2048", kernels.SpectralBackward{Forward: spectral}, 256 * 2048, []int{256 * 2048, 256 * 2048}, 0},
		timed{"upsample 64×128×8×8 twice", kernels.UpsampleForward{N: 64, C: 128, H: 8, W: 8, Scale: 2}, 64 * 128 * 256, []int{64 * 128 * 64}, 0},
		timed{"colour 64×3×64×64", kernels.ImageColour{Images: im}, pixels, []int{pixels, 3 * 64}, 0},
		timed{"warp 64×3×64×64", kernels.ImageWarp{Images: im}, pixels, []int{pixels, 6 * 64}, 0},
		timed{"warp gradient 64×3×64×64", kernels.ImageWarpBackward{Images: im}, pixels, []int{pixels, 6 * 64}, 0},
	)
	for _, c := range []kernels.Conv{
		conv(64, 32, 32, 32, 3, 1, 1), conv(64, 64, 32, 64, 3, 1, 1), conv(64, 64, 16, 64, 3, 1, 1), conv(64, 128, 16, 128, 3, 1, 1), conv(64, 256, 8, 256, 3, 1, 1), conv(64, 256, 4, 256, 3, 1, 1),
		conv(64, 3, 32, 64, 5, 2, 2), conv(64, 64, 16, 128, 5, 2, 2), conv(64, 64, 32, 128, 4, 2, 1), conv(64, 128, 16, 64, 1, 1, 0), kernels.LinearConv(500, 256, 256), kernels.LinearConv(64, 4096, 100),
	} {
		k := kernels.Grouped{Groups: 1, Conv: c}
		x, w, y := c.N*c.C*c.H*c.W, c.O*c.C*c.KH*c.KW, c.N*c.O*c.OH()*c.OW()
		flops := 2 * y * c.C * c.KH * c.KW
		name := fmt.Sprintf("%d×%d×%d×%d to %d, %d×%d/%d", c.N, c.C, c.H, c.W, c.O, c.KH, c.KW, c.StrideH)
		all = append(all,
			timed{"conv " + name, kernels.ConvForward{Grouped: k, Act: &kernels.Act{}}, y, []int{x, w, c.O}, flops},
			timed{"conv for its input " + name, kernels.ConvGradInput{Grouped: k}, x, []int{y, w}, flops},
			timed{"conv for its filters " + name, kernels.ConvGradFilter{Grouped: k}, w, []int{x, y}, flops},
		)
	}
	return all
}

func conv(n, c, size, o, k, stride, pad int) kernels.Conv {
	return kernels.Conv{N: n, C: c, H: size, W: size, O: o, KH: k, KW: k, StrideH: stride, StrideW: stride, PadH: pad, PadW: pad}
}
