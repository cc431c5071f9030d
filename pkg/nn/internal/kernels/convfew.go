package kernels

// few reports whether a single image has so few pixels, and the output so many
// channels, that writing the gathered matrix down takes less than packing the
// filters, which are then read where they lie.
func (v *convolution) few() bool {
	taps := len(v.g.taps)
	return v.n == 1 && v.g.pixels() == lanes && v.m >= 2*lanes && v.m%lanes == 0 &&
		taps > 0 && v.strideIn == taps && v.to.stepH == 1 && v.to.stepW == 1
}

// runFew is run for such an image. The sums are those of run, in the same order.
func (v *convolution) runFew() {
	g, frames := &v.g, 0
	if !g.direct {
		frames = g.ch*g.frame() + frameSlack
	}
	lent, memory := scratch(frames + g.depth()*lanes)
	src := v.src
	if !g.direct {
		g.fill(memory, src, g.ch)
		src = memory[:frames]
	}
	v.packed = memory[frames:]
	v.steps = g.steps(resize(v.steps, g.depth()))
	g.write(v.packed, src, v.steps)
	v.rows = multiples(v.rows, panelWidth, v.strideOut)
	v.steps = multiples(v.steps, g.depth(), 1)
	parallel((v.m+panelWidth-1)/panelWidth, 1, (*fewPixels)(v))
	lent.handBack()
	v.release()
}

// write writes the matrix of a single image down; steps are its rows' offsets.
func (g *gather) write(to, frames []float32, steps []int32) {
	pitch := g.stepH * g.frameW
	if g.rows == 4 && g.cols == 4 && g.stepW == 1 {
		for i, at := range steps {
			row, from := to[i*lanes:][:lanes], frames[at:][:3*pitch+4]
			*(*[4]float32)(row) = [4]float32(from)
			*(*[4]float32)(row[4:]) = [4]float32(from[pitch:])
			*(*[4]float32)(row[8:]) = [4]float32(from[2*pitch:])
			*(*[4]float32)(row[12:]) = [4]float32(from[3*pitch:])
		}
		return
	}
	for i, at := range steps {
		row, from := to[i*lanes:][:lanes], frames[at:]
		for a := range g.rows {
			for b := range g.cols {
				row[a*g.cols+b] = from[a*pitch+b*g.stepW]
			}
		}
	}
}

// fewPixels computes the channels of panels.
type fewPixels convolution

func (f *fewPixels) piece(i, _ int) {
	v, o := (*convolution)(f), i*panelWidth
	channels, pixels := min(panelWidth, v.m-o), lanes
	lent, memory := scratch(2 * channels * lanes)
	defer lent.handBack()
	sums, tile := memory[:channels*lanes], memory[channels*lanes:]
	clear(sums)
	if v.bias != nil {
		for c, b := range v.bias[o:][:channels] {
			row := sums[c*lanes:][:lanes]
			for j := range row {
				row[j] = b
			}
		}
	}
	p := product{
		c: sums, ldc: lanes, from: sums, ldf: lanes, a: v.w[o*v.strideOut:], rows: v.rows[:channels], steps: v.steps,
		b: v.packed, ldb: lanes, width: lanes,
	}
	p.compute()
	transpose(tile, channels, sums, lanes, channels, lanes)
	if v.halve {
		halveTile(tile, channels, pixels, v.g.cols, channels)
		pixels /= 4
	}
	v.act.apply(tile[:pixels*channels])
	v.store(tile, channels, nil, o, 0, pixels)
}
