package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// gatedNormCase is the inputs of a GatedNorm.
type gatedNormCase struct {
	k.GatedNorm
	x, dy, gamma, beta, film []float32
}

func newGatedNormCase(r *rand.Rand, g k.Groups, film bool, drop float64) gatedNormCase {
	size := g.N * g.C * g.Spatial
	c := gatedNormCase{
		GatedNorm: k.GatedNorm{Groups: g, Eps: 1e-5, Drop: drop, Seed: r.Uint64()},
		x:         normal(r, size, false), dy: normal(r, size, false), gamma: normal(r, g.C, false), beta: normal(r, g.C, false),
	}
	if film {
		c.film = normal(r, 2*g.N*g.C, false)
	}
	return c
}

// results are y, mean, rstd, dx, dgamma, dbeta and dfilm.
func (c *gatedNormCase) results() [][]float32 {
	y, mean, rstd, dx := dirty(len(c.x)), dirty(c.N*c.G), dirty(c.N*c.G), dirty(len(c.x))
	dgamma, dbeta, dfilm := dirty(c.C), dirty(c.C), dirty(len(c.film))
	k.ApplyGatedNorm(y, mean, rstd, c.x, c.gamma, c.beta, c.film, c.GatedNorm)
	k.GatedNormGrad(dx, dgamma, dbeta, dfilm, c.dy, c.x, c.gamma, c.beta, c.film, mean, rstd, c.GatedNorm)
	return [][]float32{y, mean, rstd, dx, dgamma, dbeta, dfilm}
}

// steps are y, dx, dgamma, dbeta and dfilm by the functions that do a part each.
func (c *gatedNormCase) steps(mask []float32) [][]float32 {
	g, size := c.Groups, len(c.x)
	make1 := func(n int) []float32 { return dirty(n) }
	normed, moved, gate, y, mean, rstd := make1(size), make1(size), make1(size), make1(size), make1(g.N*g.G), make1(g.N*g.G)
	scale, shift := make1(g.N*g.C), make1(g.N*g.C)
	for i := range scale {
		scale[i], shift[i] = 1, 0
		if c.film != nil {
			at := i/g.C*2*g.C + i%g.C
			scale[i], shift[i] = 1+c.film[at], c.film[at+g.C]
		}
	}
	k.GroupNorm(normed, mean, rstd, c.x, c.gamma, c.beta, g, c.Eps)
	k.ChannelAffine(moved, normed, scale, shift, g.N, g.C, g.Spatial)
	k.SiLU(gate, moved)
	k.Dropout(y, gate, mask, float32(c.Drop))

	d, dscale, dshift, dx, dgamma, dbeta, dfilm := make1(size), make1(g.N*g.C), make1(g.N*g.C), make1(size), make1(g.C), make1(g.C), make1(len(c.film))
	k.Dropout(d, c.dy, mask, float32(c.Drop))
	k.SiLUGrad(d, d, moved)
	k.ChannelAffineGradScale(dscale, d, normed, g.N, g.C, g.Spatial)
	k.GlobalSumPool(dshift, d, g.N, g.C, g.Spatial)
	for i := range dfilm {
		at := i/(2*g.C)*g.C + i%g.C
		dfilm[i] = dscale[at]
		if i%(2*g.C) >= g.C {
			dfilm[i] = dshift[at]
		}
	}
	k.ChannelAffineGradX(d, d, scale, g.N, g.C, g.Spatial)
	k.GroupNormGrad(dx, dgamma, dbeta, d, c.x, c.gamma, mean, rstd, g)
	return [][]float32{y, dx, dgamma, dbeta, dfilm}
}

// In one pass comes out what comes out in several, each of which is checked by its
// definition.
func TestGatedNormIsItsSteps(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 1))
	for i := range 60 {
		g := k.Groups{N: 1 + r.IntN(4), G: 1 + r.IntN(4), Spatial: 1 + r.IntN(70)}
		g.C = g.G * (1 + r.IntN(4))
		if g.C/g.G*g.Spatial < 3 {
			continue
		}
		c := newGatedNormCase(r, g, i%2 == 0, []float64{0, 0.25, 0.1}[i%3])
		mask := make([]float32, len(c.x))
		k.EachSIMD(func(simd string) {
			got := c.results()
			for j := range mask { // a value of SiLU is 0 only by dropout
				mask[j] = 1
				if got[0][j] == 0 {
					mask[j] = 0
				}
			}
			want := c.steps(mask)
			what := fmt.Sprintf("%s %+v", simd, c.GatedNorm)
			for j, name := range []string{"y", "dx", "dgamma", "dbeta", "dfilm"} {
				at := j
				if j > 0 {
					at = j + 2
				}
				same(t, what+": "+name, got[at], want[j], 2e-5)
			}
			over, mean, rstd, dgamma, dbeta, dfilm := append([]float32(nil), c.dy...), got[1], got[2], dirty(g.C), dirty(g.C), dirty(len(c.film))
			k.GatedNormGrad(over, dgamma, dbeta, dfilm, over, c.x, c.gamma, c.beta, c.film, mean, rstd, c.GatedNorm)
			sameBits(t, what+" in place", [][]float32{over, dgamma, dbeta, dfilm}, got[3:])
		})
	}
}

// Values are dropped as often as they should be, and others by another seed.
func TestGatedNormDrops(t *testing.T) {
	r := rand.New(rand.NewPCG(32, 1))
	c := newGatedNormCase(r, k.Groups{N: 50, C: 16, G: 8, Spatial: 256}, false, 0.1)
	first := c.results()[0]
	c.Seed++
	second := c.results()[0]
	var dropped, both float64
	for i, v := range first {
		if v == 0 {
			dropped++
			if second[i] == 0 {
				both++
			}
		}
	}
	n := float64(len(first))
	for _, p := range []struct{ got, want float64 }{{dropped, 0.1}, {both, 0.01}} {
		if math.Abs(p.got-n*p.want) > 5*math.Sqrt(n*p.want) {
			t.Errorf("%v of %v are dropped, want a share of %v", p.got, n, p.want)
		}
	}
}

func TestGatedNormSameBitsWhateverTheProcessors(t *testing.T) {
	step := func() [][]float32 {
		r := rand.New(rand.NewPCG(33, 1))
		c := newGatedNormCase(r, k.Groups{N: 24, C: 24, G: 8, Spatial: 19 * 21}, true, 0.1)
		return c.results()
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := step()
	for _, procs := range []int{2, 8} {
		runtime.GOMAXPROCS(procs)
		sameBits(t, fmt.Sprint(procs, " processors"), step(), want)
	}
}
