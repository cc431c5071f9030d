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
		g = &captured{at: slices.Clone(at)}
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
}

// each calls f for the steps that are computed on the card, in their order, with the
// addresses of inputs and result.
func (p *program) each(steps span, g *captured, f func(s card.Step, out pointer, in [6]pointer) error) error {
	for _, s := range p.Steps[steps.from:steps.to] {
		if s.Kernel == nil { // done here
			continue
		}
		var in [6]pointer
		for i, slot := range s.In {
			in[i] = p.region(slot, g).from
		}
		if err := f(s, p.region(s.Out, g).from, in); err != nil {
			return fmt.Errorf("%s: %w", s.Op, err)
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

// compute computes one step with scratch memory of a lane.
func (p *program) compute(on *stream, s card.Step, lane int, out pointer, in [6]pointer) error {
	p.work[lane].reset()
	return p.with(on, &p.work[lane], s, out, in)
}

func (p *program) with(on *stream, m memory, s card.Step, out pointer, in [6]pointer) error {
	r := &run{on, m}
	if !r.compute(s.Kernel, out, in) {
		r.fail(fmt.Errorf("no kernel computes %T", s.Kernel))
	}
	// Memory says what is wrong with it to the card.
	return cmp.Or(on.clear(), p.card.clear())
}

// prepare finds all memory that steps need, and their order.
func (p *program) prepare(steps span, g *captured) error {
	idle := &stream{on: nothing{}}
	return p.each(steps, g, func(s card.Step, out pointer, in [6]pointer) error {
		t := &touches{workspace: &p.work[0]}
		if err := p.with(idle, t, s, out, in); err != nil {
			return err
		}
		var reads []region
		for _, slot := range s.In {
			reads = append(reads, p.region(slot, g))
		}
		writes := append(t.all, p.region(s.Out, g))
		return p.compute(idle, s, g.order.add(reads, writes, t.scratched).lane, out, in)
	})
}

// launch launches the steps one by one, and the update.
func (p *program) launch(steps span, g *captured) error {
	i := 0
	err := p.each(steps, g, func(s card.Step, out pointer, in [6]pointer) error {
		lane := g.order.steps[i].lane
		i++
		return p.compute(&p.card.stream, s, lane, out, in)
	})
	if err == nil && g.update != nil {
		p.card.queue(g.update)
		err = p.card.clear()
	}
	return err
}

// queue is launch into a graph: steps wait only for what they must.
func (p *program) queue(steps span, g *captured) error {
	var nodes [][]node // of each step, its last
	follow := func(after []int) error {
		var all []node
		for _, j := range after {
			all = append(all, nodes[j]...)
		}
		return p.card.driver.follow(all)
	}
	err := p.each(steps, g, func(s card.Step, out pointer, in [6]pointer) error {
		o := g.order.steps[len(nodes)]
		if err := follow(o.after); err != nil {
			return err
		}
		if err := p.compute(&p.card.stream, s, o.lane, out, in); err != nil {
			return err
		}
		last, err := p.card.driver.last()
		nodes = append(nodes, last)
		return err
	})
	if err == nil && g.update != nil {
		if err = follow(g.order.last()); err == nil {
			p.card.queue(g.update)
			err = p.card.clear()
		}
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
