package kernels

// Conv2D computes y = x ⋆ w + bias (cross-correlation, as everywhere in deep
// learning). bias (O) may be nil.
func Conv2D(y, x, w, bias []float32, c Conv) {
	needConv("Conv2D", "y", y, "x", x, "w", w, c)
	if bias != nil {
		need("Conv2D", "bias", bias, c.O)
	}
	oh, ow := c.OH(), c.OW()
	Parallel(c.N*c.O, 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			n, o := i/c.O, i%c.O
			for r := range oh {
				for q := range ow {
					var sum float32
					if bias != nil {
						sum = bias[o]
					}
					for k := range c.C {
						for a := range c.KH {
							for b := range c.KW {
								h, v := r*c.StrideH+a-c.PadH, q*c.StrideW+b-c.PadW
								if h >= 0 && h < c.H && v >= 0 && v < c.W {
									sum += x[((n*c.C+k)*c.H+h)*c.W+v] * w[((o*c.C+k)*c.KH+a)*c.KW+b]
								}
							}
						}
					}
					y[(i*oh+r)*ow+q] = sum
				}
			}
		}
	})
}

// Conv2DGradInput computes dx, the gradient of x, from dy, that of y.
func Conv2DGradInput(dx, dy, w []float32, c Conv) {
	needConv("Conv2DGradInput", "dy", dy, "dx", dx, "w", w, c)
	gradInput(dx, dy, w, nil, c)
}

func gradInput(dx, dy, w, bias []float32, c Conv) {
	oh, ow := c.OH(), c.OW()
	Parallel(c.N*c.C, 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			n, k := i/c.C, i%c.C
			plane := dx[i*c.H*c.W:][:c.H*c.W]
			for p := range plane {
				plane[p] = 0
				if bias != nil {
					plane[p] = bias[k]
				}
			}
			for o := range c.O {
				for r := range oh {
					for q := range ow {
						g := dy[((n*c.O+o)*oh+r)*ow+q]
						for a := range c.KH {
							for b := range c.KW {
								h, v := r*c.StrideH+a-c.PadH, q*c.StrideW+b-c.PadW
								if h >= 0 && h < c.H && v >= 0 && v < c.W {
									plane[h*c.W+v] += g * w[((o*c.C+k)*c.KH+a)*c.KW+b]
								}
							}
						}
					}
				}
			}
		}
	})
}

// Conv2DGradFilter computes dw, the gradient of the filters, from x and dy.
func Conv2DGradFilter(dw, x, dy []float32, c Conv) {
	needConv("Conv2DGradFilter", "dy", dy, "x", x, "dw", dw, c)
	oh, ow := c.OH(), c.OW()
	Parallel(c.O*c.C, 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			o, k := i/c.C, i%c.C
			for a := range c.KH {
				for b := range c.KW {
					var sum float64
					for n := range c.N {
						for r := range oh {
							for q := range ow {
								h, v := r*c.StrideH+a-c.PadH, q*c.StrideW+b-c.PadW
								if h >= 0 && h < c.H && v >= 0 && v < c.W {
									sum += float64(x[((n*c.C+k)*c.H+h)*c.W+v]) * float64(dy[((n*c.O+o)*oh+r)*ow+q])
								}
							}
						}
					}
					dw[(i*c.KH+a)*c.KW+b] = float32(sum)
				}
			}
		}
	})
}

func needConv(op, yName string, y []float32, xName string, x []float32, wName string, w []float32, c Conv) {
	needGeometry(op, c.Validate())
	need(op, yName, y, c.yLen())
	need(op, xName, x, c.xLen())
	need(op, wName, w, c.wLen())
}
