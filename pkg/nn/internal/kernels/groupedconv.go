package kernels

import "fmt"

// Grouped is the geometry of a convolution whose channels come in groups, each
// with filters of its own: the filters are (O, C/Groups, KH, KW). With as many
// groups as channels it is depthwise.
type Grouped struct {
	Conv
	Groups int
}

// Validate says what is impossible about c; nil if nothing is.
func (c Grouped) Validate() error {
	if c.Groups < 1 || c.C%c.Groups != 0 || c.O%c.Groups != 0 {
		return fmt.Errorf("kernels: conv of %d channels to %d in %d groups: want whole channels in each", c.C, c.O, c.Groups)
	}
	return c.Conv.Validate()
}

// one is the convolution of a single group.
func (c Grouped) one() Conv {
	v := c.Conv
	v.C, v.O = c.C/c.Groups, c.O/c.Groups
	return v
}

func (c Grouped) need(op, yName string, y []float32, xName string, x []float32, wName string, w []float32) {
	needGeometry(op, c.Validate())
	need(op, yName, y, c.yLen())
	need(op, xName, x, c.xLen())
	need(op, wName, w, c.wLen()/c.Groups)
}

// GroupedConv2D computes y = x ⋆ w + bias; bias (O) may be nil.
func GroupedConv2D(y, x, w, bias []float32, c Grouped) {
	c.need("GroupedConv2D", "y", y, "x", x, "w", w)
	needBias("GroupedConv2D", bias, c.O)
	if c.depthwise() {
		depthwiseForward(y, x, w, bias, c)
		return
	}
	v := c.one()
	xs, ys := newGroupPlanes(x, c, v.C, c.H*c.W), newGroupPlanes(y, c, v.O, c.OH()*c.OW())
	for g := range c.Groups {
		var b []float32
		if bias != nil {
			b = bias[g*v.O:][:v.O]
		}
		xs.take(g)
		convForward(ys.own, xs.own, w[g*v.wLen():][:v.wLen()], b, v, maybe{})
		ys.put(g)
	}
	xs.handBack()
	ys.handBack()
}

// GroupedConv2DGradInput computes dx from dy.
func GroupedConv2DGradInput(dx, dy, w []float32, c Grouped) {
	c.need("GroupedConv2DGradInput", "dy", dy, "dx", dx, "w", w)
	if c.depthwise() {
		depthwiseBackward(dx, dy, w, c)
		return
	}
	v := c.one()
	xs, ys := newGroupPlanes(dx, c, v.C, c.H*c.W), newGroupPlanes(dy, c, v.O, c.OH()*c.OW())
	for g := range c.Groups {
		ys.take(g)
		convBackward(xs.own, ys.own, w[g*v.wLen():][:v.wLen()], nil, v, maybe{})
		xs.put(g)
	}
	xs.handBack()
	ys.handBack()
}

// GroupedConv2DGradFilter computes dw from x and dy.
func GroupedConv2DGradFilter(dw, x, dy []float32, c Grouped) {
	c.need("GroupedConv2DGradFilter", "dy", dy, "x", x, "dw", dw)
	if c.depthwise() {
		depthwiseFilter(dw, x, dy, c)
		return
	}
	v := c.one()
	xs, ys := newGroupPlanes(x, c, v.C, c.H*c.W), newGroupPlanes(dy, c, v.O, c.OH()*c.OW())
	for g := range c.Groups {
		xs.take(g)
		ys.take(g)
		convFilter(dw[g*v.wLen():][:v.wLen()], xs.own, ys.own, v)
	}
	xs.handBack()
	ys.handBack()
}

// groupPlanes has the channels of one group of a batch side by side, which the
// batch has only for each image.
type groupPlanes struct {
	all, own          []float32
	n, groups, length int // of one group of one image
	lent              *buffer
}

func newGroupPlanes(all []float32, c Grouped, channels, spatial int) groupPlanes {
	p := groupPlanes{all: all, n: c.N, groups: c.Groups, length: channels * spatial}
	p.lent, p.own = scratch(c.N * p.length)
	return p
}

func (p *groupPlanes) take(g int) {
	CopyAxis(p.own, p.all, p.n, 1, p.groups, p.length, 0, g, 1, 1, 1)
}

func (p *groupPlanes) put(g int) {
	CopyAxis(p.all, p.own, p.n, p.groups, 1, p.length, g, 0, 1, 1, 1)
}

func (p *groupPlanes) handBack() { p.lent.handBack() }
