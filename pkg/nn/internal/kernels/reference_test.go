package kernels_test

import k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// The references are the definitions, written as loops and summed in float64.
// Padding is zeros that take part: 0·NaN is NaN.

// eachTap calls fn once for each product of a convolution: the indices of y,
// of w, and of x, which is −1 in the padding.
func eachTap(c k.Conv, fn func(y, w, x int)) {
	oh, ow := c.OH(), c.OW()
	for n := range c.N {
		for o := range c.O {
			for p := range oh * ow {
				for ch := range c.C {
					for t := range c.KH * c.KW {
						h, w := p/ow*c.StrideH+t/c.KW*max(c.DilationH, 1)-c.PadH, p%ow*c.StrideW+t%c.KW*max(c.DilationW, 1)-c.PadW
						x := -1
						if h >= 0 && h < c.H && w >= 0 && w < c.W {
							x = ((n*c.C+ch)*c.H+h)*c.W + w
						}
						fn((n*c.O+o)*oh*ow+p, (o*c.C+ch)*c.KH*c.KW+t, x)
					}
				}
			}
		}
	}
}

func refConv2D(x, w, bias []float32, c k.Conv) []float32 {
	pixels := c.OH() * c.OW()
	sums := make([]float64, c.N*c.O*pixels)
	for i := range sums {
		if bias != nil {
			sums[i] = float64(bias[i/pixels%c.O])
		}
	}
	eachTap(c, func(yi, wi, xi int) {
		var v float32
		if xi >= 0 {
			v = x[xi]
		}
		sums[yi] += float64(v) * float64(w[wi])
	})
	return narrow(sums)
}

func refGradInput(dy, w []float32, c k.Conv) []float32 {
	sums := make([]float64, c.N*c.C*c.H*c.W)
	eachTap(c, func(yi, wi, xi int) {
		if xi >= 0 {
			sums[xi] += float64(dy[yi]) * float64(w[wi])
		}
	})
	return narrow(sums)
}

func refGradFilter(x, dy []float32, c k.Conv) []float32 {
	sums := make([]float64, c.O*c.C*c.KH*c.KW)
	eachTap(c, func(yi, wi, xi int) {
		var v float32
		if xi >= 0 {
			v = x[xi]
		}
		sums[wi] += float64(v) * float64(dy[yi])
	})
	return narrow(sums)
}

// refMaxPool returns y and, for an upstream gradient dy, dx.
func refMaxPool(x, dy []float32, p k.Pool) (y, dx []float32) {
	oh, ow := p.OH(), p.OW()
	y, dx = make([]float32, p.N*p.C*oh*ow), make([]float32, len(x))
	for i := range y {
		plane, r, q := i/(oh*ow), i/ow%oh, i%ow
		at := -1
		for t := range p.KH * p.KW {
			h, w := r*p.StrideH+t/p.KW-p.PadH, q*p.StrideW+t%p.KW-p.PadW
			if h < 0 || h >= p.H || w < 0 || w >= p.W {
				continue
			}
			if j := (plane*p.H+h)*p.W + w; at < 0 || x[j] > x[at] || x[j] != x[j] {
				at = j
			}
		}
		y[i] = x[at]
		dx[at] += dy[i]
	}
	return y, dx
}

// refAvgPool returns y and, for an upstream gradient dy, dx.
func refAvgPool(x, dy []float32, p k.Pool) (y, dx []float32) {
	oh, ow := p.OH(), p.OW()
	sums, grads := make([]float64, p.N*p.C*oh*ow), make([]float64, len(x))
	for i := range sums {
		plane, r, q := i/(oh*ow), i/ow%oh, i%ow
		for t := range p.KH * p.KW {
			h, w := r*p.StrideH+t/p.KW-p.PadH, q*p.StrideW+t%p.KW-p.PadW
			if h >= 0 && h < p.H && w >= 0 && w < p.W {
				j := (plane*p.H+h)*p.W + w
				sums[i] += float64(x[j]) / float64(p.KH*p.KW)
				grads[j] += float64(dy[i]) / float64(p.KH*p.KW)
			}
		}
	}
	return narrow(sums), narrow(grads)
}

func narrow(s []float64) []float32 {
	r := make([]float32, len(s))
	for i, v := range s {
		r[i] = float32(v)
	}
	return r
}
