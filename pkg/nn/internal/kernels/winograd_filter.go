package kernels

// winogradGradient is the gradient of the filters: the transforms of x and of
// dy, multiplied and summed over all tiles of a block, transformed back there.
type winogradGradient struct {
	x, y  *winograd
	dw    []float32
	zeros []float32
	rows  []int32 // those of a piece: by part and channel
	steps []int32 // by tile
}

var winogradGradients pool[winogradGradient]

// winogradGradFilter computes dw like convFilter. Sums over blocks of images are
// added in their order.
func winogradGradFilter(dw, x, dy []float32, c Conv) {
	g := winogradGradients.Get()
	g.x, g.y, g.dw = newWinograd(c, false, x), newWinograd(c, true, dy), dw
	g.zeros = grow(g.zeros, panelWidth)
	clear(g.zeros)
	g.rows = resize(g.rows, parts*lanes)
	for i := range g.rows {
		g.rows[i] = int32(i/lanes*c.C + i%lanes)
	}
	block := g.x.images
	g.steps = multiples(g.steps, block*g.x.tiles(), g.x.inStride)
	for first := 0; first < c.N; first += block {
		images := min(block, c.N-first)
		g.x.first, g.x.images, g.y.first, g.y.images = first, images, first, images
		parallel(2*images, 1, (*winogradPairs)(g))
		parallel(c.C/lanes*((c.O+panelWidth-1)/panelWidth), 1, g)
	}
	g.x.release()
	g.y.release()
	g.x, g.y, g.dw = nil, nil, nil
	winogradGradients.Put(g)
}

// winogradPairs writes the data transforms of x and of dy.
type winogradPairs winogradGradient

func (p *winogradPairs) piece(i, _ int) {
	if i < p.x.images {
		p.x.transform(i)
		return
	}
	p.y.transform(i - p.x.images)
}

// piece computes the filters from 16 channels of x to one panel of channels of
// y, numbered channels/16·panels + panel.
func (g *winogradGradient) piece(i, _ int) {
	const taps = 16
	v, panels := g.x, (g.x.O+panelWidth-1)/panelWidth
	ch, o := i/panels*lanes, i%panels*panelWidth
	width, n := min(panelWidth, v.O-o), v.images*v.tiles()
	point := len(g.rows)*panelWidth + winogradGap // from one of sums to the next
	lent, memory := scratch(winogradPoints*point + 2*taps*panelWidth)
	defer lent.handBack()
	sums, turned, filters := memory[:winogradPoints*point], memory[winogradPoints*point:][:taps*panelWidth], memory[winogradPoints*point+taps*panelWidth:]
	for p := range winogradPoints {
		c := product{
			c: sums[p*point:], ldc: panelWidth, from: g.zeros, a: v.data[p*v.dataStep()+ch:],
			rows: g.rows, steps: g.steps[:n], b: g.y.data[p*g.y.dataStep()+o:], ldb: g.y.inStride, width: width,
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
