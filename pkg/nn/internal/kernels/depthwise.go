package kernels

// A convolution of groups of one channel has no sum over channels: a plane of the
// output is one of the input, shifted and weighted, once for each tap.

func (c Grouped) depthwise() bool { return c.Groups == c.C }

// depthwise is such a computation on planes.
type depthwise struct {
	c             Grouped
	y, x, w, bias []float32
	body          func(v *depthwise, i int)
}

var depthwiseTasks tasks[depthwise]

func (v depthwise) run(n, grain int) {
	depthwiseTasks.run(n, max(1, cheapGrain/grain), v, func(v *depthwise, lo, hi int) {
		for i := lo; i < hi; i++ {
			v.body(v, i)
		}
	})
}

// overlap are the rows [lo, hi) of the output that meet the input at
// row·stride + from, 0 ≤ that < size.
func overlap(rows, size, stride, from int) (lo, hi int) {
	if from < 0 {
		lo = (-from + stride - 1) / stride
	}
	if size > from {
		hi = min(rows, (size-from+stride-1)/stride)
	}
	return lo, max(lo, hi)
}

// eachTap calls f for the runs of the output, of rows a and columns [b, b+n), and
// the place of the input that a filter's tap meets first in each.
func (c Grouped) eachTap(f func(tap, out, in, n int)) {
	oh, ow := c.OH(), c.OW()
	for r := range c.KH {
		row := r*max(c.DilationH, 1) - c.PadH
		top, bottom := overlap(oh, c.H, c.StrideH, row)
		for q := range c.KW {
			col := q*max(c.DilationW, 1) - c.PadW
			left, right := overlap(ow, c.W, c.StrideW, col)
			if left == right {
				continue
			}
			for a := top; a < bottom; a++ {
				f(r*c.KW+q, a*ow+left, (a*c.StrideH+row)*c.W+left*c.StrideW+col, right-left)
			}
		}
	}
}

func depthwiseForward(y, x, w, bias []float32, c Grouped) {
	taps := c.KH * c.KW
	depthwise{c: c, y: y, x: x, w: w, bias: bias, body: func(v *depthwise, i int) {
		c := v.c
		o := i % c.O
		y := v.y[i*c.OH()*c.OW():][:c.OH()*c.OW()]
		x := v.x[(i/c.O*c.C+o/(c.O/c.C))*c.H*c.W:][:c.H*c.W]
		w := v.w[o*c.KH*c.KW:]
		var b float32
		if v.bias != nil {
			b = v.bias[o]
		}
		for j := range y {
			y[j] = b
		}
		c.eachTap(func(tap, out, in, n int) {
			if c.StrideW == 1 {
				axpy(y[out:out+n], x[in:in+n], w[tap])
				return
			}
			for j := range n {
				y[out+j] += float32(x[in+j*c.StrideW] * w[tap])
			}
		})
	}}.run(c.N*c.O, taps*c.OH()*c.OW())
}

func depthwiseBackward(dx, dy, w []float32, c Grouped) {
	depthwise{c: c, y: dy, x: dx, w: w, body: func(v *depthwise, i int) {
		c := v.c
		x := v.x[i*c.H*c.W:][:c.H*c.W]
		clear(x)
		each := c.O / c.C
		for k := range each {
			o := i%c.C*each + k
			y := v.y[(i/c.C*c.O+o)*c.OH()*c.OW():][:c.OH()*c.OW()]
			w := v.w[o*c.KH*c.KW:]
			c.eachTap(func(tap, out, in, n int) {
				if c.StrideW == 1 {
					axpy(x[in:in+n], y[out:out+n], w[tap])
					return
				}
				for j := range n {
					x[in+j*c.StrideW] += float32(y[out+j] * w[tap])
				}
			})
		}
	}}.run(c.N*c.C, c.KH*c.KW*c.OH()*c.OW()*(c.O/c.C))
}

func depthwiseFilter(dw, x, dy []float32, c Grouped) {
	depthwise{c: c, y: dy, x: x, w: dw, body: func(v *depthwise, o int) {
		c := v.c
		w := v.w[o*c.KH*c.KW:][:c.KH*c.KW]
		lent, sums := scratch64(len(w))
		defer lent.handBack()
		clear(sums)
		for n := range c.N {
			y := v.y[(n*c.O+o)*c.OH()*c.OW():][:c.OH()*c.OW()]
			x := v.x[(n*c.C+o/(c.O/c.C))*c.H*c.W:][:c.H*c.W]
			c.eachTap(func(tap, out, in, n int) {
				sums[tap] += dot(y[out:out+n], x[in:], c.StrideW)
			})
		}
		for i, s := range sums {
			w[i] = float32(s)
		}
	}}.run(c.O, c.N*c.KH*c.KW*c.OH()*c.OW())
}

// axpy computes y = y + x·a.
func axpy(y, x []float32, a float32) {
	for i := axpyVectors(y, x, a); i < len(x); i++ {
		y[i] += float32(x[i] * a)
	}
}

// dot is Σ y[i]·x[i·step], in four sums.
func dot(y, x []float32, step int) float64 {
	var s [4]float64
	i := 0
	for ; i+4 <= len(y); i += 4 {
		for k := range s {
			s[k] += float64(y[i+k]) * float64(x[(i+k)*step])
		}
	}
	for ; i < len(y); i++ {
		s[0] += float64(y[i]) * float64(x[i*step])
	}
	return s[0] + s[1] + (s[2] + s[3])
}
