package kernels

// LinearConv is the convolution of 1×1 images that a linear layer is: n of them, of in
// channels, to out.
func LinearConv(n, in, out int) Conv {
	return Conv{N: n, C: in, H: 1, W: 1, O: out, KH: 1, KW: 1, StrideH: 1, StrideW: 1}
}

// IsLinear reports whether a filter covers an image, no more and no less: then c is
// what linear makes of C·H·W inputs, whatever the strides.
func (c Conv) IsLinear() bool {
	return c.KH == c.H && c.KW == c.W && c.PadH == 0 && c.PadW == 0 && !c.dilated()
}

func linearForward(y, x, w, bias []float32, n, in, out int, a maybe) {
	lent, shift := linearShift(bias, out, 1)
	defer lent.handBack()
	if n == 1 && dots(y, x, w, shift) {
		a.apply(y[:out])
		return
	}
	b := rightTransposed(w, in, out)
	defer b.lent.handBack()
	multiply(y, n, out, shift, x, in, 1, b, in, a)
}

// linearGradInput adds bias, where it is not nil, to dx; each of its values is
// for as many inputs as follow each other.
func linearGradInput(dx, dy, w, bias []float32, n, in, out, each int, a maybe) {
	lent, shift := linearShift(bias, in, each)
	defer lent.handBack()
	b := rightOperand(w, out, in, n)
	defer b.lent.handBack()
	multiply(dx, n, in, shift, dy, out, 1, b, out, a)
}

func linearGradWeight(dw, x, dy []float32, n, in, out int) {
	lent, shift := linearShift(nil, in, 1)
	defer lent.handBack()
	b := rightOperand(x, n, in, out)
	defer b.lent.handBack()
	multiply(dw, out, in, shift, dy, 1, out, b, n, maybe{})
}

// linearShift is what n columns of a product begin with: each value of bias for
// as many as follow each other, or zeros.
func linearShift(bias []float32, n, each int) (lent *buffer, shift []float32) {
	if each == 1 && n%lanes == 0 && bias != nil {
		lent, _ = scratch(0)
		return lent, bias
	}
	lent, shift = scratch(up(n, lanes))
	clear(shift)
	for i := range len(bias) * each {
		shift[i] = bias[i/each]
	}
	return lent, shift
}
