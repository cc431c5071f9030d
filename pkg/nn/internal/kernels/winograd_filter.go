package kernels

// winogradGradient is the gradient of the filters: the transforms of x and of
// dy, multiplied and summed over all tiles of a block, transformed back there.
type winogradGradient struct {
	x      *winograd
	dw, dy []float32
	frame  frame
	stride int
	dys    []float32 // transforms of dy by point and tile
	zeros  []float32
	rows   []int32 // those of a piece: by part and channel
	steps  []int32 // by tile
}

var winogradGradients pool[winogradGradient]

// winogradGradFilter computes dw like convFilter. Sums over blocks of images are
// added in their order.
func winogradGradFilter(dw, x, dy []float32, c Conv) {
	v := winograds.Get()
	v.Conv, v.back, v.src = c, false, x
	v.fromX()
	g := winogradGradients.Get()
	g.x, g.dw, g.dy = v, dw, dy
	g.frame = frame{h: c.OH(), w: c.OW(), rows: winogradTile * v.tilesH, cols: winogradTile * v.tilesW}
	g.stride = up(c.O, panelWidth) + winogradGap

	block := v.blockImages()
	v.images = block
	v.lay()
	g.dys = grow(g.dys, winogradPoints*g.step())
	g.zeros = grow(g.zeros, panelWidth)
	clear(g.zeros)
	g.rows = resize(g.rows, parts*lanes)
	for i := range g.rows {
		g.rows[i] = int32(i/lanes*c.C + i%lanes)
	}
	g.steps = multiples(g.steps, v.images*v.tilesH*v.tilesW, v.inStride)
	for v.first = 0; v.first < c.N; v.first += block {
		v.images = min(block, c.N-v.first)
		parallel(v.images, 1, (*winogradFrames)(v))
		parallel(v.images, 1, (*winogradTransforms)(v))
		parallel(v.images, 1, (*winogradDY)(g))
		parallel(c.C/lanes*((c.O+panelWidth-1)/panelWidth), 1, g)
	}
	v.release()
	g.x, g.dw, g.dy = nil, nil, nil
	winogradGradients.Put(g)
}

// step is from one point of dys to the next.
func (g *winogradGradient) step() int {
	return g.x.images*g.x.tilesH*g.x.tilesW*g.stride + winogradGap
}

// winogradDY writes the transforms of dy.
type winogradDY winogradGradient

func (d *winogradDY) piece(lo, hi int) {
	v, f, step := d.x, &d.frame, (*winogradGradient)(d).step()
	lent, pixels := scratch(f.pixels() * v.O)
	defer lent.handBack()
	row := f.cols * v.O
	for i := lo; i < hi; i++ {
		f.turn(pixels, d.dy[(v.first+i)*v.O*f.h*f.w:], v.O)
		for t := range v.tilesH * v.tilesW {
			to := d.dys[(i*v.tilesH*v.tilesW+t)*d.stride:]
			at := (t/v.tilesW*row + t%v.tilesW*v.O) * winogradTile
			winogradOutputGrad.apply(to, winogradSide*step, step, pixels, at, row, v.O, v.O)
		}
	}
}

// piece computes the filters from 16 channels of x to one panel of channels of
// y, numbered channels/16·panels + panel.
func (g *winogradGradient) piece(i, _ int) {
	const taps = 16
	v, panels := g.x, (g.x.O+panelWidth-1)/panelWidth
	ch, o := i/panels*lanes, i%panels*panelWidth
	width, n := min(panelWidth, v.O-o), v.images*v.tilesH*v.tilesW
	point := len(g.rows)*panelWidth + winogradGap // from one of sums to the next
	lent, memory := scratch(winogradPoints*point + 2*taps*panelWidth)
	defer lent.handBack()
	sums, turned, filters := memory[:winogradPoints*point], memory[winogradPoints*point:][:taps*panelWidth], memory[winogradPoints*point+taps*panelWidth:]
	for p := range winogradPoints {
		c := product{
			c: sums[p*point:], ldc: panelWidth, from: g.zeros, a: v.data[p*v.dataStep()+ch:],
			rows: g.rows, steps: g.steps[:n], b: g.dys[p*g.step()+o:], ldb: g.stride, width: width,
		}
		c.compute()
	}
	for c := range lanes {
		for part := range parts {
			to := turned[(part/2*4+part%2)*panelWidth:]
			winogradFilterGrad.apply(to, 8*panelWidth, 2*panelWidth, sums, (part*lanes+c)*panelWidth, winogradSide*point, point, width)
		}
		at := (o*v.C + ch + c) * taps
		if v.first == 0 {
			transpose(g.dw[at:], v.C*taps, turned, panelWidth, taps, width)
			continue
		}
		transpose(filters, taps, turned, panelWidth, taps, width)
		for k := range width {
			to, more := g.dw[at+k*v.C*taps:][:taps], filters[k*taps:][:taps]
			for t := range to {
				to[t] += more[t]
			}
		}
	}
}
