package kernels

// winogradGradient is the gradient of the filters: the transforms of x and of
// dy, multiplied and summed over all tiles, transformed back.
type winogradGradient struct {
	x, y  *winograd
	dw    []float32
	zeros []float32
	sums  []float32 // by piece and point: rows × panelWidth; if they go on in another block
	last  bool      // block of images
	group int       // channels of x in a piece
	rows  []int32   // those of a piece: by part and channel
	steps []int32   // by tile
}

var winogradGradients pool[winogradGradient]

// winogradGradFilter computes dw like convFilter. Sums go on from one block of
// images to the next.
func winogradGradFilter(dw, x, dy []float32, c Conv) {
	g := winogradGradients.Get()
	g.x, g.y, g.dw = newWinograd(c, false, x), newWinograd(c, true, dy), dw
	g.zeros = grow(g.zeros, panelWidth)
	clear(g.zeros)
	g.group = min(c.C, 2*lanes)
	if g.x.parts > 1 {
		g.group = lanes
	}
	g.rows = resize(g.rows, g.x.parts*g.group)
	block := g.x.images
	g.x.groupBy(g.group)
	g.y.groupBy(panelWidth)
	for i := range g.rows {
		g.rows[i] = int32(i/g.group*g.x.partStride + i%g.group)
	}
	pieces := (c.C + g.group - 1) / g.group * ((c.O + panelWidth - 1) / panelWidth)
	g.x.data, g.y.data = grow(g.x.data, g.x.groups()*g.x.groupStep()), grow(g.y.data, g.y.groups()*g.y.groupStep())
	if block < c.N {
		g.sums = grow(g.sums, pieces*g.x.points*g.point())
	}
	g.steps = multiples(g.steps, block*g.x.tiles(), g.x.inStride)
	for first := 0; first < c.N; first += block {
		images := min(block, c.N-first)
		g.x.first, g.x.images, g.y.first, g.y.images = first, images, first, images
		parallel(2*images, 1, (*winogradPairs)(g))
		g.last = first+block >= c.N
		parallel(pieces, 1, g)
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

// piece computes the filters from a group of channels of x to one panel of
// channels of y, numbered group·panels + panel.
func (g *winogradGradient) piece(i, _ int) {
	v, panels := g.x, (g.x.O+panelWidth-1)/panelWidth
	taps := v.kernel * v.kernel
	ch, o := i/panels*g.group, i%panels*panelWidth
	rows, channels := g.rows, min(g.group, v.C-ch)
	if v.parts == 1 {
		rows = rows[:channels]
	}
	width, n := min(panelWidth, v.O-o), v.images*v.tiles()
	point := g.point()
	data, dy := v.data[ch/g.group*v.groupStep():], g.y.data[o/panelWidth*g.y.groupStep():]
	ld := channels*taps + winogradGap
	lent, memory := scratch(v.points*point + (taps+ld)*panelWidth)
	defer lent.handBack()
	sums, turned := memory[:v.points*point], memory[v.points*point:]
	filters := turned[taps*panelWidth:] // ld apart: those of dw may meet in few lines of the cache
	if v.first > 0 || !g.last {
		sums = g.sums[i*len(sums):][:len(sums)]
	}
	for p := range v.points {
		c := product{
			c: sums[p*point:], ldc: panelWidth, from: g.zeros, a: data[p*v.dataStep():],
			rows: rows, steps: g.steps[:n], b: dy[p*g.y.dataStep():], ldb: g.y.inStride, width: width,
		}
		if v.first > 0 {
			c.from, c.ldf = c.c, panelWidth
		}
		c.compute()
	}
	if !g.last {
		return
	}
	for c := range channels {
		for part := range v.parts {
			to := turned[(part/2*v.kernel+part%2)*panelWidth:]
			v.filterGrad.apply(to, v.stride*v.kernel*panelWidth, v.stride*panelWidth, sums, (part*g.group+c)*panelWidth, v.side*point, point, width)
		}
		transpose(filters[c*taps:], ld, turned, panelWidth, taps, width)
	}
	for j := range width {
		copy(g.dw[((o+j)*v.C+ch)*taps:][:channels*taps], filters[j*ld:])
	}
}

// point is from one point of sums to the next.
func (g *winogradGradient) point() int { return len(g.rows)*panelWidth + winogradGap }
