//go:build emulator || gpu

package gpu

import (
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

func TestBatchNorm(t *testing.T) {
	rng := newRand(6)
	for i, p := range []kernels.Planes{
		{N: 9, C: 3, Spatial: 1}, {N: 7, C: 5, Spatial: 9}, {N: 8, C: 6, Spatial: 64}, {N: 64, C: 3, Spatial: 64},
		{N: 5, C: 140, Spatial: 1024}, {N: 40, C: 2, Spatial: 400}, {N: 9, C: 3, Spatial: 911}, {N: 5000, C: 4, Spatial: 1}, {N: 1, C: 2, Spatial: 40000}, {N: 2, C: 1, Spatial: mostChunks*chunk/2 + 3},
	} {
		n := p.N * p.C * p.Spatial
		x, dy := moved(rng, n, 3, 2), normal(rng, n)
		gamma, beta := moved(rng, p.C, 1, 0.2), normal(rng, p.C)
		f := kernels.BatchNormTrainForward{
			Planes: p, Eps: 1e-5, Mean: make([]float32, p.C), Variance: make([]float32, p.C), Momentum: 0.1,
		}
		if i%3 > 0 {
			f.Act = &kernels.Act{Slope: float32(i%3-1) / 5}
		}
		if i%2 > 0 {
			f.RunningMean, f.RunningVar = normal(rng, p.C), moved(rng, p.C, 1, 0)
		}
		compare(t, f, n, forward, kernels.Inputs{x, gamma, beta})
		b := kernels.BatchNormTrainBackward{
			Planes: p, Eps: 1e-5, Mean: f.Mean, Variance: f.Variance, DGamma: make([]float32, p.C), DBeta: make([]float32, p.C),
		}
		compare(t, b, n, backward, kernels.Inputs{dy, x, gamma}, 0)
		e := kernels.BatchNormEvalForward{Planes: p, Eps: 1e-5, Act: f.Act}
		compare(t, e, n, forward, kernels.Inputs{x, gamma, beta, normal(rng, p.C), moved(rng, p.C, 3, 0.1)}, 0)
		eb := kernels.BatchNormEvalBackward{Planes: p, Eps: 1e-5, DGamma: make([]float32, p.C), DBeta: make([]float32, p.C)}
		compare(t, eb, n, backward, kernels.Inputs{dy, x, gamma, normal(rng, p.C), moved(rng, p.C, 3, 0.1)}, 0)
	}
}

// A mean that is large beside the deviation must not spoil the variance.
func TestNormsFarFromZero(t *testing.T) {
	rng := newRand(7)
	p := kernels.Planes{N: 20, C: 2, Spatial: 400}
	x := moved(rng, p.N*p.C*p.Spatial, 1000, 0.5)
	f := kernels.BatchNormTrainForward{Planes: p, Eps: 1e-5, Mean: make([]float32, 2), Variance: make([]float32, 2)}
	compare(t, f, len(x), 1e-4, kernels.Inputs{x, {1, 2}, {0, 1}})
	g := kernels.GroupNormForward{Groups: kernels.Groups{N: 20, C: 2, G: 1, Spatial: 400}, Eps: 1e-5, Mean: make([]float32, 20), Rstd: make([]float32, 20)}
	compare(t, g, len(x), 1e-4, kernels.Inputs{x, {1, 2}, {0, 1}})
}

func TestGroupNorm(t *testing.T) {
	rng := newRand(8)
	for i, g := range []kernels.Groups{
		{N: 2, C: 24, G: 2, Spatial: 1}, {N: 3, C: 6, G: 3, Spatial: 9}, {N: 2, C: 8, G: 2, Spatial: 64}, {N: 3, C: 8, G: 8, Spatial: 16},
		{N: 2, C: 20, G: 1, Spatial: 1024}, {N: 1, C: 2, G: 1, Spatial: 9001}, {N: 70, C: 40, G: 1, Spatial: 1}, {N: 2, C: 64, G: 4, Spatial: 256},
	} {
		n := g.N * g.C * g.Spatial
		x, dy := moved(rng, n, 1, 2), normal(rng, n)
		gamma, beta := moved(rng, g.C, 1, 0.2), normal(rng, g.C)
		f := kernels.GroupNormForward{Groups: g, Eps: 1e-5, Mean: make([]float32, g.N*g.G), Rstd: make([]float32, g.N*g.G)}
		compare(t, f, n, forward, kernels.Inputs{x, gamma, beta})
		b := kernels.GroupNormBackward{Groups: g, Mean: f.Mean, Rstd: f.Rstd, DGamma: make([]float32, g.C), DBeta: make([]float32, g.C)}
		compare(t, b, n, backward, kernels.Inputs{dy, x, gamma}, 0)

		gated := &kernels.GatedNormForward{
			GatedNorm: kernels.GatedNorm{Groups: g, Eps: 1e-5}, Film: i%2 > 0, Mean: f.Mean, Rstd: f.Rstd, Rand: rng,
		}
		if i%3 > 0 {
			gated.Drop = 0.1 * float64(i)
		}
		film := normal(rng, 2*g.N*g.C)
		in := kernels.Inputs{x, gamma, beta}
		gb := kernels.GatedNormBackward{Forward: gated, DGamma: make([]float32, g.C), DBeta: make([]float32, g.C)}
		back := kernels.Inputs{dy, x, gamma, beta, x} // without film, y stands there
		if gated.Film {
			in[3], back[4], back[5] = film, film, x
			gb.DFilm = make([]float32, 2*g.N*g.C)
		}
		compare(t, gated, n, forward, in)
		compare(t, gb, n, backward, back, 0)
	}
}
