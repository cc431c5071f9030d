package kernels

// winogradForward computes y like convForward.
func winogradForward(y, x, w, bias []float32, c Conv, a maybe) {
	v := winograds.Get()
	v.Conv, v.back, v.out, v.src, v.w, v.bias, v.act = c, false, y, x, w, bias, a
	v.m, v.strideOut, v.strideIn = c.O, c.C*c.KH*c.KW, c.KH*c.KW
	v.fromX()
	v.dest = frame{h: c.OH(), w: c.OW(), rows: winogradTile * v.tilesH, cols: winogradTile * v.tilesW}
	v.run(1)
}

// winogradBackward computes dx like convBackward: each part of dx, a class of
// rows and columns modulo 2, is a convolution of dy with its own taps.
func winogradBackward(dx, dy, w, bias []float32, c Conv, a maybe) {
	v := winograds.Get()
	v.Conv, v.back, v.out, v.src, v.w, v.bias, v.act = c, true, dx, dy, w, bias, a
	v.m, v.strideOut, v.strideIn = c.C, c.KH*c.KW, c.C*c.KH*c.KW
	v.ch, v.depth = c.O, c.O
	v.source = frame{h: c.OH(), w: c.OW(), top: 1, left: 1}
	v.dest = frame{h: c.H, w: c.W}
	v.tilesH, v.tilesW = 0, 0
	for class := range 2 {
		h, w := tiles(v.linesOf(class, c.H, c.PadH)), tiles(v.linesOf(class, c.W, c.PadW))
		v.tilesH, v.tilesW = max(v.tilesH, h), max(v.tilesW, w)
		v.source.rows = max(v.source.rows, v.start(class, c.PadH)+winogradTile*h+1)
		v.source.cols = max(v.source.cols, v.start(class, c.PadW)+winogradTile*w+1)
		v.dest.rows = max(v.dest.rows, v.line(class, c.PadH)+2*winogradTile*h-1)
		v.dest.cols = max(v.dest.cols, v.line(class, c.PadW)+2*winogradTile*w-1)
	}
	v.run(parts)
}

// line is the first row of x in a class.
func (v *winograd) line(class, pad int) int { return 2*v.start(class, pad) + class - pad }

// linesOf is how many rows of x, of n, are in a class.
func (v *winograd) linesOf(class, n, pad int) int { return (n - v.line(class, pad) + 1) / 2 }

// run computes, and hands v back to its pool.
func (v *winograd) run(classes int) {
	v.panels = (v.m + panelWidth - 1) / panelWidth
	v.filters = grow(v.filters, classes*winogradPoints*v.filterStep())
	parallel(v.panels*v.ch, 16, (*winogradPack)(v))

	block := v.blockImages()
	v.images = block
	v.outStride = v.panels*panelWidth + winogradGap
	v.lay()
	v.sums = grow(v.sums, winogradPoints*v.sumStep())
	v.pixels = grow(v.pixels, v.images*v.dest.pixels()*v.m)
	v.shift = grow(v.shift, 2*v.panels*panelWidth)
	clear(v.shift)
	copy(v.shift, v.bias)
	v.rows = multiples(v.rows, v.images*v.tilesH*v.tilesW, v.inStride)
	v.steps = multiples(v.steps, v.depth, 1)
	for v.first = 0; v.first < v.N; v.first += block {
		v.images = min(block, v.N-v.first)
		parallel(v.images, 1, (*winogradFrames)(v))
		for v.class = range classes {
			if v.back {
				v.tilesH = tiles(v.linesOf(v.class/2, v.H, v.PadH))
				v.tilesW = tiles(v.linesOf(v.class%2, v.W, v.PadW))
			}
			n := v.images * v.tilesH * v.tilesW
			parallel(v.images, 1, (*winogradTransforms)(v))
			parallel(winogradPoints*v.groups()*((n+winogradRows-1)/winogradRows), 1, (*winogradProducts)(v))
			parallel(v.images, 1, (*winogradOutputs)(v))
		}
		parallel(v.images, 1, (*winogradStore)(v))
	}
	v.release()
}

// filterStep is from one point of filters to the next.
func (v *winograd) filterStep() int { return (v.panels*v.depth + 1) * panelWidth }

func (v *winograd) groups() int { return (v.panels + winogradPanels - 1) / winogradPanels }

// sumStep is from one point of sums to the next.
func (v *winograd) sumStep() int { return v.images*v.tilesH*v.tilesW*v.outStride + winogradGap }

// winogradPack transforms filters.
type winogradPack winograd

// piece transforms those of pairs (panel, source channel), numbered
// panel·ch + channel.
func (v *winogradPack) piece(lo, hi int) {
	lent, taps := scratch(16 * panelWidth)
	defer lent.handBack()
	step := (*winograd)(v).filterStep()
	for i := lo; i < hi; i++ {
		panel, ch := i/v.ch, i%v.ch
		o := panel * panelWidth
		outs := min(panelWidth, v.m-o)
		transpose(taps, panelWidth, v.w[o*v.strideOut+ch*v.strideIn:], v.strideOut, outs, 16)
		for part := range parts {
			at, row, col := (part/2*4+part%2)*panelWidth, 8*panelWidth, 2*panelWidth
			to := (panel*v.depth + part*v.ch + ch) * panelWidth
			if v.back { // the later pixel of y meets the earlier tap
				at, row, col = at+row+col, -row, -col
				to = part*winogradPoints*step + (panel*v.depth+ch)*panelWidth
			}
			winogradFilter.apply(v.filters[to:], winogradSide*step, step, taps, at, row, col, outs)
		}
	}
}

// winogradProducts multiplies data by filters.
type winogradProducts winograd

// piece computes a block of tiles and a group of panels at one point.
func (v *winogradProducts) piece(i, _ int) {
	w := (*winograd)(v)
	n := v.images * v.tilesH * v.tilesW
	blocks := (n + winogradRows - 1) / winogradRows
	group, block, point := i%w.groups(), i/w.groups()%blocks, i/w.groups()/blocks
	lo, hi := block*n/blocks, (block+1)*n/blocks
	shift := v.shift[v.panels*panelWidth:]
	if point == winogradSide+1 { // that of x = 1, which every output adds
		shift = v.shift
	}
	for panel := group * winogradPanels; panel < min(v.panels, (group+1)*winogradPanels); panel++ {
		o := panel * panelWidth
		p := product{
			c: v.sums[point*w.sumStep()+lo*v.outStride+o:], ldc: v.outStride, from: shift[o:],
			a: v.data[point*w.dataStep():], rows: v.rows[lo:hi], steps: v.steps,
			b:   v.filters[(v.class*winogradPoints+point)*w.filterStep()+panel*v.depth*panelWidth:],
			ldb: panelWidth, width: min(panelWidth, v.m-o),
		}
		p.compute()
	}
}

// winogradOutputs transforms sums to pixels.
type winogradOutputs winograd

func (v *winogradOutputs) piece(lo, hi int) {
	w := (*winograd)(v)
	size, step, apart := v.dest.pixels()*v.m, w.sumStep(), 1
	top, left := 0, 0
	if v.back {
		apart, top, left = 2, w.line(v.class/2, v.PadH), w.line(v.class%2, v.PadW)
	}
	row := v.dest.cols * v.m
	for i := lo; i < hi; i++ {
		to := v.pixels[i*size:][:size]
		for t := range v.tilesH * v.tilesW {
			at := (top+t/v.tilesW*winogradTile*apart)*row + (left+t%v.tilesW*winogradTile*apart)*v.m
			from := (i*v.tilesH*v.tilesW + t) * v.outStride
			winogradOutput.apply(to[at:], row*apart, v.m*apart, v.sums, from, winogradSide*step, step, v.m)
		}
	}
}

// winogradStore turns pixels into planes of out.
type winogradStore winograd

func (v *winogradStore) piece(lo, hi int) {
	f, size, plane := &v.dest, v.dest.pixels()*v.m, v.dest.h*v.dest.w
	for i := lo; i < hi; i++ {
		from := v.pixels[i*size:][:size]
		if f.cols > f.w {
			for row := 1; row < f.h; row++ {
				copy(from[row*f.w*v.m:][:f.w*v.m], from[row*f.cols*v.m:])
			}
		}
		v.act.apply(from[:plane*v.m])
		transpose(v.out[(v.first+i)*v.m*plane:], plane, from, v.m, plane, v.m)
	}
}
