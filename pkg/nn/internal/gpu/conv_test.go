//go:build emulator || gpu

package gpu

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

type convCase struct {
	name string
	c    kernels.Grouped
}

func square(n, c, size, o, k, stride, pad int) kernels.Grouped {
	return kernels.Grouped{Groups: 1, Conv: kernels.Conv{
		N: n, C: c, H: size, W: size, O: o, KH: k, KW: k, StrideH: stride, StrideW: stride, PadH: pad, PadW: pad,
	}}
}

func grouped(c kernels.Grouped, groups int) kernels.Grouped { c.Groups = groups; return c }

func dilated(c kernels.Grouped, h, w int) kernels.Grouped {
	c.DilationH, c.DilationW = h, w
	return c
}

func convCases() []convCase {
	uneven := kernels.Grouped{Groups: 1, Conv: kernels.Conv{
		N: 2, C: 19, H: 9, W: 14, O: 21, KH: 3, KW: 5, StrideH: 2, StrideW: 3, PadH: 2, PadW: 1, DilationH: 2, DilationW: 1,
	}}
	cases := []convCase{
		{"3×3", square(4, 16, 8, 64, 3, 1, 1)},
		{"3×3, many pieces", square(2, 64, 4, 64, 3, 1, 1)},
		{"3×3, 32 outputs", square(3, 32, 8, 32, 3, 1, 1)},
		{"3×3, wide", square(17, 16, 22, 130, 3, 1, 1)},
		{"3×3, 32 outputs, many pixels", square(23, 16, 39, 31, 3, 1, 1)},
		{"3×3 of colours", square(3, 3, 11, 40, 3, 1, 1)},
		{"3×3 of one channel", square(2, 1, 7, 5, 3, 1, 0)},
		{"3×3 of 20 channels", square(2, 20, 6, 33, 3, 1, 1)},
		{"to colours", square(3, 40, 9, 3, 3, 1, 1)},
		{"to one channel, few pixels", square(1, 96, 3, 1, 3, 1, 1)},
		{"1×1", square(3, 33, 5, 70, 1, 1, 0)},
		{"1×1, stride 2", square(3, 16, 7, 12, 1, 2, 0)},
		{"5×5, stride 2", square(2, 16, 13, 24, 5, 2, 2)},
		{"4×4, stride 2", square(3, 24, 8, 40, 4, 2, 1)},
		{"4×4, stride 2, colours", square(3, 3, 16, 32, 4, 2, 1)},
		{"stride beyond the filter", square(2, 17, 11, 18, 2, 3, 0)},
		{"stride beyond the image", square(2, 17, 3, 18, 3, 5, 1)},
		{"dilated", dilated(square(2, 16, 12, 20, 3, 1, 2), 2, 2)},
		{"dilated, strides", dilated(square(2, 16, 14, 20, 3, 2, 3), 3, 2)},
		{"dilated by the stride", dilated(square(2, 16, 13, 20, 3, 2, 2), 2, 2)},
		{"uneven", uneven},
		{"padding beyond the filter", square(1, 18, 4, 19, 2, 1, 3)},
		{"one image of one pixel", square(1, 16, 1, 17, 3, 1, 1)},
		{"a filter as large as the image", square(5, 7, 4, 9, 4, 1, 0)},
		{"a filter as large as the image, many", square(40, 8, 4, 300, 4, 2, 0)},
		{"linear", kernels.Grouped{Conv: kernels.LinearConv(37, 100, 45)}},
		{"linear, whole fours", kernels.Grouped{Conv: kernels.LinearConv(36, 256, 64)}},
		{"linear, one image", kernels.Grouped{Conv: kernels.LinearConv(1, 500, 3)}},
		{"linear, large", kernels.Grouped{Conv: kernels.LinearConv(260, 70, 1030)}},
		{"linear, large tiles", kernels.Grouped{Conv: kernels.LinearConv(300, 20, 2900)}},
		{"linear, deep", kernels.Grouped{Conv: kernels.LinearConv(130, 1100, 70)}},
		{"groups", grouped(square(2, 32, 7, 64, 3, 1, 1), 2)},
		{"groups, strides", grouped(square(2, 12, 9, 21, 3, 2, 1), 3)},
		{"groups of few", grouped(square(3, 8, 9, 8, 3, 1, 1), 4)},
		{"groups, a filter as large as the image", grouped(square(3, 12, 3, 10, 3, 1, 0), 2)},
		{"depthwise", grouped(square(5, 13, 10, 13, 3, 1, 1), 13)},
		{"depthwise, strides", grouped(square(2, 6, 9, 12, 5, 2, 2), 6)},
		{"depthwise, dilated", grouped(dilated(square(2, 6, 9, 6, 3, 1, 2), 2, 2), 6)},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 40 {
		groups := 1 + rng.IntN(2)*rng.IntN(3)
		c := kernels.Grouped{Groups: groups, Conv: kernels.Conv{
			N: 1 + rng.IntN(5), C: groups * (1 + rng.IntN(40)), H: 1 + rng.IntN(12), W: 1 + rng.IntN(12), O: groups * (1 + rng.IntN(70)),
			KH: 1 + rng.IntN(5), KW: 1 + rng.IntN(5), StrideH: 1 + rng.IntN(3), StrideW: 1 + rng.IntN(3), PadH: rng.IntN(4), PadW: rng.IntN(4),
			DilationH: rng.IntN(3), DilationW: rng.IntN(3),
		}}
		if c.Validate() == nil {
			cases = append(cases, convCase{fmt.Sprintf("random %d", i), c})
		}
	}
	return cases
}

// lengths of x, w and y.
func convLengths(c kernels.Grouped) (x, w, y int) {
	return c.N * c.C * c.H * c.W, c.O * c.C / max(c.Groups, 1) * c.KH * c.KW, c.N * c.O * c.OH() * c.OW()
}

var leaky = &kernels.Act{Slope: 0.2}

func TestConvForward(t *testing.T) {
	for i, c := range convCases() {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, uint64(i)))
			x, w, y := convLengths(c.c)
			in := kernels.Inputs{normal(rng, x), normal(rng, w)}
			k := kernels.ConvForward{Grouped: c.c}
			compare(t, k, y, forward, in)
			in[2] = normal(rng, c.c.O)
			if c.c.Groups <= 1 {
				k.Act = []*kernels.Act{leaky, {}}[i%2]
			}
			compare(t, k, y, forward, in)
		})
	}
}

func TestConvForwardPool(t *testing.T) {
	for i, c := range []kernels.Grouped{square(3, 3, 8, 32, 3, 1, 1), square(2, 17, 10, 40, 5, 1, 0), square(2, 16, 6, 3, 3, 1, 1)} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, uint64(i)))
			x, w, y := convLengths(c)
			k := kernels.ConvForward{Grouped: c, Act: leaky, Pool: &kernels.Pool{
				N: c.N, C: c.O, H: c.OH(), W: c.OW(), KH: 2, KW: 2, StrideH: 2, StrideW: 2,
			}}
			in := kernels.Inputs{normal(rng, x), normal(rng, w), normal(rng, c.O)}
			compare(t, k, y/4, forward, in)
		})
	}
}

func TestConvGradInput(t *testing.T) {
	for i, c := range convCases() {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(4, uint64(i)))
			x, w, y := convLengths(c.c)
			in := kernels.Inputs{normal(rng, y), normal(rng, w)}
			k := kernels.ConvGradInput{Grouped: c.c}
			compare(t, k, x, backward, in)
			if c.c.Groups > 1 {
				return
			}
			in[2], k.Act = normal(rng, c.c.C), []*kernels.Act{nil, leaky, {}}[i%3]
			compare(t, k, x, forward, in)
		})
	}
}

func TestConvGradFilter(t *testing.T) {
	for i, c := range convCases() {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(5, uint64(i)))
			x, w, y := convLengths(c.c)
			k := kernels.ConvGradFilter{Grouped: c.c, Swapped: i%2 > 0}
			in := kernels.Inputs{normal(rng, x), normal(rng, y)}
			if k.Swapped {
				in[0], in[1] = in[1], in[0]
			}
			compare(t, k, w, backward, in)
		})
	}
}

func TestBiasGrad(t *testing.T) {
	for _, p := range []kernels.Planes{{N: 1, C: 1, Spatial: 1}, {N: 64, C: 10, Spatial: 1}, {N: 500, C: 33, Spatial: 1}, {N: 3, C: 5, Spatial: 7},
		{N: 64, C: 3, Spatial: 256}, {N: 9, C: 2, Spatial: 1000}, {N: 2, C: 300, Spatial: 255}, {N: 700, C: 2, Spatial: 9}} {
		t.Run(fmt.Sprint(p), func(t *testing.T) {
			k := kernels.BiasGrad{Planes: p}
			in := kernels.Inputs{normal(rand.New(rand.NewPCG(6, 0)), p.N*p.C*p.Spatial)}
			compare(t, k, p.C, backward, in)
		})
	}
}
