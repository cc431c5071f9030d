package kernels

import "math"

// MaxPool2D computes y, the largest value of each window of x; a NaN in a
// window is its maximum.
func MaxPool2D(y, x []float32, p Pool) {
	needPool("MaxPool2D", "y", y, "x", x, p)
	if p.halves() {
		halveRows(poolArgs{p: p, y: y, x: x}, func(a *poolArgs, lo, hi int) {
			w := a.p.W
			y, x := a.y[lo*w/2:hi*w/2], a.x[lo*2*w:hi*2*w]
			done := halve(instructions(), y, x, hi-lo, w)
			maxPool2x2(y[done*w/2:], x[done*2*w:], w)
		})
		return
	}
	eachPool(poolArgs{p: p, y: y, x: x}, func(p *Pool, y, x, _ []float32, ow int) {
		for j := range y {
			y[j] = x[p.argmax(x, j/ow, j%ow)]
		}
	})
}

// MaxPool2DGrad computes dx from dy and MaxPool2D's x: each value of dy goes to
// the first maximum of its window (the last NaN where there is one, as in
// PyTorch), 0 to all others. dx may be x where p.GradInPlace.
func MaxPool2DGrad(dx, dy, x []float32, p Pool) {
	needPool("MaxPool2DGrad", "dy", dy, "dx", dx, p)
	need("MaxPool2DGrad", "x", x, p.xLen())
	if p.halves() {
		halveRows(poolArgs{p: p, y: dy, x: x, dx: dx}, func(a *poolArgs, lo, hi int) {
			w := a.p.W
			dx, dy, x := a.dx[lo*2*w:hi*2*w], a.y[lo*w/2:hi*w/2], a.x[lo*2*w:hi*2*w]
			done := halveGrad(instructions(), dx, dy, x, hi-lo, w)
			maxPool2x2Grad(dx[done*2*w:], dy[done*w/2:], x[done*2*w:], w)
		})
		return
	}
	eachPool(poolArgs{p: p, y: dy, x: x, dx: dx}, func(p *Pool, dy, x, dx []float32, ow int) {
		clear(dx)
		for j, v := range dy {
			dx[p.argmax(x, j/ow, j%ow)] += v
		}
	})
}

// argmax is the index in plane of the maximum of window (r, q).
func (p *Pool) argmax(plane []float32, r, q int) int {
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

// halves reports whether p is the usual halving: 2×2 windows side by side that leave
// nothing over, so that the rows of windows of all planes follow each other.
func (p Pool) halves() bool {
	return p.KH == 2 && p.KW == 2 && p.StrideH == 2 && p.StrideW == 2 && p.PadH == 0 && p.PadW == 0 && p.H%2 == 0 && p.W%2 == 0
}

// GradInPlace reports whether MaxPool2DGrad may write dx where x lies.
func (p Pool) GradInPlace() bool { return p.halves() }

// halveRows calls body for pieces of the rows of windows of all planes.
func halveRows(a poolArgs, body func(a *poolArgs, lo, hi int)) {
	poolTasks.run(a.p.N*a.p.C*a.p.H/2, up(max(1, cheapGrain/(2*a.p.W)), 4), a, body)
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
	for ; len(dy) > 0; dx, dy, x = dx[2*w:], dy[w/2:], x[2*w:] {
		top, bottom := x[:w], x[w:2*w]
		for q, g := range dy[:w/2] {
			at, _ := argmax2x2(top[2*q], top[2*q+1], bottom[2*q], bottom[2*q+1])
			to := dx[2*q : 2*q+w+2]
			to[0], to[1], to[w], to[w+1] = 0, 0, 0, 0
			to[place[at]] = g
		}
	}
}

// span is the part of window i that lies inside [0, size).
func span(i, stride, pad, k, size int) (lo, hi int) {
	lo = i*stride - pad
	return max(lo, 0), min(lo+k, size)
}

func needPool(op, yName string, y []float32, xName string, x []float32, p Pool) {
	needGeometry(op, p.Validate())
	need(op, yName, y, p.yLen())
	need(op, xName, x, p.xLen())
}

// poolArgs are the tensors of a pooling: y or its gradient, x and its gradient.
type poolArgs struct {
	p        Pool
	y, x, dx []float32
	plane    func(p *Pool, y, x, dx []float32, ow int)
}

var poolTasks tasks[poolArgs]

// eachPool calls plane for each plane of the tensors; ow is that of y.
func eachPool(a poolArgs, plane func(p *Pool, y, x, dx []float32, ow int)) {
	a.plane = plane
	p := &a.p
	poolTasks.run(p.N*p.C, max(1, costlyGrain/(p.H*p.W)), a, func(a *poolArgs, lo, hi int) {
		p := &a.p
		in, out := p.H*p.W, p.OH()*p.OW()
		for i := lo; i < hi; i++ {
			var x, dx []float32
			if a.x != nil {
				x = a.x[i*in:][:in]
			}
			if a.dx != nil {
				dx = a.dx[i*in:][:in]
			}
			a.plane(p, a.y[i*out:][:out], x, dx, p.OW())
		}
	})
}
