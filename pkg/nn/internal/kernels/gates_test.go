package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// gateCases are functions with their definitions in float64.
var gateCases = map[string]struct {
	f  func(y, x []float32)
	df func(dx, dy, x []float32)
	of func(x float64) float64
}{
	"SiLU":     {k.SiLU, k.SiLUGrad, func(x float64) float64 { return x / (1 + math.Exp(-x)) }},
	"GELU":     {k.GELU, k.GELUGrad, func(x float64) float64 { return x * math.Erfc(-x/math.Sqrt2) / 2 }},
	"GELUTanh": {k.GELUTanh, k.GELUTanhGrad, func(x float64) float64 { return x / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x))) }},
}

func TestGatesMatchTheirDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	for name, c := range gateCases {
		for _, n := range []int{1, 7, 8, 33, 5000} {
			x, dy := normal(r, n, false), normal(r, n, false)
			for i := range x {
				x[i] *= 4
				if i%50 == 3 {
					x[i] = []float32{0, -100, 100, 1e-30, -20}[i/50%5]
				}
			}
			want, wantGrad := make([]float32, n), make([]float32, n)
			for i, v := range x {
				v := float64(v)
				const h = 1e-6 // small, for functions whose slope bends
				want[i] = float32(c.of(v))
				wantGrad[i] = float32(float64(dy[i]) * (8*(c.of(v+h)-c.of(v-h)) - (c.of(v+2*h) - c.of(v-2*h))) / (12 * h))
			}
			var bits [][]float32
			k.EachSIMD(func(simd string) {
				y, dx := dirty(n), dirty(n)
				c.f(y, x)
				same(t, fmt.Sprintf("%s %s of %d", name, simd, n), y, want, 1e-6)
				c.df(dx, dy, x)
				same(t, fmt.Sprintf("%s %s of %d: gradient", name, simd, n), dx, wantGrad, 1e-5)
				if bits != nil && simd != "off" {
					sameBits(t, name+" "+simd, [][]float32{y, dx}, bits)
				}
				if simd != "off" {
					bits = [][]float32{y, dx}
				}
				over, overGrad := append([]float32(nil), x...), append([]float32(nil), dy...)
				c.f(over, over)
				c.df(overGrad, overGrad, x)
				sameBits(t, name+" in place", [][]float32{over, overGrad}, [][]float32{y, dx})
			})
		}
	}
}

func TestGroupNormMatchesItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	for i := range 40 {
		g := k.Groups{N: 1 + r.IntN(4), G: 1 + r.IntN(4), Spatial: 1 + r.IntN(70)}
		g.C = g.G * (1 + r.IntN(4))
		each := g.C / g.G
		if each*g.Spatial < 2 {
			continue
		}
		size := g.N * g.C * g.Spatial
		x, dy, gamma, beta := normal(r, size, false), normal(r, size, false), normal(r, g.C, false), normal(r, g.C, false)
		if i%3 == 0 {
			gamma[0] = 0
		}
		const eps = 1e-5
		forward := func(x []float32) []float64 {
			y := make([]float64, size)
			count := each * g.Spatial
			for b := 0; b < size; b += count {
				var mean, variance float64
				for _, v := range x[b : b+count] {
					mean += float64(v) / float64(count)
				}
				for _, v := range x[b : b+count] {
					variance += (float64(v) - mean) * (float64(v) - mean) / float64(count)
				}
				for j, v := range x[b : b+count] {
					c := (b + j) / g.Spatial % g.C
					y[b+j] = (float64(v)-mean)/math.Sqrt(variance+eps)*float64(gamma[c]) + float64(beta[c])
				}
			}
			return y
		}
		loss := func() (s float64) {
			for j, v := range forward(x) {
				s += v * float64(dy[j])
			}
			return s
		}
		slopes := func(of []float32) []float32 {
			out := make([]float32, len(of))
			for j, was := range of {
				const h = 1. / 64
				at := func(k float32) float64 { of[j] = was + k*h; return loss() }
				out[j] = float32((8*(at(1)-at(-1)) - (at(2) - at(-2))) / (12 * h))
				of[j] = was
			}
			return out
		}
		if size > 300 { // differences take long
			continue
		}
		wantY, wantDX, wantScale, wantShift := narrow(forward(x)), slopes(x), slopes(gamma), slopes(beta)
		k.EachSIMD(func(simd string) {
			y, mean, rstd, dx, dgamma, dbeta := dirty(size), dirty(g.N*g.G), dirty(g.N*g.G), dirty(size), dirty(g.C), dirty(g.C)
			k.GroupNorm(y, mean, rstd, x, gamma, beta, g, eps)
			k.GroupNormGrad(dx, dgamma, dbeta, dy, x, gamma, mean, rstd, g)
			what := fmt.Sprintf("%s %+v", simd, g)
			same(t, what, y, wantY, 1e-5)
			same(t, what+": dx", dx, wantDX, 2e-3)
			same(t, what+": dgamma", dgamma, wantScale, 1e-4)
			same(t, what+": dbeta", dbeta, wantShift, 1e-4)
		})
	}
}

func TestGroupedConvMatchesDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 1))
	for range 60 {
		c := randomConv(r)
		c.DilationH, c.DilationW = 1+r.IntN(2), 1+r.IntN(2)
		if r.IntN(3) == 0 {
			c.C = 1 // depthwise
		}
		groups := 1 + r.IntN(4)
		if c.Validate() != nil {
			continue
		}
		whole := k.Grouped{Conv: c, Groups: groups}
		whole.C, whole.O = c.C*groups, c.O*groups
		xLen, yLen, wLen := c.C*c.H*c.W, c.O*c.OH()*c.OW(), c.O*c.C*c.KH*c.KW
		x, dy := normal(r, c.N*groups*xLen, false), normal(r, c.N*groups*yLen, false)
		w, bias := normal(r, groups*wLen, false), normal(r, whole.O, false)
		wantY, wantDX, wantDW := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, 0, len(w))
		for g := range groups {
			part := func(all []float32, n int) (one []float32) {
				for i := range c.N {
					one = append(one, all[(i*groups+g)*n:][:n]...)
				}
				return one
			}
			spread := func(all, one []float32, n int) {
				for i := range c.N {
					copy(all[(i*groups+g)*n:][:n], one[i*n:])
				}
			}
			own := w[g*wLen:][:wLen]
			spread(wantY, refConv2D(part(x, xLen), own, bias[g*c.O:][:c.O], c), yLen)
			spread(wantDX, refGradInput(part(dy, yLen), own, c), xLen)
			wantDW = append(wantDW, refGradFilter(part(x, xLen), part(dy, yLen), c)...)
		}
		k.EachSIMD(func(simd string) {
			what := fmt.Sprintf("%s %+v", simd, whole)
			y, dx, dw := dirty(len(dy)), dirty(len(x)), dirty(len(w))
			k.GroupedConv2D(y, x, w, bias, whole)
			same(t, what+": y", y, wantY, forwardTolerance)
			k.GroupedConv2DGradInput(dx, dy, w, whole)
			same(t, what+": dx", dx, wantDX, gradientTolerance)
			k.GroupedConv2DGradFilter(dw, x, dy, whole)
			same(t, what+": dw", dw, wantDW, gradientTolerance)
		})
	}
}

// Warp's gradient is its transpose: ⟨warp x, dy⟩ = ⟨x, grad dy⟩. The identity and
// whole shifts give pixels back, mirrored beyond the border.
func TestWarp(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 1))
	for range 30 {
		n, c, h, w := 1+r.IntN(3), 1+r.IntN(3), 1+r.IntN(9), 1+r.IntN(9)
		size := n * c * h * w
		x, dy, by := normal(r, size, false), normal(r, size, false), normal(r, 6*n, false)
		y, dx := dirty(size), dirty(size)
		k.Warp(y, x, by, n, c, h, w)
		k.WarpGrad(dx, dy, by, n, c, h, w)
		var a, b float64
		for i := range x {
			a += float64(y[i]) * float64(dy[i])
			b += float64(x[i]) * float64(dx[i])
		}
		if !(math.Abs(a-b) <= 1e-4*max(1, math.Abs(a))) {
			t.Errorf("%d×%d×%d×%d: products are %g and %g", n, c, h, w, a, b)
		}
	}
	x, y := []float32{1, 2, 3, 4, 5, 6}, dirty(6)
	k.Warp(y, x, []float32{1, 0, 0, 0, 1, 0}, 1, 1, 2, 3)
	same(t, "identity", y, x, 0)
	k.Warp(y, x, []float32{1, 0, 1, 0, 1, -2}, 1, 1, 2, 3)
	same(t, "shift", y, []float32{5, 4, 4, 5, 4, 4}, 0)
}

func TestPixelShuffle(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 1))
	for range 20 {
		n, c, h, w, s := 1+r.IntN(3), 1+r.IntN(3), 1+r.IntN(4), 1+r.IntN(4), 1+r.IntN(3)
		x := normal(r, n*c*s*s*h*w, false)
		y, back := dirty(len(x)), dirty(len(x))
		k.PixelShuffle(y, x, n, c, h, w, s)
		for i, v := range y {
			col, row, plane := i%(w*s), i/(w*s)%(h*s), i/(w*s)/(h*s)
			from := ((plane*s*s+row%s*s+col%s)*h+row/s)*w + col/s
			if v != x[from] {
				t.Fatalf("%d %d %d %d ×%d: value %d is %g, want %g", n, c, h, w, s, i, v, x[from])
			}
		}
		k.PixelUnshuffle(back, y, n, c, h, w, s)
		same(t, "back", back, x, 0)
	}
}

func TestReduce(t *testing.T) {
	r := rand.New(rand.NewPCG(16, 1))
	x := normal(r, 2*3*300*2, false)
	shape := []int{2, 3, 300, 2}
	for bits := range 16 {
		var axes []int
		size := len(x)
		for i, s := range shape {
			if bits>>i&1 == 1 {
				axes, size = append(axes, i), size/s
			}
		}
		sums, most := make([]float64, size), constant(size, float32(math.Inf(-1)))
		for i, v := range x {
			at, rest, scale := 0, i, 1
			for a := 3; a >= 0; a-- {
				if bits>>a&1 == 0 {
					at, scale = at+rest%shape[a]*scale, scale*shape[a]
				}
				rest /= shape[a]
			}
			sums[at] += float64(v)
			most[at] = max(most[at], v)
		}
		y := dirty(size)
		k.Reduce(y, x, k.FoldSum, shape, axes)
		same(t, fmt.Sprint("sum over ", axes), y, narrow(sums), 1e-6)
		k.Reduce(y, x, k.FoldMax, shape, axes)
		same(t, fmt.Sprint("max over ", axes), y, most, 0)
	}
}

// What is new here gives the same bits for any number of processors too.
func TestGatesSameBitsWhateverTheProcessors(t *testing.T) {
	step := func() (all [][]float32) {
		r := rand.New(rand.NewPCG(17, 1))
		out := func(n int) []float32 {
			all = append(all, dirty(n))
			return all[len(all)-1]
		}
		const n, c, h, w = 24, 12, 19, 21
		size := n * c * h * w
		x, dy, gamma := normal(r, size, false), normal(r, size, false), normal(r, c, false)
		for _, g := range []string{"SiLU", "GELU", "GELUTanh"} {
			gateCases[g].f(out(size), x)
			gateCases[g].df(out(size), dy, x)
		}
		g := k.Groups{N: n, C: c, G: 3, Spatial: h * w}
		mean, rstd := out(3*n), out(3*n)
		k.GroupNorm(out(size), mean, rstd, x, gamma, gamma, g, 1e-5)
		k.GroupNormGrad(out(size), out(c), out(c), dy, x, gamma, mean, rstd, g)
		for _, groups := range []int{3, c} {
			conv := k.Grouped{Groups: groups, Conv: k.Conv{N: n, C: c, H: h, W: w, O: c, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 2, PadW: 2, DilationH: 2, DilationW: 2}}
			filters := normal(r, c*c/groups*9, false)
			k.GroupedConv2D(out(size), x, filters, gamma, conv)
			k.GroupedConv2DGradInput(out(size), dy, filters, conv)
			k.GroupedConv2DGradFilter(out(len(filters)), x, dy, conv)
		}
		by := normal(r, 6*n, false)
		k.Warp(out(size), x, by, n, c, h, w)
		k.WarpGrad(out(size), dy, by, n, c, h, w)
		k.Softmax(out(size), x, n, c, h*w, false)
		k.SoftmaxGrad(out(size), dy, x, n*c, h*w, 1, true)
		k.Reduce(out(h*w), x, k.FoldSum, []int{n, c, h * w}, []int{0, 1})
		return all
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := step()
	for _, procs := range []int{2, 8} {
		runtime.GOMAXPROCS(procs)
		sameBits(t, fmt.Sprint(procs, " processors"), step(), want)
	}
}
