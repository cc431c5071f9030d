//go:build emulator || gpu

package gpu

import (
	"math"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// odd are numbers that functions may treat apart.
var odd = []float32{0, float32(math.Copysign(0, -1)), 1, -1, 30, -30, 100, -100, 1e-30, -1e-30, 3e38, float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))}

func TestElementwise(t *testing.T) {
	rng := newRand(1)
	for _, n := range []int{1, 3, 64, 1001, 70000} {
		for of := kernels.OfReLU; of <= kernels.OfGELUTanh; of++ {
			x := moved(rng, n, 0, 3)
			y := compare(t, kernels.Elementwise{N: n, Of: of, Slope: 0.2}, n, forward, kernels.Inputs{x}, 0)
			v := y
			if !of.FromResult() {
				v = x
			}
			compare(t, kernels.ElementwiseBackward{N: n, Of: of, Slope: 0.2}, n, backward, kernels.Inputs{normal(rng, n), v}, 0, 1)
		}
	}
	compare(t, kernels.Elementwise{N: 3, Of: kernels.OfLeakyReLU}, 3, exactly, kernels.Inputs{{-1, 2, float32(math.NaN())}})
}

func TestElementwiseOddNumbers(t *testing.T) {
	for of := kernels.OfReLU; of <= kernels.OfGELUTanh; of++ {
		for _, v := range odd { // each by itself: beside the largest, others are nothing
			if !of.FromResult() && math.IsInf(float64(v), -1) {
				continue // 0 times infinity, of which the processor's vectors make −∞
			}
			compare(t, kernels.Elementwise{N: 1, Of: of, Slope: 0.2}, 1, forward, kernels.Inputs{{v}})
			compare(t, kernels.ElementwiseBackward{N: 1, Of: of, Slope: 0.2}, 1, backward, kernels.Inputs{{2}, {v}})
		}
	}
}

func TestArithmetic(t *testing.T) {
	rng := newRand(2)
	for _, n := range []int{1, 6, 1024, 5001} {
		a, b := normal(rng, n), normal(rng, n)
		compare(t, kernels.Addition{N: n}, n, exactly, kernels.Inputs{a, b}, 0, 1)
		compare(t, kernels.Subtraction{N: n}, n, exactly, kernels.Inputs{a, b}, 0, 1)
		compare(t, kernels.Multiplication{N: n}, n, exactly, kernels.Inputs{a, b}, 0, 1)
		compare(t, kernels.Scaling{N: n, By: -1.7}, n, exactly, kernels.Inputs{a}, 0)
		compare(t, kernels.Copy{N: n}, n, exactly, kernels.Inputs{a}, 0)
		compare(t, kernels.CopyBeside{From: b}, n, exactly, kernels.Inputs{a})
		mask := numbers(rng, n, 2)
		compare(t, kernels.DropoutForward{N: n, P: 0.3}, n, exactly, kernels.Inputs{a, mask}, 0, 1)
	}
}

func TestChannelAffine(t *testing.T) {
	rng := newRand(3)
	for _, p := range []kernels.Planes{{N: 1, C: 1, Spatial: 1}, {N: 3, C: 5, Spatial: 49}, {N: 2, C: 4, Spatial: 64}, {N: 2, C: 3, Spatial: 1000}} {
		n, planes := p.N*p.C*p.Spatial, p.N*p.C
		x, dy, scale, shift := normal(rng, n), normal(rng, n), normal(rng, planes), normal(rng, planes)
		compare(t, kernels.ChannelAffineForward{Planes: p}, n, forward, kernels.Inputs{x, scale, shift}, 0)
		compare(t, kernels.ChannelAffineBackward{Planes: p}, n, exactly, kernels.Inputs{dy, scale}, 0)
		compare(t, kernels.ChannelAffineBackwardScale{Planes: p}, planes, backward, kernels.Inputs{dy, x})
	}
}

func TestAxis(t *testing.T) {
	rng := newRand(4)
	for _, c := range []struct {
		outer, inner int
		sizes        []int
	}{
		{3, 16, []int{4, 8}}, {2, 5, []int{1, 3, 2}}, {1, 1, []int{7}}, {4, 4, []int{1, 1, 1, 1, 1, 1}}, {5, 6, []int{2, 2}},
	} {
		total := 0
		var in kernels.Inputs
		for i, n := range c.sizes {
			in[i] = normal(rng, c.outer*n*c.inner)
			total += n
		}
		compare(t, kernels.Concat{Outer: c.outer, Inner: c.inner, Sizes: c.sizes}, c.outer*total*c.inner, exactly, in)
	}
	for _, c := range []struct {
		axis              kernels.Axis
		from, step, count int
	}{
		{kernels.Axis{Outer: 2, N: 8, Inner: 4}, 2, 1, 4}, {kernels.Axis{Outer: 3, N: 7, Inner: 5}, 1, 2, 3},
		{kernels.Axis{Outer: 1, N: 9, Inner: 1}, 0, 4, 3}, {kernels.Axis{Outer: 2, N: 3, Inner: 8}, 2, 5, 1},
		{kernels.Axis{Outer: 500, N: 6, Inner: 1}, 3, 1, 3},
	} {
		whole, part := c.axis.Outer*c.axis.N*c.axis.Inner, c.axis.Outer*c.count*c.axis.Inner
		compare(t, kernels.SliceForward{Axis: c.axis, From: c.from, Step: c.step, Count: c.count}, part, exactly, kernels.Inputs{normal(rng, whole)})
		compare(t, kernels.SliceBackward{Axis: c.axis, From: c.from, Step: c.step, Count: c.count}, whole, exactly, kernels.Inputs{normal(rng, part)})
	}
}

func TestReduction(t *testing.T) {
	rng := newRand(5)
	nan := normal(rng, 60)
	nan[17] = float32(math.NaN())
	compare(t, kernels.Reduction{Fold: kernels.FoldMax, Shape: []int{3, 4, 5}, Axes: []int{1}}, 15, exactly, kernels.Inputs{nan})
	compare(t, kernels.Reduction{Fold: kernels.FoldMax, Shape: []int{3, 20}, Axes: []int{1}}, 3, exactly, kernels.Inputs{nan})
	for _, c := range []struct{ shape, axes []int }{
		{[]int{7}, []int{0}}, {[]int{3, 4, 5, 6}, []int{2, 3}}, {[]int{3, 4, 5, 6}, []int{0, 2}}, {[]int{3, 4, 5, 6}, []int{1, 3}},
		{[]int{3, 4, 5, 6}, []int{0, 1, 2, 3}}, {[]int{2, 3}, nil}, {[]int{30000}, []int{0}}, {[]int{2, 9000}, []int{1}},
		{[]int{1000, 70}, []int{0}}, {[]int{2, 700, 33}, []int{1}}, {[]int{66000, 2, 2}, []int{1}}, {[]int{500, 256}, []int{0}},
	} {
		x := normal(rng, count(c.shape))
		n := len(x)
		for _, a := range c.axes {
			n /= c.shape[a]
		}
		compare(t, kernels.Reduction{Fold: kernels.FoldMax, Shape: c.shape, Axes: c.axes}, n, exactly, kernels.Inputs{x})
		compare(t, kernels.Reduction{Fold: kernels.FoldSum, Shape: c.shape, Axes: c.axes}, n, forward, kernels.Inputs{x})
	}
	for _, p := range []kernels.Planes{{N: 500, C: 10, Spatial: 1}, {N: 3, C: 5, Spatial: 49}, {N: 300, C: 40, Spatial: 16}, {N: 2, C: 3, Spatial: 5000}} {
		compare(t, kernels.BiasGrad{Planes: p}, p.C, backward, kernels.Inputs{normal(rng, p.N*p.C*p.Spatial)})
	}
}
