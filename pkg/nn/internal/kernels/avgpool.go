package kernels

// AvgPool2D computes y, the mean of each window of x. Padding counts as zeros
// (PyTorch's count_include_pad=True).
func AvgPool2D(y, x []float32, p Pool) {
	needPool("AvgPool2D", "y", y, "x", x, p)
	if p.tiles() {
		tiling{x, y, p.W / p.KW, p.KW, p.share(), (*tiling).sum}.compute()
		return
	}
	eachPool(poolArgs{p: p, y: y, x: x}, func(p *Pool, y, x, _ []float32, ow int) {
		oh, pitch := len(y)/ow, p.pitch(ow)
		lent, sums := scratch(oh * pitch)
		defer lent.handBack()
		clear(sums)
		for r := range oh {
			h0, h1 := span(r, p.StrideH, p.PadH, p.KH, p.H)
			addRows(sums[r*pitch+p.PadW:][:p.W], x[h0*p.W:h1*p.W])
		}
		clear(y)
		for i := range p.KW * oh { // row after row: one that was just written is slow to read elsewhere
			k, r := i/oh, i%oh
			addEach(y[r*ow:][:ow], sums[r*pitch+k:], p.StrideW)
		}
		scaled(y, y, p.share())
	})
}

// AvgPool2DGrad computes dx from dy.
func AvgPool2DGrad(dx, dy []float32, p Pool) {
	needPool("AvgPool2DGrad", "dy", dy, "dx", dx, p)
	if p.tiles() {
		tiling{dx, dy, p.W / p.KW, p.KW, p.share(), (*tiling).fill}.compute()
		return
	}
	eachPool(poolArgs{p: p, y: dy, dx: dx}, func(p *Pool, dy, _, dx []float32, ow int) {
		oh, pitch := len(dy)/ow, p.pitch(ow)
		lent, memory := scratch(oh * (ow + pitch))
		defer lent.handBack()
		shares, rows := memory[:oh*ow], memory[oh*ow:]
		scaled(shares, dy, p.share())
		clear(rows)
		for i := range p.KW * oh { // row after row: one that was just written is slow to read elsewhere
			k, r := i/oh, i%oh
			addToEach(rows[r*pitch+k:], shares[r*ow:][:ow], p.StrideW)
		}
		clear(dx)
		for r := range oh {
			h0, h1 := span(r, p.StrideH, p.PadH, p.KH, p.H)
			for h := h0; h < h1; h++ {
				add(dx[h*p.W:][:p.W], rows[r*pitch+p.PadW:][:p.W])
			}
		}
	})
}

// share is that of a value in the mean of its window.
func (p *Pool) share() float32 { return 1 / float32(p.KH*p.KW) }

// tiles reports whether windows are squares side by side that leave nothing over.
func (p *Pool) tiles() bool {
	k := p.KH
	return p.KW == k && p.StrideH == k && p.StrideW == k && p.PadH == 0 && p.PadW == 0 && p.H%k == 0 && p.W%k == 0
}

// pitch is the length of a row with its padding and whatever ow windows reach,
// and one more.
func (p *Pool) pitch(ow int) int { return max(p.PadW+p.W, (ow-1)*p.StrideW+p.KW) + 1 }

// addEach adds every step-th value of x to y. For step 2 there must be a value
// of x behind the last of them.
func addEach(y, x []float32, step int) {
	if step == 1 {
		add(y, x[:len(y)])
		return
	}
	done := 0
	if step == 2 {
		done = addEvenVectors(y, x)
	}
	for i := done; i < len(y); i++ {
		y[i] += x[i*step]
	}
}

// addToEach adds x to every step-th value of y. For step 2 there must be a
// value of y behind the last of them.
func addToEach(y, x []float32, step int) {
	if step == 1 {
		add(y[:len(x)], x)
		return
	}
	done := 0
	if step == 2 {
		done = addToEvenVectors(y, x)
	}
	for i := done; i < len(x); i++ {
		y[i*step] += x[i]
	}
}
