package kernels

// winogradForward computes y like convForward.
func winogradForward(y, x, w, bias []float32, c Conv, a maybe) {
	v := newWinograd(c, false, x)
	v.out, v.w, v.bias, v.act = y, w, bias, a
	v.run()
}

// winogradBackward computes dx like convBackward.
func winogradBackward(dx, dy, w, bias []float32, c Conv, a maybe) {
	v := newWinograd(c, true, dy)
	v.out, v.w, v.bias, v.act = dx, w, bias, a
	v.run()
}

// run computes, and hands v back to its pool.
func (v *winograd) run() {
	v.taps = grow(v.taps, v.panels*v.ch*16*panelWidth)
	v.sums = grow(v.sums, winogradPoints*v.sumStep())
	v.shift = grow(v.shift, 2*v.panels*panelWidth)
	clear(v.shift)
	copy(v.shift[v.panels*panelWidth:], v.bias)
	v.rows = multiples(v.rows, v.images*v.tiles(), v.inStride)
	v.steps = multiples(v.steps, v.depth, 1)
	parallel(v.panels*v.ch/lanes, 1, (*winogradTaps)(v))
	block := v.images
	for v.first = 0; v.first < v.N; v.first += block {
		v.images = min(block, v.N-v.first)
		parallel(v.images, 1, (*winogradTransforms)(v))
		parallel(winogradSide*v.blocks, 1, (*winogradProducts)(v))
		parallel(v.images, 1, (*winogradOutputs)(v))
	}
	v.release()
}

// winogradTransforms writes the data transforms of images.
type winogradTransforms winograd

func (v *winogradTransforms) piece(i, _ int) { (*winograd)(v).transform(i) }

// winogradTaps turns filters so that channels of out lie beside each other.
type winogradTaps winograd

// piece turns those of a panel and 16 channels of src, numbered
// panel·(channels/16) + channel/16.
func (v *winogradTaps) piece(i, _ int) {
	const size = 16 * panelWidth
	panel, ch := i*lanes/v.ch, i*lanes%v.ch
	o := panel * panelWidth
	outs, to, from := min(panelWidth, v.m-o), v.taps[i*lanes*size:], v.w[o*v.strideOut+ch*v.strideIn:]
	if v.strideIn == 16 {
		transpose(to, panelWidth, from, v.strideOut, outs, lanes*16)
		return
	}
	for c := range lanes {
		transpose(to[c*size:], panelWidth, from[c*v.strideIn:], v.strideOut, outs, 16)
	}
}

// winogradProducts multiplies data by filters.
type winogradProducts winograd

// piece computes a block of columns at the points of a row: it transforms the
// filters of these into memory of its own, where they stay in the cache.
func (v *winogradProducts) piece(i, _ int) {
	w := (*winograd)(v)
	row, block := i/v.blocks, i%v.blocks
	o, size, step := block%v.panels*panelWidth, v.ch*16*panelWidth, v.depth*panelWidth
	lent, filters := scratch(winogradSide * step)
	defer lent.handBack()
	taps := v.taps[block%v.panels*size:][:size]
	if v.back {
		winogradFilterRow(filters, step, taps, block/v.panels, v.ch, row)
	} else {
		for part := range parts {
			winogradFilterRow(filters[part*v.ch*panelWidth:], step, taps, part, v.ch, row)
		}
	}
	for col := range winogradSide {
		point, shift := row*winogradSide+col, v.shift[o:]
		if !v.back && point == winogradSide+1 { // that of x = 1, which every output adds
			shift = v.shift[v.panels*panelWidth+o:]
		}
		p := product{
			c: v.sums[point*w.sumStep()+block*panelWidth:], ldc: v.outStride, from: shift,
			a: v.data[point*w.dataStep():], rows: v.rows[:v.images*w.tiles()], steps: v.steps,
			b: filters[col*step:], ldb: panelWidth, width: min(panelWidth, v.m-o),
		}
		p.compute()
	}
}

// winogradOutputs transforms sums to images of out.
type winogradOutputs winograd

func (v *winogradOutputs) piece(i, _ int) {
	w, f := (*winograd)(v), &v.dest
	step, row := w.sumStep(), f.cols*v.m
	lent, pixels := scratch(f.pixels() * v.m)
	defer lent.handBack()
	if v.back {
		clear(pixels[copy(pixels, v.bias):])
		for n := v.m; v.bias != nil && n < len(pixels); n *= 2 {
			copy(pixels[n:], pixels[:n])
		}
	}
	for t := range w.tiles() {
		from := (i*w.tiles() + t) * v.outStride
		if !v.back {
			winogradOutput.apply(pixels[w.place(t, *f, v.m, winogradTile):], row, v.m, v.sums, from, winogradSide*step, step, v.m)
			continue
		}
		for part := range parts {
			to := pixels[w.place(t, *f, v.m, 2*winogradTile)+f.part(part, v.m):]
			winogradDataGrad.apply(to, 2*row, 2*v.m, v.sums, from+part*v.panels*panelWidth, winogradSide*step, step, v.m)
		}
	}
	f.store(v.out[(v.first+i)*v.m*f.h*f.w:], pixels, v.m, v.act)
}
