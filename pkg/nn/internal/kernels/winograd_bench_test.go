package kernels

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"
	"time"
)

// BenchmarkWinograd alternates both ways of computing the layers of a DCGAN and
// of a residual network and some at the border of the rule, and reports the ratio of their medians.
func BenchmarkWinograd(b *testing.B) {
	for _, c := range []Conv{
		{N: 64, C: 64, H: 16, W: 16, O: 128}, {N: 64, C: 128, H: 8, W: 8, O: 256},
		{N: 64, C: 32, H: 16, W: 16, O: 64}, {N: 64, C: 32, H: 32, W: 32, O: 32}, {N: 64, C: 16, H: 32, W: 32, O: 32},
		{N: 32, C: 128, H: 8, W: 8, O: 256}, {N: 16, C: 128, H: 8, W: 8, O: 256}, {N: 8, C: 128, H: 8, W: 8, O: 256}, {N: 64, C: 64, H: 14, W: 14, O: 128},
		{N: 8, C: 64, H: 16, W: 16, O: 128},
		{N: 50, C: 32, H: 32, W: 32, O: 64, KH: 3}, {N: 50, C: 64, H: 16, W: 16, O: 64, KH: 3}, {N: 50, C: 64, H: 16, W: 16, O: 128, KH: 3},
		{N: 50, C: 128, H: 8, W: 8, O: 256, KH: 3}, {N: 50, C: 256, H: 4, W: 4, O: 256, KH: 3},
		{N: 50, C: 16, H: 32, W: 32, O: 32, KH: 3}, {N: 50, C: 32, H: 16, W: 16, O: 32, KH: 3}, {N: 50, C: 32, H: 8, W: 8, O: 32, KH: 3},
		{N: 500, C: 16, H: 8, W: 8, O: 32, KH: 3}, {N: 500, C: 32, H: 4, W: 4, O: 64, KH: 3},
	} {
		if c.KH == 0 {
			c.KH = 4
		}
		c.KW, c.StrideH, c.PadH, c.PadW = c.KH, c.KH-2, 1, 1
		c.StrideW = c.StrideH
		r := rand.New(rand.NewPCG(1, 1))
		x, dy, w := random(r, c.xLen()), random(r, c.yLen()), random(r, c.wLen())
		y, dx, dw := random(r, len(dy)), random(r, len(x)), random(r, len(w))
		for _, pass := range []struct {
			name             string
			direct, winograd func()
		}{
			{"y", func() { directForward(y, x, w, nil, c, maybe{}) }, func() { winogradForward(y, x, w, nil, c, maybe{}) }},
			{"dx", func() { directBackward(dx, dy, w, nil, c, maybe{}) }, func() { winogradBackward(dx, dy, w, nil, c, maybe{}) }},
			{"dw", func() { directFilter(dw, x, dy, c) }, func() { winogradGradFilter(dw, x, dy, c) }},
		} {
			b.Run(fmt.Sprintf("K%d_N%d_C%d_H%d_O%d/%s", c.KH, c.N, c.C, c.H, c.O, pass.name), func(b *testing.B) {
				var times [2][]float64
				for b.Loop() {
					for i, run := range []func(){pass.direct, pass.winograd} {
						start := time.Now()
						run()
						times[i] = append(times[i], time.Since(start).Seconds()*1e3)
					}
				}
				var medians [2]float64
				for i, t := range times {
					sort.Float64s(t)
					medians[i] = t[len(t)/10]
				}
				b.ReportMetric(medians[0], "direct-ms")
				b.ReportMetric(medians[1], "winograd-ms")
				b.ReportMetric(medians[0]/medians[1], "ratio")
			})
		}
	}
}
