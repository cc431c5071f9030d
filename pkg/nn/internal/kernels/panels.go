package kernels

// panels is the right operand B of a product: panels of panelWidth columns, of
// which B[k][j] is b[j/panelWidth·next + k·ld + j%panelWidth].
type panels struct {
	b        []float32
	next, ld int
	lent     *buffer // the memory b lies in
}

// fewRows is how many rows of the left operand do not repay packing the right.
const fewRows = 8

// newPanels lends memory for depth rows of cols columns. Spare columns are zero.
func newPanels(depth, cols int) panels {
	next := depth * panelWidth
	lent, b := scratch((cols + panelWidth - 1) / panelWidth * next)
	if cols%panelWidth != 0 {
		clear(b[cols/panelWidth*next:])
	}
	return panels{b, next, panelWidth, lent}
}

// rightOperand is the matrix s (depth, cols) for a product of m rows.
func rightOperand(s []float32, depth, cols, m int) panels {
	if m <= fewRows && cols%lanes == 0 {
		lent, _ := scratch(0)
		return panels{s, panelWidth, cols, lent}
	}
	p := newPanels(depth, cols)
	packings.run(depth, max(1, cheapGrain/max(1, cols)), packing{p.b, s, p.next, cols}, (*packing).pack)
	return p
}

// packing is the copy of a matrix into panels.
type packing struct {
	to, from   []float32
	next, cols int
}

var packings tasks[packing]

// pack packs rows [lo, hi).
func (p *packing) pack(lo, hi int) {
	for j := 0; j < p.cols; j += panelWidth {
		to, width := p.to[j/panelWidth*p.next:], min(panelWidth, p.cols-j)
		for k := lo; k < hi; k++ {
			copy(to[k*panelWidth:][:width], p.from[k*p.cols+j:])
		}
	}
}

// rightTransposed is the transpose of the matrix s (cols, depth).
func rightTransposed(s []float32, depth, cols int) panels {
	p := newPanels(depth, cols)
	count := (cols + panelWidth - 1) / panelWidth
	packings.run(count*depth, max(1, costlyGrain/panelWidth), packing{p.b, s, p.next, cols}, (*packing).transpose)
	return p
}

// transpose packs pairs (panel, row), numbered panel·depth + row.
func (p *packing) transpose(lo, hi int) {
	depth := p.next / panelWidth
	for lo < hi {
		panel, k := lo/depth, lo%depth
		n := min(hi-lo, depth-k)
		j := panel * panelWidth
		transpose(p.to[lo*panelWidth:], panelWidth, p.from[j*depth+k:], depth, min(panelWidth, p.cols-j), n)
		lo += n
	}
}
