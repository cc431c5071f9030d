package kernels_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

var (
	nan = float32(math.NaN())
	inf = float32(math.Inf(1))
)

func TestActivationsInPlaceAndOnOddValues(t *testing.T) {
	x := []float32{nan, inf, -inf, 0, -2, 3}
	for _, c := range []struct {
		name string
		run  func(y, x []float32)
		want []float32
	}{
		{"relu", k.ReLU, []float32{nan, inf, 0, 0, 0, 3}},
		{"leaky relu", func(y, x []float32) { k.LeakyReLU(y, x, 0.5) }, []float32{nan, inf, -inf, 0, -1, 3}},
		{"tanh", k.Tanh, []float32{nan, 1, -1, 0, -0.9640276, 0.9950548}},
		{"sigmoid", k.Sigmoid, []float32{nan, 1, 0, 0.5, 0.11920292, 0.95257413}},
		{"relu gradient", func(y, x []float32) { k.ReLUGrad(y, []float32{1, 2, inf, nan, 5, 6}, x) }, []float32{1, 2, 0, 0, 0, 6}},
		{"leaky relu gradient", func(y, x []float32) { k.LeakyReLUGrad(y, []float32{1, 2, 3, 4, 5, 6}, x, 0.5) }, []float32{1, 2, 1.5, 2, 2.5, 6}},
		{"dropout", func(y, x []float32) { k.Dropout(y, x, []float32{1, 1, 1, 1, 0, 1}, 0.25) }, []float32{nan, inf, -inf, 0, 0, 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			y := slices.Clone(x)
			c.run(y, y)
			same(t, "in place", y, c.want, 1e-6)
			y = dirty(len(x))
			c.run(y, x)
			same(t, "apart", y, c.want, 1e-6)
		})
	}
}

func TestPoolsOfNaNOnly(t *testing.T) {
	p := k.Pool{N: 1, C: 1, H: 2, W: 2, KH: 2, KW: 2, StrideH: 2, StrideW: 2}
	x, y, dx := constant(4, nan), dirty(1), dirty(4)
	k.MaxPool2D(y, x, p)
	k.MaxPool2DGrad(dx, []float32{7}, x, p)
	same(t, "maximum", y, []float32{nan}, 0)
	same(t, "gradient", dx, []float32{0, 0, 0, 7}, 0)

	x = constant(4, -inf)
	k.MaxPool2D(y, x, p)
	k.MaxPool2DGrad(dx, []float32{7}, x, p)
	same(t, "maximum of −∞", y, []float32{-inf}, 0)
	same(t, "gradient at −∞", dx, []float32{7, 0, 0, 0}, 0)
}

func TestLossesAreFiniteAtExtremes(t *testing.T) {
	huge := float32(1e30)
	x, target := []float32{huge, -huge, 0}, []float32{1, 0, 0.5}
	near(t, "right and sure", []float32{k.BCEWithLogits(x, target)}, []float32{float32(math.Ln2 / 3)}, 1e-6)
	dx := dirty(3)
	k.BCEWithLogitsGrad(dx, x, target, 1)
	near(t, "its gradient", dx, []float32{0, 0, 0}, 1e-6)

	logits := []float32{huge, 0, -huge, -huge, huge, 0}
	near(t, "cross-entropy", []float32{k.SoftmaxCrossEntropy(logits, []int{0, 1}, 2, 3)}, []float32{0}, 1e-6)
	dx = dirty(6)
	k.SoftmaxCrossEntropyGrad(dx, logits, []int{0, 0}, 2, 3, 1)
	near(t, "its gradient", dx, []float32{0, 0, 0, -0.5, 0.5, 0}, 1e-6)
}

// A plain sum of squares would lose the variance under such a mean.
func TestBatchNormFarFromZero(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	const n, c, spatial = 30, 2, 50
	x := normal(r, n*c*spatial, false)
	for i := range x {
		x[i] += 10000
	}
	y, mean, variance := dirty(len(x)), dirty(c), dirty(c)
	k.BatchNorm2DTrain(y, mean, variance, x, constant(c, 1), constant(c, 0), n, c, spatial, 0, nil)
	for ch := range c {
		var m, v float64
		for i := range n * spatial {
			m += float64(x[(i/spatial*c+ch)*spatial+i%spatial]) / (n * spatial)
		}
		for i := range n * spatial {
			d := float64(x[(i/spatial*c+ch)*spatial+i%spatial]) - m
			v += d * d / (n * spatial)
		}
		near(t, "mean", mean[ch:ch+1], []float32{float32(m)}, 1e-7)
		near(t, "variance", variance[ch:ch+1], []float32{float32(v)}, 1e-5)
	}
	flat := constant(len(x), 3)
	k.BatchNorm2DTrain(y, mean, variance, flat, constant(c, 2), constant(c, 5), n, c, spatial, 1e-5, nil)
	same(t, "constant images", y, constant(len(y), 5), 0)
}

func TestOptimiserVariants(t *testing.T) {
	// One step by hand, PyTorch's formulas.
	w, m, v := []float32{2}, []float32{0}, []float32{0}
	k.Adam(w, m, v, []float32{1}, k.AdamHyper{LR: 0.1, Beta1: 0.9, Beta2: 0.99, Eps: 0, WeightDecay: 0.5}, 1)
	near(t, "Adam with decay", []float32{w[0], m[0], v[0]}, []float32{1.9, 0.2, 0.04}, 1e-6)

	w, buffer := []float32{2}, []float32{nan}
	h := k.SGDHyper{LR: 0.1, Momentum: 0.5, Dampening: 0.25}
	k.SGD(w, buffer, []float32{1}, h, 1)
	near(t, "SGD's first step", []float32{w[0], buffer[0]}, []float32{1.9, 1}, 1e-6)
	k.SGD(w, buffer, []float32{1}, h, 2)
	near(t, "SGD's second step", []float32{w[0], buffer[0]}, []float32{1.775, 1.25}, 1e-6)
	k.SGD(w, nil, []float32{1}, k.SGDHyper{LR: 0.1}, 1)
	near(t, "SGD without a buffer", w, []float32{1.675}, 1e-6)
}

func TestImpossibleGeometry(t *testing.T) {
	good := k.Conv{N: 1, C: 1, H: 4, W: 4, O: 1, KH: 3, KW: 3, StrideH: 1, StrideW: 1}
	for _, c := range []struct {
		name   string
		change func(c *k.Conv)
		want   string
	}{
		{"no images", func(c *k.Conv) { c.N = 0 }, "every size"},
		{"no stride", func(c *k.Conv) { c.StrideW = 0 }, "strides"},
		{"negative padding", func(c *k.Conv) { c.PadH = -1 }, "padding"},
		{"filter larger than image", func(c *k.Conv) { c.KH = 5 }, "0×2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := good
			c.change(&g)
			if err := g.Validate(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one about %q", err, c.want)
			}
		})
	}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	if err := (k.Pool{N: 1, C: 1, H: 4, W: 4, KH: 2, KW: 2, StrideH: 1, StrideW: 1, PadH: 2}).Validate(); err == nil {
		t.Error("a pool window may lie in the padding alone")
	}
	if err := (k.ConvTranspose{N: 1, C: 1, H: 1, W: 1, O: 1, KH: 2, KW: 2, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1}).Validate(); err == nil {
		t.Error("a transposed convolution with an empty output passed")
	}
}

func TestWrongArgumentsPanicBeforeWriting(t *testing.T) {
	c := k.Conv{N: 1, C: 1, H: 3, W: 3, O: 1, KH: 3, KW: 3, StrideH: 1, StrideW: 1}
	y := []float32{42}
	for _, b := range []struct {
		want string
		run  func()
	}{
		{"Conv2D: x has 8 values, want 9", func() { k.Conv2D(y, make([]float32, 8), make([]float32, 9), nil, c) }},
		{"Conv2D: bias has 0 values, want 1", func() { k.Conv2D(y, make([]float32, 9), make([]float32, 9), []float32{}, c) }},
		{"ReLU: y has 1 values, want 2", func() { k.ReLU(y, make([]float32, 2)) }},
		{"Embedding: index 0 is 3, want 0 to 2", func() { k.Embedding(y, make([]float32, 3), []int{3}, 3, 1) }},
		{"label 0 is -1, want 0 to 2", func() { k.SoftmaxCrossEntropy(make([]float32, 3), []int{-1}, 1, 3) }},
	} {
		func() {
			defer func() {
				if r, _ := recover().(string); !strings.Contains(r, b.want) {
					t.Errorf("panic %q, want %q", r, b.want)
				}
			}()
			b.run()
		}()
	}
	if y[0] != 42 {
		t.Errorf("a rejected call wrote %g", y[0])
	}
}

// A step that repeats must not feed the garbage collector.
func TestNothingAllocatedInTheSteadyState(t *testing.T) {
	c := k.Conv{N: 32, C: 8, H: 16, W: 16, O: 8, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	l := newLayer(c)
	full := newLayer(k.Conv{N: 32, C: 8, H: 8, W: 8, O: 20, KH: 8, KW: 8, StrideH: 1, StrideW: 1})
	mean, variance := dirty(c.C), dirty(c.C)
	p := k.Pool{N: c.N, C: c.C, H: c.H, W: c.W, KH: 2, KW: 2, StrideH: 2, StrideW: 2}
	overlapping := k.Pool{N: c.N, C: c.C, H: c.H, W: c.W, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	pooled := dirty(len(l.x) / 4)
	const plane = 256
	for _, step := range []struct {
		name string
		run  func()
	}{
		{"convolution", func() {
			k.Conv2D(l.y, l.x, l.w, l.bias, c)
			k.Conv2DGradInput(l.dx, l.dy, l.w, c)
			k.Conv2DGradFilter(l.dw, l.x, l.dy, c)
			k.ChannelSum(l.db, l.dy, c.N, c.O, c.OH()*c.OW())
		}},
		{"linear", func() {
			k.Conv2D(full.y, full.x, full.w, full.bias, full.Conv)
			k.Conv2DGradInput(full.dx, full.dy, full.w, full.Conv)
			k.Conv2DGradFilter(full.dw, full.x, full.dy, full.Conv)
		}},
		{"pools", func() {
			k.MaxPool2D(pooled, l.x, p)
			k.MaxPool2DGrad(l.dx, pooled, l.x, p)
			k.MaxPool2D(pooled, l.x, overlapping)
			k.MaxPool2DGrad(l.dx, pooled, l.x, overlapping)
			k.AvgPool2D(pooled, l.x, p)
			k.AvgPool2DGrad(l.dx, pooled, p)
			k.GlobalAvgPool(pooled[:c.N*c.C], l.x, c.N, c.C, plane)
		}},
		{"activations", func() {
			k.LeakyReLU(l.dx, l.x, 0.2)
			k.TanhGrad(l.dx, l.x, l.x)
			k.Sigmoid(pooled, pooled)
		}},
		{"batch norm", func() {
			k.BatchNorm2DTrain(l.dx, mean, variance, l.x, l.bias, l.bias, c.N, c.C, plane, 1e-5, nil)
			k.BatchNorm2DTrainGrad(l.dx, mean, variance, l.x, l.x, l.bias, mean, variance, c.N, c.C, plane, 1e-5)
		}},
		{"losses", func() {
			k.BCEWithLogits(l.x, l.x)
			k.BCEWithLogitsGrad(l.dx, l.x, l.x, 1)
		}},
		{"optimisers", func() {
			k.Adam(l.x, l.x, l.x, l.dx, k.AdamHyper{LR: 1e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}, 1)
			k.SGD(l.x, l.x, l.dx, k.SGDHyper{LR: 1e-3, Momentum: 0.9}, 1)
		}},
	} {
		if n := testing.AllocsPerRun(100, step.run); n > 0 {
			t.Errorf("%s: %g allocations a step", step.name, n)
		}
	}
}
