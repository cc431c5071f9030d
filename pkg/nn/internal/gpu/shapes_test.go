//go:build emulator || gpu

package gpu

import (
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// More elements than threads of the largest grid.
func TestMany(t *testing.T) {
	rng := newRand(22)
	n := mostBlocks*256*perThread + 4099
	x := normal(rng, n)
	compare(t, kernels.Elementwise{N: n}, n, exactly, kernels.Inputs{x})
	compare(t, kernels.Addition{N: n}, n, exactly, kernels.Inputs{x, x})
	p := kernels.Planes{N: 3, C: 1, Spatial: n / 3}
	in := x[:n/3*3]
	compare(t, kernels.ChannelAffineForward{Planes: p}, len(in), forward, kernels.Inputs{in, {1, 2, 3}, {0, 1, -1}})
	compare(t, kernels.BatchNormEvalForward{Planes: p, Eps: 1e-5}, len(in), forward, kernels.Inputs{in, {2}, {1}, {0.5}, {3}})
	compare(t, kernels.UpsampleForward{N: 1, C: 1, H: 800, W: 301, Scale: 2}, 800*301*4, exactly, kernels.Inputs{x[:800*301]})
	compare(t, kernels.SliceForward{Axis: kernels.Axis{Outer: 200001, N: 7, Inner: 1}, From: 1, Step: 1, Count: 5}, 200001*5, exactly, kernels.Inputs{x[:200001*7]})
	compare(t, kernels.SoftmaxForward{Axis: kernels.Axis{Outer: 1, N: 3, Inner: 700000}}, 2100000, forward, kernels.Inputs{x[:2100000]})
	w := kernels.Images{N: 1, C: 1, H: 800, W: 901}
	compare(t, kernels.ImageWarp{Images: w}, values(w), forward, kernels.Inputs{x[:values(w)], {1, 0.1, 2, -0.1, 1, 3}})
	compare(t, kernels.ImageTranslate{Images: w, Sign: 1}, values(w), exactly, kernels.Inputs{x[:values(w)], {2, -3}})
}

// Geometries that nobody thought of.
func TestRandomShapes(t *testing.T) {
	rng := newRand(23)
	size := func(most int) int { return 1 + rng.IntN(1+rng.IntN(most)) }
	for range 60 {
		p := kernels.Planes{N: 1 + size(12), C: size(12), Spatial: 3 + size(300)}
		n := p.N * p.C * p.Spatial
		x, dy, gamma, beta := moved(rng, n, 1, 1), normal(rng, n), moved(rng, p.C, 1, 0.2), normal(rng, p.C)
		f := kernels.BatchNormTrainForward{Planes: p, Eps: 1e-5, Mean: make([]float32, p.C), Variance: make([]float32, p.C)}
		compare(t, f, n, forward, kernels.Inputs{x, gamma, beta})
		b := kernels.BatchNormTrainBackward{Planes: p, Eps: 1e-5, Mean: f.Mean, Variance: f.Variance, DGamma: make([]float32, p.C), DBeta: make([]float32, p.C)}
		compare(t, b, n, backward, kernels.Inputs{dy, x, gamma}, 0)
		compare(t, kernels.BiasGrad{Planes: p}, p.C, backward, kernels.Inputs{dy})

		g := kernels.Groups{N: size(5), G: size(6), Spatial: 3 + size(200)}
		g.C = g.G * size(9)
		n = g.N * g.C * g.Spatial
		x, dy, gamma, beta = moved(rng, n, 1, 1), normal(rng, n), moved(rng, g.C, 1, 0.2), normal(rng, g.C)
		gated := &kernels.GatedNormForward{
			GatedNorm: kernels.GatedNorm{Groups: g, Eps: 1e-5, Drop: 0.3}, Film: true, Rand: rng,
			Mean: make([]float32, g.N*g.G), Rstd: make([]float32, g.N*g.G),
		}
		film := normal(rng, 2*g.N*g.C)
		compare(t, gated, n, forward, kernels.Inputs{x, gamma, beta, film})
		gb := kernels.GatedNormBackward{Forward: gated, DGamma: make([]float32, g.C), DBeta: make([]float32, g.C), DFilm: make([]float32, 2*g.N*g.C)}
		compare(t, gb, n, backward, kernels.Inputs{dy, x, gamma, beta, film, x}, 0)
		if t.Failed() {
			t.Fatalf("planes %+v, groups %+v", p, g)
		}
	}
	for range 40 {
		shape := []int{size(20), size(20), size(20), size(9)}
		var axes []int
		left := count(shape)
		for i, s := range shape {
			if rng.IntN(2) == 0 {
				axes = append(axes, i)
				left /= s
			}
		}
		x := normal(rng, count(shape))
		compare(t, kernels.Reduction{Fold: kernels.FoldMax, Shape: shape, Axes: axes}, left, exactly, kernels.Inputs{x})
		compare(t, kernels.Reduction{Fold: kernels.FoldSum, Shape: shape, Axes: axes}, left, backward, kernels.Inputs{x})
		m := kernels.Matrix{Outer: size(5), Rows: size(200), Inner: size(40)}
		sn := &kernels.SpectralForward{
			Matrix: m, Train: true, U: normal(rng, m.Rows), V: normal(rng, m.Cols()),
			NowU: make([]float32, m.Rows), NowV: make([]float32, m.Cols()), Sigma: make([]float32, 1),
		}
		compare(t, sn, m.Rows*m.Cols(), backward, kernels.Inputs{normal(rng, m.Rows*m.Cols())})
		im := kernels.Images{N: size(3), C: size(3), H: size(20), W: size(20)}
		compare(t, kernels.ImageWarpBackward{Images: im}, values(im), backward, kernels.Inputs{normal(rng, values(im)), normal(rng, 6*im.N)})
		if t.Failed() {
			t.Fatalf("shape %v, axes %v, matrix %+v, images %+v", shape, axes, m, im)
		}
	}
}
