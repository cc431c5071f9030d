package kernels_test

import (
	"math/rand/v2"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// BenchmarkGates times what is in gates_test.go on 32 images of 64 channels of
// 32×32, beside neighbours of the same sizes.
func BenchmarkGates(b *testing.B) {
	const n, c, h, w = 32, 64, 32, 32
	const size = n * c * h * w
	r := rand.New(rand.NewPCG(1, 1))
	x, dy, y, gamma := normal(r, size, false), normal(r, size, false), dirty(size), normal(r, c, false)
	mean, rstd := dirty(n*c), dirty(n*c)
	g := k.Groups{N: n, C: c, G: 8, Spatial: h * w}
	dense := k.Conv{N: n, C: c, H: h, W: w, O: c, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1}
	wide := dense
	wide.PadH, wide.PadW, wide.DilationH, wide.DilationW = 2, 2, 2, 2
	deep, four := k.Grouped{Conv: dense, Groups: c}, k.Grouped{Conv: dense, Groups: 4}
	filters, few := normal(r, c*c*9, false), normal(r, c*9, false)
	by := normal(r, 6*n, false)
	for _, f := range []struct {
		name string
		run  func()
	}{
		{"tanh", func() { k.Tanh(y, x) }},
		{"silu", func() { k.SiLU(y, x) }},
		{"siluGrad", func() { k.SiLUGrad(y, dy, x) }},
		{"geluTanh", func() { k.GELUTanh(y, x) }},
		{"geluTanhGrad", func() { k.GELUTanhGrad(y, dy, x) }},
		{"gelu", func() { k.GELU(y, x) }},
		{"geluGrad", func() { k.GELUGrad(y, dy, x) }},
		{"batchNorm", func() { k.BatchNorm2DTrain(y, mean[:c], rstd[:c], x, gamma, gamma, n, c, h*w, 1e-5, nil) }},
		{"groupNorm", func() { k.GroupNorm(y, mean[:n*8], rstd[:n*8], x, gamma, gamma, g, 1e-5) }},
		{"batchNormGrad", func() { k.BatchNorm2DTrainGrad(y, gamma, gamma, dy, x, gamma, mean[:c], rstd[:c], n, c, h*w, 1e-5) }},
		{"groupNormGrad", func() { k.GroupNormGrad(y, gamma, gamma, dy, x, gamma, mean[:n*8], rstd[:n*8], g) }},
		{"conv", func() { k.Conv2D(y, x, filters, nil, dense) }},
		{"convDilated", func() { k.Conv2D(y, x, filters, nil, wide) }},
		{"convGroups4", func() { k.GroupedConv2D(y, x, filters[:len(filters)/4], nil, four) }},
		{"depthwise", func() { k.GroupedConv2D(y, x, few, nil, deep) }},
		{"depthwiseGradInput", func() { k.GroupedConv2DGradInput(y, dy, few, deep) }},
		{"depthwiseGradFilter", func() { k.GroupedConv2DGradFilter(few, x, dy, deep) }},
		{"warp", func() { k.Warp(y, x, by, n, c, h, w) }},
		{"softmax", func() { k.Softmax(y, x, n*c*h, w, 1, false) }},
		{"softmaxAxis1", func() { k.Softmax(y, x, n, c, h*w, false) }},
		{"pixelShuffle", func() { k.PixelShuffle(y, x, n, c/4, h, w, 2) }},
	} {
		b.Run(f.name, func(b *testing.B) {
			b.SetBytes(8 * size)
			for range b.N {
				f.run()
			}
		})
	}
}
