package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
)

// passes are the three directions, directly and by Winograd's algorithm.
func passes(c Conv, x, dy, w, bias, backBias []float32, direct bool) [3][]float32 {
	y, dx, dw := random(rand.New(rand.NewPCG(1, 1)), len(dy)), make([]float32, len(x)), make([]float32, len(w))
	if direct {
		directForward(y, x, w, bias, c, maybe{})
		directBackward(dx, dy, w, backBias, c, maybe{})
		directFilter(dw, x, dy, c)
	} else {
		winogradForward(y, x, w, bias, c, maybe{})
		winogradBackward(dx, dy, w, backBias, c, maybe{})
		winogradGradFilter(dw, x, dy, c)
	}
	return [3][]float32{y, dx, dw}
}

func randomWinograd(r *rand.Rand) Conv {
	for {
		kernel := 3 + r.IntN(2)
		c := Conv{
			N: 1 + r.IntN(9), C: lanes * (1 + r.IntN(4)), H: 2 + r.IntN(18), W: 2 + r.IntN(18), O: lanes * (1 + r.IntN(4)),
			KH: kernel, KW: kernel, StrideH: kernel - 2, StrideW: kernel - 2, PadH: r.IntN(kernel), PadW: r.IntN(kernel),
		}
		if c.Validate() == nil {
			return c
		}
	}
}

func TestWinogradMatchesDirect(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 1))
	for i := range 80 {
		c := randomWinograd(r)
		x, dy, w := random(r, c.xLen()), random(r, c.yLen()), random(r, c.wLen())
		bias, backBias := random(r, c.O), random(r, c.C)
		if i%2 == 0 {
			bias, backBias = nil, nil
		}
		var bits [3][]float32
		EachSIMD(func(name string) {
			want, got := passes(c, x, dy, w, bias, backBias, true), passes(c, x, dy, w, bias, backBias, false)
			for j, what := range []string{"y", "dx", "dw"} {
				worst, size := 0.0, 1.0
				for k, v := range want[j] {
					size = math.Max(size, math.Abs(float64(v)))
					worst = math.Max(worst, math.Abs(float64(v)-float64(got[j][k])))
				}
				if !(worst <= 1e-5*size) {
					t.Fatalf("%s %+v: %s is off by %g of %g", name, c, what, worst, size)
				}
				if name != "off" && bits[j] != nil {
					sameBits(t, fmt.Sprintf("%s %+v: %s", name, c, what), got[j], bits[j])
				}
				if name != "off" {
					bits[j] = got[j]
				}
			}
		})
	}
}

func TestWinogradSameBitsWhateverTheProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	r := rand.New(rand.NewPCG(22, 1))
	for _, c := range []Conv{
		{N: 150, C: 48, H: 16, W: 15, O: 80, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
		{N: 21, C: 48, H: 16, W: 15, O: 80, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
		{N: 77, C: 16, H: 31, W: 10, O: 32, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 2, PadW: 0},
	} {
		if newWinograd(c, false, nil).images >= c.N {
			t.Fatal("this is a single block")
		}
		x, dy, w, bias := random(r, c.xLen()), random(r, c.yLen()), random(r, c.wLen()), random(r, c.O)
		runtime.GOMAXPROCS(1)
		want := passes(c, x, dy, w, bias, nil, false)
		for _, procs := range []int{2, 3, 8} {
			runtime.GOMAXPROCS(procs)
			for i, got := range passes(c, x, dy, w, bias, nil, false) {
				sameBits(t, fmt.Sprintf("%+v, %d processors, result %d", c, procs, i), got, want[i])
			}
		}
	}
}

// What is not a number shows wherever the definition shows it, and spreads no
// further than the tiles that it meets.
func TestWinogradShowsNaN(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 1))
	for i := range 20 {
		c := randomWinograd(r)
		x, dy, w := random(r, c.xLen()), random(r, c.yLen()), random(r, c.wLen())
		odd := []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))}[i%3]
		image := r.IntN(c.N)
		x[image*len(x)/c.N+r.IntN(len(x)/c.N)] = odd
		dy[image*len(dy)/c.N+r.IntN(len(dy)/c.N)] = odd
		EachSIMD(func(name string) {
			want, got := passes(c, x, dy, w, nil, nil, true), passes(c, x, dy, w, nil, nil, false)
			for j, what := range []string{"y", "dx", "dw"} {
				for k, v := range want[j] {
					finite, shown := !math.IsNaN(float64(v-v)), !math.IsNaN(float64(got[j][k]-got[j][k]))
					if !finite && shown {
						t.Fatalf("%s %+v: %s[%d] is %g, want %g", name, c, what, k, got[j][k], v)
					}
					if j < 2 && finite && !shown && k/(len(want[j])/c.N) != image {
						t.Fatalf("%s %+v: %s[%d] is %g, in an image without NaN", name, c, what, k, got[j][k])
					}
				}
			}
		})
	}
}

func TestWinogradRule(t *testing.T) {
	layer := Conv{N: 64, C: 64, H: 16, W: 16, O: 128, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	for _, c := range []struct {
		name   string
		change func(c *Conv)
		want   bool
	}{
		{"a layer of a DCGAN", func(c *Conv) {}, true},
		{"sides that do not fill tiles", func(c *Conv) { c.H, c.W = 10, 10 }, false},
		{"another stride", func(c *Conv) { c.StrideW = 1 }, false},
		{"another filter", func(c *Conv) { c.KH = 3 }, false},
		{"few channels", func(c *Conv) { c.C, c.O = 16, 16 }, false},
		{"channels that do not fill vectors", func(c *Conv) { c.O = 120 }, false},
		{"few images", func(c *Conv) { c.N = 7 }, false},
		{"more filters than are worth transforming", func(c *Conv) { c.C, c.O = 512, 512 }, false},
		{"large images", func(c *Conv) { c.H, c.W = 256, 256 }, false},
		{"padding wider than the filters", func(c *Conv) { c.H, c.PadH = 8, 4 }, false},
	} {
		l := layer
		c.change(&l)
		if l.winograd() != c.want {
			t.Errorf("%s: %v, want %v", c.name, l.winograd(), c.want)
		}
	}
	layer = Conv{N: 50, C: 64, H: 16, W: 16, O: 64, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1}
	for _, c := range []struct {
		name   string
		change func(c *Conv)
		want   bool
	}{
		{"a layer of a residual network", func(c *Conv) {}, true},
		{"its last", func(c *Conv) { c.C, c.O, c.H, c.W = 256, 256, 4, 4 }, true},
		{"a stride", func(c *Conv) { c.StrideH, c.StrideW = 2, 2 }, false},
		{"gaps", func(c *Conv) { c.DilationW = 2 }, false},
		{"the second layer of SimpleNet", func(c *Conv) { c.N, c.C, c.O, c.H, c.W = 500, 16, 32, 8, 8 }, false},
		{"its third", func(c *Conv) { c.N, c.C, c.O, c.H, c.W = 500, 32, 64, 4, 4 }, false},
		{"colours", func(c *Conv) { c.C = 3 }, false},
		{"padding as wide as the filters", func(c *Conv) { c.PadH, c.PadW = 3, 3 }, false},
		{"one small image", func(c *Conv) { c.N = 1 }, false},
	} {
		l := layer
		c.change(&l)
		if l.winograd() != c.want {
			t.Errorf("%s: %v, want %v", c.name, l.winograd(), c.want)
		}
	}
}

// The exported functions choose by the rule.
func TestWinogradIsUsed(t *testing.T) {
	c := Conv{N: 8, C: 32, H: 16, W: 16, O: 64, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	checkUsed(t, c, ConvTranspose{N: 8, C: 64, H: 8, W: 8, O: 32, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1})
	c.KH, c.KW, c.StrideH, c.StrideW = 3, 3, 1, 1
	checkUsed(t, c, ConvTranspose{N: 8, C: 64, H: 16, W: 16, O: 32, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1})
}

func checkUsed(t *testing.T, c Conv, up ConvTranspose) {
	t.Helper()
	r := rand.New(rand.NewPCG(25, 1))
	x, dy, w, bias, backBias := random(r, c.xLen()), random(r, c.yLen()), random(r, c.wLen()), random(r, c.O), random(r, c.C)
	want := passes(c, x, dy, w, bias, backBias, false)
	y, dx, dw := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w))
	Conv2D(y, x, w, bias, c)
	Conv2DGradFilter(dw, x, dy, c)
	if err := (ConvGradInput{Grouped: Grouped{up.Conv(), 1}}).Run(dx, Inputs{dy, w, backBias}); err != nil {
		t.Fatal(err)
	}
	for i, got := range [][]float32{y, dx, dw} {
		sameBits(t, fmt.Sprintf("result %d", i), got, want[i])
	}
}
