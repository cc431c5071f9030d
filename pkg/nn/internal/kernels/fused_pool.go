package kernels

// Halves says that a convolution can do p in its pass: the usual halving of what it
// makes.
func (c Conv) Halves(p Pool) bool {
	return p.halves() && p.N == c.N && p.C == c.O && p.H == c.OH() && p.W == c.OW() &&
		!c.IsLinear() && 2*c.OW() <= blockColumns
}

// convPool computes y, the largest values of p's windows of the convolution, block by
// block, as the sums are there, which are never written.
func convPool(op string, y, x, w, bias []float32, c Conv, p Pool, a maybe) {
	needGeometry(op, c.Validate())
	needGeometry(op, p.Validate())
	if !c.Halves(p) {
		panic("kernels: " + op + ": the pool is not a halving of what the convolution makes")
	}
	need(op, "y", y, p.yLen())
	need(op, "x", x, c.xLen())
	need(op, "w", w, c.wLen())
	needBias(op, bias, c.O)
	if c.winogradWorth(winogradPooled) {
		v := newWinograd(c, false, x)
		v.out, v.w, v.bias, v.act, v.halve = y, w, bias, a, true
		v.run()
		return
	}
	v := newForward(y, x, w, bias, c, a)
	v.halve = true
	v.run()
}

// halveColumns computes the largest values of n windows side by side, of two
// pixels each of top and bottom, lds apart, with width channels beside each other;
// those of the windows are ldd apart. A NaN is the largest. dst may be where top
// is.
func halveColumns(dst []float32, ldd int, top, bottom []float32, lds, n, width int) {
	_, _, _ = dst[(n-1)*ldd+width-1], top[(2*n-1)*lds+width-1], bottom[(2*n-1)*lds+width-1]
	if halveColumnsVectors(instructions(), dst, ldd, top, bottom, lds, n, width) {
		return
	}
	for i := range n {
		to, at := dst[i*ldd:][:width], 2*i*lds
		for j := range to {
			_, to[j] = argmax2x2(top[at+j], top[at+lds+j], bottom[at+j], bottom[at+lds+j])
		}
	}
}

// halveTile does so in place, for pixels of rows of cols.
func halveTile(tile []float32, ld, pixels, cols, width int) {
	for at := 0; at < pixels; at += 2 * cols {
		halveColumns(tile[at/4*ld:], ld, tile[at*ld:], tile[(at+cols)*ld:], ld, cols/2, width)
	}
}
