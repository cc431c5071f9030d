package kernels

// winogradForward computes y like convForward.
func winogradForward(y, x, w, bias []float32, c Conv, a maybe) {
	v := newWinograd(c, false, x)
	v.out, v.w, v.bias, v.act = y, w, bias, a
	v.run()
}

// winogradBackward computes dx like convBackward.
func winogradBackward(dx, dy, w, bias []float32, c Conv, a maybe) {
	var v *winograd
	if c.StrideH > 1 {
		v = newWinograd(c, true, dy)
	} else {
		v = newWinograd(c.turned(), false, dy)
		v.turned, v.strideOut, v.strideIn = true, v.strideIn, v.O*v.strideIn
	}
	v.out, v.w, v.bias, v.act = dx, w, bias, a
	v.run()
}

// turned is the convolution, with filters turned round, that computes the
// gradient of c's input, where c has no strides.
func (c Conv) turned() Conv {
	return Conv{
		N: c.N, C: c.O, H: c.OH(), W: c.OW(), O: c.C, KH: c.KH, KW: c.KW, StrideH: 1, StrideW: 1,
		PadH: c.KH - 1 - c.PadH, PadW: c.KW - 1 - c.PadW,
	}
}

// run computes, and hands v back to its pool.
func (v *winograd) run() {
	v.taps = grow(v.taps, v.panels*v.ch*v.kernel*v.kernel*panelWidth)
	v.shift = grow(v.shift, 2*v.panels*panelWidth)
	clear(v.shift)
	copy(v.shift[v.panels*panelWidth:], v.bias)
	v.rows = multiples(v.rows, v.images*v.tiles(), v.inStride)
	v.steps = multiples(v.steps, v.depth, 1)
	parallel(v.panels*v.ch/lanes, 1, (*winogradTaps)(v))
	block := v.images
	if n := (v.N + block - 1) / block; n >= winogradAlone {
		parallel(n, 1, (*winogradBlocks)(v))
		v.release()
		return
	}
	v.data, v.sums = grow(v.data, v.points*v.dataStep()), grow(v.sums, v.points*v.sumStep())
	for v.first = 0; v.first < v.N; v.first += block {
		v.images = min(block, v.N-v.first)
		parallel(v.images, 1, (*winogradTransforms)(v))
		parallel(v.side*v.blocks, 1, (*winogradProducts)(v))
		parallel(v.images, 1, (*winogradOutputs)(v))
	}
	v.release()
}

// winogradBlocks computes blocks of images, each in memory of its own that stays
// in the processor's own cache.
type winogradBlocks winograd

func (v *winogradBlocks) piece(i, _ int) {
	w := winograd(*v)
	w.first = i * v.images
	data := v.points * w.dataStep()
	lent, memory := scratch(data + v.points*w.sumStep())
	defer lent.handBack()
	w.data, w.sums = memory[:data], memory[data:]
	w.images = min(v.images, v.N-w.first)
	for k := range w.images {
		w.transform(k)
	}
	for k := range v.side * v.blocks {
		(*winogradProducts)(&w).piece(k, 0)
	}
	for k := range w.images {
		(*winogradOutputs)(&w).piece(k, 0)
	}
}

// winogradTransforms writes the data transforms of images.
type winogradTransforms winograd

func (v *winogradTransforms) piece(i, _ int) { (*winograd)(v).transform(i) }

// winogradTaps turns filters so that channels of out lie beside each other.
type winogradTaps winograd

// piece turns those of a panel and 16 channels of src, numbered
// panel·(channels/16) + channel/16.
func (v *winogradTaps) piece(i, _ int) {
	taps := v.kernel * v.kernel
	size := taps * panelWidth
	panel, ch := i*lanes/v.ch, i*lanes%v.ch
	o := panel * panelWidth
	outs, to, from := min(panelWidth, v.m-o), v.taps[i*lanes*size:], v.w[o*v.strideOut+ch*v.strideIn:]
	if v.strideIn == taps {
		transpose(to, panelWidth, from, v.strideOut, outs, lanes*taps)
		return
	}
	for c := range lanes {
		transpose(to[c*size:], panelWidth, from[c*v.strideIn:], v.strideOut, outs, taps)
	}
}

// winogradProducts multiplies data by filters.
type winogradProducts winograd

// piece computes a block of columns at the points of a row: it transforms the
// filters of these into memory of its own, where they stay in the cache.
func (v *winogradProducts) piece(i, _ int) {
	w := (*winograd)(v)
	row, block := i/v.blocks, i%v.blocks
	o, size, step := block%v.panels*panelWidth, v.ch*v.kernel*v.kernel*panelWidth, v.depth*panelWidth
	lent, filters := scratch(v.side * step)
	defer lent.handBack()
	taps := v.taps[block%v.panels*size:][:size]
	if v.back {
		w.filterRow(filters, step, taps, block/v.panels, row)
	} else {
		for part := range v.parts {
			w.filterRow(filters[part*v.ch*panelWidth:], step, taps, part, row)
		}
	}
	for col := range v.side {
		point, shift := row*v.side+col, v.shift[o:]
		if !v.back && v.scheme == &scheme4 && point == v.side+1 { // that of x = 1, which every output adds
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
			v.output.apply(pixels[w.place(t, *f, v.m, winogradTile):], row, v.m, v.sums, from, v.side*step, step, v.m)
			continue
		}
		for part := range v.parts {
			to := pixels[w.place(t, *f, v.m, 2*winogradTile)+f.part(part, v.m):]
			v.dataGrad.apply(to, 2*row, 2*v.m, v.sums, from+part*v.panels*panelWidth, v.side*step, step, v.m)
		}
	}
	if v.halve {
		for r := range f.h / 2 {
			top := pixels[2*r*row:]
			halveColumns(pixels[r*f.w/2*v.m:], v.m, top, top[row:], v.m, f.w/2, v.m)
		}
		f = &frame{h: f.h / 2, w: f.w / 2, rows: f.h / 2, cols: f.w / 2}
	}
	if v.bias != nil && v.scheme == &scheme3 { // the largest sum stays the largest with it
		for at := 0; at < f.pixels()*v.m; at += v.m {
			add(pixels[at:][:v.m], v.bias)
		}
	}
	f.store(v.out[(v.first+i)*v.m*f.h*f.w:], pixels, v.m, v.act)
}
