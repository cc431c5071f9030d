package gpu

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// program is a machine's steps on a card.
type program struct {
	*card.Program
	card   *Card
	tf32   bool
	arena  pointer
	work   [lanes]workspace
	graphs map[span]*captured
	beside [][][]float32 // by step, what its kernel keeps beside its inputs
	seeds  [][]float32   // by step, the two words of its seed, drawn anew for each run
}

// span is the steps from one to another, and whether an update follows.
type span struct {
	from, to int
	updates  bool
}

// captured is a row of steps, and an update after them, as a graph for the addresses
// that it was captured with.
type captured struct {
	graph  graph // nil after a first run, which finds all memory that is needed
	order  order
	filled map[int][]filled // by step, what is filled ahead
	at     []card.Address
	update *update // nil for none
}

// fits reports whether the graph is that of these addresses and this update.
func (c *captured) fits(at []card.Address, o *outline) bool {
	return slices.Equal(c.at, at) && (o == nil || c.update.equal(o))
}

// Run launches the steps and the update, from the second time on as one graph.
func (p *program) Run(from, to int, at []card.Address, u *card.Update) error {
	if from == to && u == nil {
		return nil
	}
	for i := from; i < to; i++ {
		if len(p.seeds[i]) > 0 {
			card.Stale(p.seeds[i])
			if _, err := p.card.place(p.seeds[i]); err != nil {
				return err
			}
		}
		for _, s := range p.beside[i] {
			if _, err := p.card.place(s); err != nil {
				return err
			}
		}
	}
	if err := p.start(span{from, to, u != nil}, at, u); err != nil {
		return err
	}
	for _, kept := range p.beside[from:to] {
		for _, s := range kept {
			card.Changed(s)
		}
	}
	return nil
}

// start launches steps and the update, or the graph of both.
func (p *program) start(steps span, at []card.Address, u *card.Update) error {
	var o *outline
	if u != nil {
		o = outlineOf(u)
	}
	g := p.graphs[steps]
	if g != nil && !g.fits(at, o) {
		p.forget(steps)
		g = nil
	}
	first := g == nil
	if first {
		g = &captured{at: slices.Clone(at), filled: make(map[int][]filled)}
		if o != nil {
			var err error
			if g.update, err = p.card.newUpdate(o); err != nil {
				return err
			}
		}
		p.graphs[steps] = g
	}
	if u != nil {
		if err := p.card.refresh(g.update, u); err != nil {
			return err
		}
	}
	if first {
		// Nothing has been changed if there is not enough memory for it.
		err := p.prepare(steps, g)
		if err == nil {
			err = p.launch(steps, g)
		}
		if err != nil {
			p.forget(steps)
		}
		return err
	}
	if g.graph == nil {
		made, err := p.card.driver.capture(func() error { return p.queue(steps, g) })
		if err != nil && !p.card.inTurn { // a driver that takes no such graph takes a row
			p.card.inTurn = true
			made, err = p.card.driver.capture(func() error { return p.queue(steps, g) })
		}
		if err != nil {
			p.forget(steps)
			return fmt.Errorf("%s: capturing a run: %w", p.card.Name(), err)
		}
		g.graph = made
	}
	return g.graph.replay()
}

// forget frees what is kept of steps.
func (p *program) forget(steps span) {
	p.card.wait()
	g := p.graphs[steps]
	delete(p.graphs, steps)
	if g.graph != nil {
		g.graph.close()
	}
	if g.update != nil {
		p.card.forget(g.update)
	}
	for _, all := range g.filled {
		for _, f := range all {
			p.card.driver.free(f.from)
		}
	}
}

// turn is a step's turn: the step, which one of the program it is, and the addresses
// of its inputs and its result.
type turn struct {
	card.Step
	number int
	out    pointer
	in     [6]pointer
}

// each calls f for the steps that are computed on the card, in their order.
func (p *program) each(steps span, g *captured, f func(t turn) error) error {
	for i := steps.from; i < steps.to; i++ {
		t := turn{Step: p.Steps[i], number: i}
		if t.Kernel == nil { // done here
			continue
		}
		t.out = p.region(t.Out, g).from
		for i, slot := range t.In {
			t.in[i] = p.region(slot, g).from
		}
		if err := f(t); err != nil {
			return fmt.Errorf("%s: %w", t.Op, err)
		}
	}
	return nil
}

// region is where a slot lies.
func (p *program) region(slot int, g *captured) region {
	s := p.Slots[slot]
	if s.At >= 0 {
		at := p.arena.at(s.At)
		return region{at, at.at(max(s.Size, 1))}
	}
	at := pointer(g.at[slot]) // of a block of its own
	return region{at, at.at(1)}
}

// compute computes a step with scratch memory of a lane; what it wants filled ahead is
// filled on fill, unless that is nil.
func (p *program) compute(g *captured, t turn, lane int, on, fill *stream) error {
	p.work[lane].reset()
	return p.with(&lent{workspace: &p.work[lane], filled: g.filled[t.number], fill: fill}, t, on)
}

func (p *program) with(m memory, t turn, on *stream) error {
	r := &run{on, m, p.tf32}
	if !r.compute(t.Kernel, t.out, t.in) {
		r.fail(fmt.Errorf("no kernel computes %T", t.Kernel))
	}
	// Memory says what is wrong with it to the card.
	return cmp.Or(on.clear(), p.card.clear())
}

// prepare finds all memory that steps need, and their order: what is to be filled
// ahead for a step stands there before it.
func (p *program) prepare(steps span, g *captured) error {
	idle := &stream{on: nothing{}}
	return p.each(steps, g, func(t turn) error {
		m := &touches{workspace: &p.work[0]}
		err := p.with(m, t, idle)
		g.filled[t.number] = m.filled
		if err != nil {
			return err
		}
		var reads []region
		for _, slot := range t.In {
			reads = append(reads, p.region(slot, g))
		}
		if len(m.filled) > 0 {
			var from, to []region
			for _, f := range m.filled {
				i := slices.IndexFunc(reads, func(r region) bool { return r.from == f.of })
				from, to = append(from, reads[i]), append(to, f.region)
			}
			g.order.add(from, to, false)
			reads = append(reads, to...)
		}
		lane := g.order.add(reads, append(m.all, p.region(t.Out, g)), m.scratched).lane
		return p.compute(g, t, lane, idle, nil)
	})
}

// launch launches the steps one by one, and the update.
func (p *program) launch(steps span, g *captured) error {
	i := 0
	err := p.each(steps, g, func(t turn) error {
		if len(g.filled[t.number]) > 0 {
			i++
		}
		lane := g.order.steps[i].lane
		i++
		return p.compute(g, t, lane, &p.card.stream, &p.card.stream)
	})
	if err == nil && g.update != nil {
		p.card.queue(g.update)
		err = p.card.clear()
	}
	return err
}

// queue is launch into a graph: steps wait only for what they must.
func (p *program) queue(steps span, g *captured) error {
	if p.card.inTurn {
		return p.launch(steps, g)
	}
	var nodes [][]node // by place in the order, the last of each
	idle, driver := &stream{on: nothing{}}, p.card.driver
	follow := func(after []int) error {
		var all []node
		for _, j := range after {
			all = append(all, nodes[j]...)
		}
		return driver.follow(all)
	}
	add := func(t turn, on, fill *stream) error {
		o := g.order.steps[len(nodes)]
		if err := follow(o.after); err != nil {
			return err
		}
		if err := p.compute(g, t, o.lane, on, fill); err != nil {
			return err
		}
		last, err := driver.last()
		nodes = append(nodes, last)
		return err
	}
	err := p.each(steps, g, func(t turn) error {
		if len(g.filled[t.number]) > 0 {
			if err := add(t, idle, &p.card.stream); err != nil {
				return err
			}
		}
		return add(t, &p.card.stream, nil)
	})
	if err == nil {
		err = follow(g.order.last())
	}
	if err == nil && g.update != nil {
		p.card.queue(g.update)
		err = p.card.clear()
	}
	return err
}

// keeps are the []float32 fields of k, what it keeps beside its inputs, and the
// words of its seed, if it has one.
func keeps(k kernels.Kernel) (beside [][]float32, seed []float32) {
	v := reflect.Indirect(reflect.ValueOf(k))
	if v.Kind() != reflect.Struct {
		return nil, nil
	}
	for i := range v.NumField() {
		if f := v.Field(i); f.CanInterface() {
			if s, ok := f.Interface().([]float32); ok && len(s) > 0 {
				beside = append(beside, s)
			}
		}
	}
	if n, ok := k.(*kernels.GatedNormForward); ok && n.Drop > 0 {
		seed = wordsOf(&n.Seed)
	}
	return beside, seed
}

// Close frees what the program holds.
func (p *program) Close() {
	p.card.wait()
	for steps := range p.graphs {
		p.forget(steps)
	}
	for i := range p.work {
		p.work[i].close()
	}
	if p.arena != 0 {
		p.card.driver.free(p.arena)
	}
}
