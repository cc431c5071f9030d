//go:build emulator || gpu

package gpu

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

var pictures = []kernels.Images{{N: 3, C: 3, H: 8, W: 8}, {N: 2, C: 1, H: 5, W: 9}, {N: 2, C: 2, H: 1, W: 3}, {N: 2, C: 3, H: 32, W: 32}}

func TestImages(t *testing.T) {
	rng := newRand(14)
	for _, g := range pictures {
		n := values(g)
		x := normal(rng, n)
		shift := moved(rng, 2*g.N, 0, float32(g.H)/2)
		for _, sign := range []int{1, -1} {
			compare(t, kernels.ImageTranslate{Images: g, Sign: sign}, n, exactly, kernels.Inputs{x, shift})
		}
		box := moved(rng, 4*g.N, float32(g.H)/3, 3)
		compare(t, kernels.ImageCutout{Images: g}, n, exactly, kernels.Inputs{x, box}, 0)
		for _, brightness := range []bool{false, true} {
			compare(t, kernels.ImageColour{Images: g, Brightness: brightness}, n, forward, kernels.Inputs{x, moved(rng, 3*g.N, 1, 0.3)}, 0)
		}
	}
}

func TestWarp(t *testing.T) {
	rng := newRand(15)
	for _, g := range pictures {
		n := values(g)
		for name, maps := range map[string]func(*rand.Rand) [6]float32{
			"same":    func(*rand.Rand) [6]float32 { return [6]float32{1, 0, 0, 0, 1, 0} },
			"flipped": func(*rand.Rand) [6]float32 { return [6]float32{1, 0, 0.5, 0, -1, 0} },
			"any":     func(rng *rand.Rand) [6]float32 { return [6]float32(normal(rng, 6)) },
			"far":     func(rng *rand.Rand) [6]float32 { return [6]float32{1, 0.1, 100, 0, 1, -77.3} },
			"small":   func(*rand.Rand) [6]float32 { return [6]float32{4, 1, 0, -1, 4, 0} },
			"large":   func(*rand.Rand) [6]float32 { return [6]float32{0.05, 0, 0, 0, 0.05, 1} },
			"a line":  func(*rand.Rand) [6]float32 { return [6]float32{1, 2, 0, 0.5, 1, 0} },
			"a point": func(*rand.Rand) [6]float32 { return [6]float32{0, 0, 1, 0, 0, -1} },
			"turned": func(rng *rand.Rand) [6]float32 {
				sin, cos := math.Sincos(rng.Float64() * 6)
				return [6]float32{float32(cos), float32(sin), rng.Float32(), float32(-sin), float32(cos), rng.Float32()}
			},
		} {
			t.Run(name, func(t *testing.T) {
				var by []float32
				for range g.N {
					m := maps(rng)
					by = append(by, m[:]...)
				}
				compare(t, kernels.ImageWarp{Images: g}, n, forward, kernels.Inputs{normal(rng, n), by})
				compare(t, kernels.ImageWarpBackward{Images: g}, n, backward, kernels.Inputs{normal(rng, n), by})
			})
		}
	}
	nan := float32(math.NaN())
	g := kernels.Images{N: 1, C: 1, H: 4, W: 4}
	compare(t, kernels.ImageWarp{Images: g}, 16, forward, kernels.Inputs{normal(rng, 16), {1, 0, nan, 0, 1, 0}})
	compare(t, kernels.ImageWarpBackward{Images: g}, 16, backward, kernels.Inputs{normal(rng, 16), {1, 0, nan, 0, 1, 0}})
}

func TestResize(t *testing.T) {
	rng := newRand(16)
	for _, g := range pictures {
		for scale := 1; scale <= 3; scale++ {
			n := values(g)
			wide := n * scale * scale
			compare(t, kernels.UpsampleForward{N: g.N, C: g.C, H: g.H, W: g.W, Scale: scale}, wide, exactly, kernels.Inputs{normal(rng, n)})
			compare(t, kernels.UpsampleBackward{N: g.N, C: g.C, H: g.H, W: g.W, Scale: scale}, n, backward, kernels.Inputs{normal(rng, wide)})
			for _, back := range []bool{false, true} {
				compare(t, kernels.Shuffle{N: g.N, C: g.C, H: g.H, W: g.W, Scale: scale, Back: back}, wide, exactly, kernels.Inputs{normal(rng, wide)})
			}
		}
	}
}
