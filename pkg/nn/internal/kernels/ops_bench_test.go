package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// BenchmarkOps is what each computation costs that is not a product, on images
// that fit the caches of a processor and on a batch that does not: the time for
// a value of its largest tensor, and the bytes it reads and writes in a second,
// which compare with those of the copy.
func BenchmarkOps(b *testing.B) {
	for _, size := range []struct {
		name       string
		n, c, h, w int
	}{{"cached", 16, 16, 16, 16}, {"memory", 64, 64, 32, 32}} {
		n, c, h, w := size.n, size.c, size.h, size.w
		all, planes, spatial := n*c*h*w, n*c, h*w
		r := rand.New(rand.NewPCG(9, 1))
		x, y, t, small, tall := normal(r, all, false), dirty(all), normal(r, all, false), normal(r, all/4, false), normal(r, planes, false)
		tall2, numbers := normal(r, planes, false), make([]float32, 4*n)
		for i := range numbers {
			numbers[i] = float32(2 + i%3)
		}
		pool := k.Pool{N: n, C: c, H: h, W: w, KH: 2, KW: 2, StrideH: 2, StrideW: 2}
		wide := k.Pool{N: n, C: c, H: h, W: w, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
		index, labels := make([]int, 512), make([]int, all/128)
		for i := range index {
			index[i] = r.IntN(64)
		}
		for i := range labels {
			labels[i] = r.IntN(128)
		}
		rows := normal(r, 64*128, false)
		m := k.Matrix{Outer: 1, Rows: 128, Inner: all / 128}
		u, v := normal(r, 128, false), normal(r, m.Inner, false)
		for _, op := range []struct {
			name          string
			values, moved int // of the largest tensor; read and written
			run           func()
		}{
			{"copy", all, 2 * all, func() { copy(y, x) }},
			{"avgpool2x2", all, all + all/4, func() { k.AvgPool2D(small, x, pool) }},
			{"avgpool2x2Grad", all, all + all/4, func() { k.AvgPool2DGrad(y, small, pool) }},
			{"avgpool3x3", all, all + all/4, func() { k.AvgPool2D(small, x, wide) }},
			{"avgpool3x3Grad", all, all + all/4, func() { k.AvgPool2DGrad(y, small, wide) }},
			{"globalSum", all, all, func() { k.GlobalSumPool(tall, x, n, c, spatial) }},
			{"globalSumGrad", all, all, func() { k.GlobalSumPoolGrad(y, tall, n, c, spatial) }},
			{"globalAvg", all, all, func() { k.GlobalAvgPool(tall, x, n, c, spatial) }},
			{"globalMax", all, all, func() { k.GlobalMaxPool(tall, x, n, c, spatial) }},
			{"globalMaxGrad", all, 2 * all, func() { k.GlobalMaxPoolGrad(y, tall, x, n, c, spatial) }},
			{"upsample2", all, all + all/4, func() { k.UpsampleNearest2D(y, small, n, c, h/2, w/2, 2) }},
			{"upsample2Grad", all, all + all/4, func() { k.UpsampleNearest2DGrad(small, x, n, c, h/2, w/2, 2) }},
			{"upsample4", all, all + all/16, func() { k.UpsampleNearest2D(y, small[:all/16], n, c, h/4, w/4, 4) }},
			{"upsample4Grad", all, all + all/16, func() { k.UpsampleNearest2DGrad(small[:all/16], x, n, c, h/4, w/4, 4) }},
			{"bce", all, 2 * all, func() { k.BCEWithLogits(x, t) }},
			{"bceGrad", all, 3 * all, func() { k.BCEWithLogitsGrad(y, x, t, 1) }},
			{"mse", all, 2 * all, func() { k.MSE(x, t) }},
			{"mseGrad", all, 3 * all, func() { k.MSEGrad(y, x, t, 1) }},
			{"hinge", all, 2 * all, func() { k.HingeDiscriminator(x, t) }},
			{"hingeGrad", all, 3 * all, func() { k.HingeDiscriminatorGrad(y, x, t, 1) }},
			{"crossEntropy", all, all, func() { k.SoftmaxCrossEntropy(x, labels, all/128, 128) }},
			{"crossEntropyGrad", all, 2 * all, func() { k.SoftmaxCrossEntropyGrad(y, x, labels, all/128, 128, 1) }},
			{"average", all, 3 * all, func() { k.Average(y, x, 0.999) }},
			{"sgdPlain", all, 3 * all, func() { k.SGD(y, nil, x, k.SGDHyper{LR: 1e-6}, 1) }},
			{"dropout", all, 3 * all, func() { k.Dropout(y, x, t, 0.5) }},
			{"affine", all, 2 * all, func() { k.ChannelAffine(y, x, tall, tall2, n, c, spatial) }},
			{"affineGradScale", all, 2 * all, func() { k.ChannelAffineGradScale(tall, x, t, n, c, spatial) }},
			{"affineGradShift", all, all, func() { k.GlobalSumPool(tall, x, n, c, spatial) }},
			{"embedding", 512 * 128, 2 * 512 * 128, func() { k.Embedding(y[:512*128], rows, index, 64, 128) }},
			{"embeddingGrad", 512 * 128, 3 * 512 * 128, func() { k.EmbeddingGrad(rows, x[:512*128], index, 64, 128) }},
			{"translate", all, 2 * all, func() { k.Translate(y, x, numbers[:2*n], n, c, h, w, 1) }},
			{"cutout", all, 2 * all, func() { k.Cutout(y, x, numbers, n, c, h, w) }},
			{"colour", all, 2 * all, func() { k.Colour(y, x, numbers[:3*n], n, c, h, w, true) }},
			{"powerIteration", all, 2 * all, func() { k.PowerIteration(u, v, x, m) }},
			{"spectralNorm", all, all, func() { k.SpectralNorm(u, v, x, m) }},
			{"spectralScale", all, 2 * all, func() { k.SpectralScale(y, x, 2) }},
			{"spectralGrad", all, 3 * all, func() { k.SpectralGrad(y, x, t, u, v, m, 2) }},
		} {
			if op.values > all || size.name == "memory" && op.values < all {
				continue
			}
			k.EachSIMD(func(simd string) {
				b.Run(fmt.Sprintf("%s/%s/%s", op.name, size.name, simd), func(b *testing.B) {
					for b.Loop() {
						op.run()
					}
					ns := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
					b.ReportMetric(ns/float64(op.values), "ns/value")
					b.ReportMetric(4*float64(op.moved)/ns, "GB/s")
				})
			})
		}
	}
}
