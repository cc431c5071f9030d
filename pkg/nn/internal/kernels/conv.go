package kernels

// Conv2D computes y = x ⋆ w + bias (cross-correlation, as everywhere in deep
// learning). bias (O) may be nil.
func Conv2D(y, x, w, bias []float32, c Conv) {
	needConv("Conv2D", "y", y, "x", x, "w", w, c)
	if bias != nil {
		need("Conv2D", "bias", bias, c.O)
	}
	convForward(y, x, w, bias, c)
}

// Conv2DGradInput computes dx, the gradient of x, from dy, that of y.
func Conv2DGradInput(dx, dy, w []float32, c Conv) {
	needConv("Conv2DGradInput", "dy", dy, "dx", dx, "w", w, c)
	convBackward(dx, dy, w, nil, c)
}

func convForward(y, x, w, bias []float32, c Conv) {
	g := c.gather(x)
	convolve(y, target{h: c.OH(), w: c.OW(), stepH: 1, stepW: 1}, w, c.C*c.KH*c.KW, c.KH*c.KW, bias, g, c.N, c.O)
}

// convBackward spreads dy through the filters to dx and adds bias (C) where it
// is not nil. With strides, pixels of dx whose rows and columns leave the same
// remainders meet the same taps of the filters: each such class, on its own, is
// a convolution of dy without strides.
func convBackward(dx, dy, w, bias []float32, c Conv) {
	for i := range min(c.StrideH, c.H) {
		for j := range min(c.StrideW, c.W) {
			g := gather{
				src: dy, ch: c.O, h: c.OH(), w: c.OW(), stepH: 1, stepW: 1,
				rows: (c.H - i + c.StrideH - 1) / c.StrideH, cols: (c.W - j + c.StrideW - 1) / c.StrideW,
			}
			// Row i + StrideH·a of x meets tap r in row (i+PadH−r)/StrideH + a of y.
			for r := (i + c.PadH) % c.StrideH; r < c.KH; r += c.StrideH {
				for q := (j + c.PadW) % c.StrideW; q < c.KW; q += c.StrideW {
					g.addTap((i+c.PadH-r)/c.StrideH, (j+c.PadW-q)/c.StrideW, r*c.KW+q)
				}
			}
			to := target{h: c.H, w: c.W, row: i, col: j, stepH: c.StrideH, stepW: c.StrideW}
			convolve(dx, to, w, c.KH*c.KW, c.C*c.KH*c.KW, bias, &g, c.N, c.C)
		}
	}
}

// gather is the matrix whose product with the filters is the forward pass.
func (c Conv) gather(x []float32) *gather {
	g := &gather{
		src: x, ch: c.C, h: c.H, w: c.W,
		rows: c.OH(), cols: c.OW(), stepH: c.StrideH, stepW: c.StrideW,
	}
	for r := range c.KH {
		for q := range c.KW {
			g.addTap(r-c.PadH, q-c.PadW, r*c.KW+q)
		}
	}
	return g
}

// target says where in a plane h×w of the output a gather's pixel (a, b) goes:
// to (row + a·stepH, col + b·stepW).
type target struct{ h, w, row, col, stepH, stepW int }

const (
	blockColumns = 128 // of the gathered matrix, at most, packed by one goroutine at a time
	blockDepth   = 256 // of the sums, so that panels stay in the second-level cache
)

// convolve computes out (n, m, to.h, to.w) at the target's pixels: filters
// times the gathered matrix plus bias. The weight of output channel o, source
// channel ch and a tap is w[o·strideOut + ch·strideIn + tap.at].
func convolve(out []float32, to target, w []float32, strideOut, strideIn int, bias []float32, g *gather, n, m int) {
	t, depth, columns := inner, g.depth(), n*g.rows*g.cols
	lent, a := scratch(up(m, t.rows) * depth)
	defer lent.handBack()
	packFilters(a, t, w, strideOut, strideIn, g, m)
	// Sixteen blocks or more keep the processors equally busy.
	block := up(min(max(columns/16, blockColumns/4), blockColumns), t.cols)
	Parallel(columns, block, func(lo, hi int) {
		width := up(hi-lo, t.cols)
		sumsLen, panelLen := up(m, t.rows)*width, min(depth, blockDepth)*width
		lent, buffer := scratch(sumsLen + panelLen + width)
		defer lent.handBack()
		sums, panel, row := buffer[:sumsLen], buffer[sumsLen:sumsLen+panelLen], buffer[sumsLen+panelLen:]
		clear(sums)
		for k := 0; k < depth; k += blockDepth {
			d := min(blockDepth, depth-k)
			g.packColumns(panel, row, t, k, d, lo, hi-lo)
			t.multiply(sums, width, m, width, d, a[k*t.rows:], depth*t.rows, panel, d*t.cols)
		}
		for o := range m {
			var shift float32
			if bias != nil {
				shift = bias[o]
			}
			to.store(out, sums[o*width:][:hi-lo], g, lo, m, o, shift)
		}
	})
}

// packFilters packs the filters of m output channels as panels of A; spare rows
// are zero.
func packFilters(a []float32, t tile, w []float32, strideOut, strideIn int, g *gather, m int) {
	depth := g.depth()
	if depth == 0 { // pixels that no tap meets
		return
	}
	for o := range up(m, t.rows) {
		to := a[o/t.rows*depth*t.rows+o%t.rows:]
		k := 0
		for ch := range g.ch {
			for i := range g.taps {
				var v float32
				if o < m {
					v = w[o*strideOut+ch*strideIn+g.taps[i].at]
				}
				to[k] = v
				k += t.rows
			}
		}
	}
}

// store writes the sums of channel o, from column j of the gather on, to out.
func (to target) store(out, sums []float32, g *gather, j, m, o int, shift float32) {
	image, pixel := j/(g.rows*g.cols), j%(g.rows*g.cols)
	a, b := pixel/g.cols, pixel%g.cols
	for len(sums) > 0 {
		run := sums[:min(len(sums), g.cols-b)]
		line := out[((image*m+o)*to.h+to.row+a*to.stepH)*to.w:][:to.w]
		if line = line[to.col+b*to.stepW:]; to.stepW == 1 {
			line = line[:len(run)]
			for i, v := range run {
				line[i] = v + shift
			}
		} else {
			for i, v := range run {
				line[i*to.stepW] = v + shift
			}
		}
		sums, b = sums[len(run):], 0
		if a++; a == g.rows {
			image, a = image+1, 0
		}
	}
}

func needConv(op, yName string, y []float32, xName string, x []float32, wName string, w []float32, c Conv) {
	needGeometry(op, c.Validate())
	need(op, yName, y, c.yLen())
	need(op, xName, x, c.xLen())
	need(op, wName, w, c.wLen())
}
