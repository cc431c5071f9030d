package kernels

// Linear computes y = x·wᵀ + bias: x (n, in), w (out, in), bias (out) or nil,
// y (n, out).
func Linear(y, x, w, bias []float32, n, in, out int) {
	Conv2D(y, x, w, bias, linear(n, in, out))
}

// LinearGradInput computes dx (n, in) from dy (n, out) and w (out, in).
func LinearGradInput(dx, dy, w []float32, n, in, out int) {
	Conv2DGradInput(dx, dy, w, linear(n, in, out))
}

// LinearGradWeight computes dw (out, in) from x (n, in) and dy (n, out).
func LinearGradWeight(dw, x, dy []float32, n, in, out int) {
	Conv2DGradFilter(dw, x, dy, linear(n, in, out))
}

// ColumnSum computes db (out), the sums of the columns of dy (n, out): the
// gradient of Linear's bias.
func ColumnSum(db, dy []float32, n, out int) {
	ChannelSum(db, dy, n, out, 1)
}

// linear is the convolution of 1×1 images that a linear layer is.
func linear(n, in, out int) Conv {
	return Conv{N: n, C: in, H: 1, W: 1, O: out, KH: 1, KW: 1, StrideH: 1, StrideW: 1}
}

// isLinear says that a filter covers an image, no more and no less: then c is
// what linear makes of C·H·W inputs, whatever the strides.
func (c Conv) isLinear() bool {
	return c.KH == c.H && c.KW == c.W && c.PadH == 0 && c.PadW == 0
}

func linearForward(y, x, w, bias []float32, n, in, out int, a maybe) {
	wide := up(out, lanes)
	lent, memory := scratch((in + 1) * wide)
	defer lent.handBack()
	b, shift := memory[:in*wide], memory[in*wide:]
	clear(shift[copy(shift, bias):])
	if n == 1 && dots(y, x, w, shift) {
		a.apply(y[:out])
		return
	}
	if wide > out {
		clear(b)
	}
	transpose(b, wide, w, in, out, in)
	multiply(y, n, out, shift, x, in, 1, b, wide, in, a)
}

// linearGradInput adds bias, where it is not nil, to dx; each of its values is
// for as many inputs as follow each other.
func linearGradInput(dx, dy, w, bias []float32, n, in, out, each int, a maybe) {
	b, wide, lent := widen(w, out, in)
	defer lent.handBack()
	lentShift, shift := scratch(wide)
	defer lentShift.handBack()
	clear(shift)
	for i := range len(bias) * each {
		shift[i] = bias[i/each]
	}
	multiply(dx, n, in, shift, dy, out, 1, b, wide, out, a)
}

func linearGradWeight(dw, x, dy []float32, n, in, out int) {
	b, wide, lent := widen(x, n, in)
	defer lent.handBack()
	lentShift, shift := scratch(wide)
	defer lentShift.handBack()
	clear(shift)
	multiply(dw, out, in, shift, dy, 1, out, b, wide, n, maybe{})
}

// widen is s (rows, cols) with rows that a product can read, a multiple of
// lanes long: s itself or a copy with zeros.
func widen(s []float32, rows, cols int) (b []float32, wide int, lent *buffer) {
	if wide = up(cols, lanes); wide == cols {
		lent, _ = scratch(0)
		return s, wide, lent
	}
	lent, b = scratch(rows * wide)
	for i := range rows {
		to := b[i*wide:][:wide]
		clear(to[copy(to, s[i*cols:][:cols]):])
	}
	return b, wide, lent
}
