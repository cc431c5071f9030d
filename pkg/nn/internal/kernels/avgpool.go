package kernels

// AvgPool2D computes y, the mean of each window of x. Padding counts as zeros
// (PyTorch's count_include_pad=True).
func AvgPool2D(y, x []float32, p Pool) {
	needPool("AvgPool2D", "y", y, "x", x, p)
	eachPool(poolArgs{p: p, y: y, x: x}, func(p *Pool, y, x, _ []float32, ow int) {
		scale := 1 / float32(p.KH*p.KW)
		for j := range y {
			h0, h1 := span(j/ow, p.StrideH, p.PadH, p.KH, p.H)
			w0, w1 := span(j%ow, p.StrideW, p.PadW, p.KW, p.W)
			var sum float32
			for h := h0; h < h1; h++ {
				for _, v := range x[h*p.W+w0 : h*p.W+w1] {
					sum += v
				}
			}
			y[j] = sum * scale
		}
	})
}

// AvgPool2DGrad computes dx from dy.
func AvgPool2DGrad(dx, dy []float32, p Pool) {
	needPool("AvgPool2DGrad", "dy", dy, "dx", dx, p)
	eachPool(poolArgs{p: p, y: dy, dx: dx}, func(p *Pool, dy, _, dx []float32, ow int) {
		scale := 1 / float32(p.KH*p.KW)
		clear(dx)
		for j, g := range dy {
			h0, h1 := span(j/ow, p.StrideH, p.PadH, p.KH, p.H)
			w0, w1 := span(j%ow, p.StrideW, p.PadW, p.KW, p.W)
			for h := h0; h < h1; h++ {
				row := dx[h*p.W+w0 : h*p.W+w1]
				for k := range row {
					row[k] += float32(g * scale)
				}
			}
		}
	})
}
