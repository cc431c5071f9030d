package kernels

// AvgPool2D computes y, the mean of each window of x. Padding counts as zeros
// (PyTorch's count_include_pad=True).
func AvgPool2D(y, x []float32, p Pool) {
	needPool("AvgPool2D", "y", y, "x", x, p)
	oh, ow := p.OH(), p.OW()
	scale := 1 / float32(p.KH*p.KW)
	Parallel(p.N*p.C, p.planes(), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			plane, out := x[i*p.H*p.W:][:p.H*p.W], y[i*oh*ow:][:oh*ow]
			for j := range out {
				h0, h1 := span(j/ow, p.StrideH, p.PadH, p.KH, p.H)
				w0, w1 := span(j%ow, p.StrideW, p.PadW, p.KW, p.W)
				var sum float32
				for h := h0; h < h1; h++ {
					for _, v := range plane[h*p.W+w0 : h*p.W+w1] {
						sum += v
					}
				}
				out[j] = sum * scale
			}
		}
	})
}

// AvgPool2DGrad computes dx from dy.
func AvgPool2DGrad(dx, dy []float32, p Pool) {
	needPool("AvgPool2DGrad", "dy", dy, "dx", dx, p)
	oh, ow := p.OH(), p.OW()
	scale := 1 / float32(p.KH*p.KW)
	Parallel(p.N*p.C, p.planes(), func(lo, hi int) {
		clear(dx[lo*p.H*p.W : hi*p.H*p.W])
		for i := lo; i < hi; i++ {
			plane := dx[i*p.H*p.W:][:p.H*p.W]
			for j, g := range dy[i*oh*ow:][:oh*ow] {
				h0, h1 := span(j/ow, p.StrideH, p.PadH, p.KH, p.H)
				w0, w1 := span(j%ow, p.StrideW, p.PadW, p.KW, p.W)
				for h := h0; h < h1; h++ {
					row := plane[h*p.W+w0 : h*p.W+w1]
					for k := range row {
						row[k] += g * scale
					}
				}
			}
		}
	})
}
