package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// simpleNet holds the layers of SimpleNet on a full batch of 500 images.
var simpleNet = []k.Conv{
	{N: 500, C: 3, H: 32, W: 32, O: 16, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
	{N: 500, C: 16, H: 8, W: 8, O: 32, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
	{N: 500, C: 32, H: 4, W: 4, O: 64, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
	{N: 500, C: 256, H: 1, W: 1, O: 256, KH: 1, KW: 1, StrideH: 1, StrideW: 1},
	{N: 500, C: 256, H: 1, W: 1, O: 1, KH: 1, KW: 1, StrideH: 1, StrideW: 1},
}

// layer is a convolution with memory for all it reads and writes.
type layer struct {
	k.Conv
	x, y, w, bias, dx, dy, dw, db []float32
}

func newLayer(c k.Conv) layer {
	r := rand.New(rand.NewPCG(5, 1))
	inputs, outputs, filters := c.N*c.C*c.H*c.W, c.N*c.O*c.OH()*c.OW(), c.O*c.C*c.KH*c.KW
	return layer{
		Conv: c, x: normal(r, inputs, false), y: dirty(outputs), w: normal(r, filters, false), bias: normal(r, c.O, false),
		dx: dirty(inputs), dy: normal(r, outputs, false), dw: dirty(filters), db: dirty(c.O),
	}
}

func BenchmarkConv(b *testing.B) {
	for i, c := range simpleNet {
		l := newLayer(c)
		work := 2 * float64(len(l.y)) * float64(c.C*c.KH*c.KW)
		for _, pass := range []struct {
			name string
			run  func()
		}{
			{"forward", func() { k.Conv2D(l.y, l.x, l.w, l.bias, c) }},
			{"input", func() { k.Conv2DGradInput(l.dx, l.dy, l.w, c) }},
			{"filter", func() { k.Conv2DGradFilter(l.dw, l.x, l.dy, c) }},
			{"bias", func() { k.ChannelSum(l.db, l.dy, c.N, c.O, c.OH()*c.OW()) }},
		} {
			b.Run(fmt.Sprintf("%d/%s", i+1, pass.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					pass.run()
				}
				b.ReportMetric(work*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
			})
		}
	}
}

// BenchmarkSgemm512 is the ceiling for the layers: 512×512 by 512×512.
func BenchmarkSgemm512(b *testing.B) {
	const n = 512
	r := rand.New(rand.NewPCG(8, 1))
	y, x, w := dirty(n*n), normal(r, n*n, false), normal(r, n*n, false)
	b.ReportAllocs()
	for b.Loop() {
		k.Conv2DGradInput(y, x, w, k.LinearConv(n, n, n))
	}
	b.ReportMetric(2*n*n*n*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
}

// BenchmarkSimpleNetEpoch is all of an epoch: forward, backward, Adam.
func BenchmarkSimpleNetEpoch(b *testing.B) {
	var layers []layer
	for _, c := range simpleNet {
		layers = append(layers, newLayer(c))
	}
	target := make([]float32, 500)
	b.ReportAllocs()
	for step := 1; b.Loop(); step++ {
		for i, l := range layers {
			pixels := l.OH() * l.OW()
			k.Conv2D(l.y, l.x, l.w, l.bias, l.Conv)
			if i < 3 {
				p := k.Pool{N: l.N, C: l.O, H: l.OH(), W: l.OW(), KH: 2, KW: 2, StrideH: 2, StrideW: 2}
				next := layers[i+1]
				k.MaxPool2D(next.x, l.y, p)
				k.ReLU(next.x, next.x)
				k.ReLUGrad(next.dx, next.dx, next.x)
				k.MaxPool2DGrad(l.dy, next.dx, l.y, p)
			}
			if i > 0 {
				k.Conv2DGradInput(l.dx, l.dy, l.w, l.Conv)
			}
			k.Conv2DGradFilter(l.dw, l.x, l.dy, l.Conv)
			k.ChannelSum(l.db, l.dy, l.N, l.O, pixels)
			k.Adam(l.w, dirty(len(l.w)), dirty(len(l.w)), l.dw, k.AdamHyper{LR: 1e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}, step)
		}
		last := layers[len(layers)-1]
		k.BCEWithLogits(last.y, target)
		k.BCEWithLogitsGrad(last.dy, last.y, target, 1)
	}
}
