package kernels

import "math"

// MaxPool2D computes y, the largest value of each window of x; a NaN in a
// window is its maximum.
func MaxPool2D(y, x []float32, p Pool) {
	needPool("MaxPool2D", "y", y, "x", x, p)
	oh, ow := p.OH(), p.OW()
	if p.halves() {
		halveRows(p, func(lo, hi int) {
			y, x := y[lo*ow:hi*ow], x[lo*2*p.W:hi*2*p.W]
			done := halve(instructions(), y, x, hi-lo, p.W)
			maxPool2x2(y[done*ow:], x[done*2*p.W:], p.W)
		})
		return
	}
	Parallel(p.N*p.C, p.planes(), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			plane, out := x[i*p.H*p.W:][:p.H*p.W], y[i*oh*ow:][:oh*ow]
			for j := range out {
				out[j] = plane[p.argmax(plane, j/ow, j%ow)]
			}
		}
	})
}

// MaxPool2DGrad computes dx from dy and MaxPool2D's x: each value of dy goes to
// the first maximum of its window (the last NaN where there is one, as in
// PyTorch), 0 to all others.
func MaxPool2DGrad(dx, dy, x []float32, p Pool) {
	needPool("MaxPool2DGrad", "dy", dy, "dx", dx, p)
	need("MaxPool2DGrad", "x", x, p.xLen())
	oh, ow := p.OH(), p.OW()
	if p.halves() {
		halveRows(p, func(lo, hi int) {
			dx, dy, x := dx[lo*2*p.W:hi*2*p.W], dy[lo*ow:hi*ow], x[lo*2*p.W:hi*2*p.W]
			done := halveGrad(instructions(), dx, dy, x, hi-lo, p.W)
			maxPool2x2Grad(dx[done*2*p.W:], dy[done*ow:], x[done*2*p.W:], p.W)
		})
		return
	}
	Parallel(p.N*p.C, p.planes(), func(lo, hi int) {
		clear(dx[lo*p.H*p.W : hi*p.H*p.W])
		for i := lo; i < hi; i++ {
			plane, d, g := x[i*p.H*p.W:][:p.H*p.W], dx[i*p.H*p.W:][:p.H*p.W], dy[i*oh*ow:][:oh*ow]
			for j, v := range g {
				d[p.argmax(plane, j/ow, j%ow)] += v
			}
		}
	})
}

// argmax is the index in plane of the maximum of window (r, q).
func (p Pool) argmax(plane []float32, r, q int) int {
	h0, h1 := span(r, p.StrideH, p.PadH, p.KH, p.H)
	w0, w1 := span(q, p.StrideW, p.PadW, p.KW, p.W)
	best, at := float32(math.Inf(-1)), h0*p.W+w0
	for h := h0; h < h1; h++ {
		for i := h*p.W + w0; i < h*p.W+w1; i++ {
			if v := plane[i]; v > best || v != v {
				best, at = v, i
			}
		}
	}
	return at
}

// halves says that p is the usual halving: 2×2 windows side by side that leave
// nothing over, so that the rows of windows of all planes follow each other.
func (p Pool) halves() bool {
	return p.KH == 2 && p.KW == 2 && p.StrideH == 2 && p.StrideW == 2 && p.PadH == 0 && p.PadW == 0 && p.H%2 == 0 && p.W%2 == 0
}

// halveRows calls fn for pieces of the rows of windows of all planes.
func halveRows(p Pool, fn func(lo, hi int)) {
	Parallel(p.N*p.C*p.H/2, up(max(1, cheapGrain/(2*p.W)), 4), fn)
}

// argmax2x2 is the place 0–3 of the maximum of a window, and the maximum.
func argmax2x2(a, b, c, d float32) (int, float32) {
	at := 0
	if b > a || b != b {
		a, at = b, 1
	}
	if c > a || c != c {
		a, at = c, 2
	}
	if d > a || d != d {
		a, at = d, 3
	}
	return at, a
}

func maxPool2x2(y, x []float32, w int) {
	for ; len(y) > 0; y, x = y[w/2:], x[2*w:] {
		top, bottom, out := x[:w], x[w:2*w], y[:w/2]
		for q := range out {
			_, out[q] = argmax2x2(top[2*q], top[2*q+1], bottom[2*q], bottom[2*q+1])
		}
	}
}

func maxPool2x2Grad(dx, dy, x []float32, w int) {
	place := [4]int{0, 1, w, w + 1}
	clear(dx)
	for ; len(dy) > 0; dx, dy, x = dx[2*w:], dy[w/2:], x[2*w:] {
		top, bottom := x[:w], x[w:2*w]
		for q, g := range dy[:w/2] {
			at, _ := argmax2x2(top[2*q], top[2*q+1], bottom[2*q], bottom[2*q+1])
			dx[2*q+place[at]] = g
		}
	}
}

// span is the part of window i that lies inside [0, size).
func span(i, stride, pad, k, size int) (lo, hi int) {
	lo = i*stride - pad
	return max(lo, 0), min(lo+k, size)
}

// planes is how many planes one goroutine takes at a time.
func (p Pool) planes() int { return max(1, costlyGrain/(p.H*p.W)) }

func needPool(op, yName string, y []float32, xName string, x []float32, p Pool) {
	needGeometry(op, p.Validate())
	need(op, yName, y, p.yLen())
	need(op, xName, x, p.xLen())
}
