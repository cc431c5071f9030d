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
	work   workspace
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
		err := p.launch(&stream{on: nothing{}}, steps, g)
		if err == nil {
			err = p.launch(&p.card.stream, steps, g)
		}
		if err != nil {
			p.forget(steps)
		}
		return err
	}
	if g.graph == nil {
		made, err := p.card.driver.capture(func() error { return p.launch(&p.card.stream, steps, g) })
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

// launch launches the steps one by one, and the update.
func (p *program) launch(on *stream, steps span, g *captured) error {
	r := &run{on, &p.work}
	address := func(slot int) pointer {
		if s := p.Slots[slot]; s.At >= 0 {
			return p.arena.at(s.At)
		}
		return pointer(g.at[slot])
	}
	for _, s := range p.Steps[steps.from:steps.to] {
		if s.Kernel == nil { // done here
			continue
		}
		var in [6]pointer
		for i, slot := range s.In {
			in[i] = address(slot)
		}
		p.work.reset()
		if !r.compute(s.Kernel, address(s.Out), in) {
			r.fail(fmt.Errorf("no kernel computes %T", s.Kernel))
		}
		// Memory says what is wrong with it to the card.
		if err := cmp.Or(on.clear(), p.card.clear()); err != nil {
			return fmt.Errorf("%s: %w", s.Op, err)
		}
	}
	if g.update != nil && on == &p.card.stream {
		p.card.queue(g.update)
	}
	return p.card.clear()
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
	p.work.close()
	if p.arena != 0 {
		p.card.driver.free(p.arena)
	}
}
