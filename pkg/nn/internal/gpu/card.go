// Package gpu computes the kernels of package kernels on an NVIDIA card.
//
// A machine's steps become launches of the kernels in kernels/, compiled ahead of
// time; after a first run they are captured as one graph, which every further run
// replays. What moves between here and the card is package card's affair.
package gpu

//go:generate go run ./generate

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// Card is a device behind a driver.
type Card struct {
	stream
	driver  driver
	staging staging
	inTurn  bool      // steps in a graph wait for those before them
	updates []*update // those asked for last outside programs
	numbers []float32 // of an update, on their way to the card
}

var _ card.Card = (*Card)(nil)

// Name is that of the device.
func (c *Card) Name() string { return c.driver.name() }

// Alloc reserves memory.
func (c *Card) Alloc(floats int) (card.Address, error) {
	p, err := c.alloc(4 * max(floats, 1))
	return card.Address(p), err
}

func (c *Card) alloc(bytes int) (pointer, error) {
	p, err := c.driver.alloc(bytes)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", c.Name(), err)
	}
	return p, nil
}

// Free gives memory back.
func (c *Card) Free(a card.Address) { c.driver.free(pointer(a)) }

// Copy copies from one place there to another.
func (c *Card) Copy(to, from card.Address, floats int) error {
	return c.driver.move(pointer(to), pointer(from), floats)
}

// Can reports whether there are kernels for k.
func (c *Card) Can(k kernels.Kernel) bool {
	r := &run{stream: &stream{on: nothing{}}, memory: nothing{}}
	_, drawn := k.(kernels.Drawer) // here, wherever it is used
	return drawn || r.compute(k, 0, [6]pointer{}) && r.err == nil
}

// Load reserves the arena.
func (c *Card) Load(p *card.Program) (card.Runner, error) { return c.load(p, false) }

func (c *Card) load(p *card.Program, tf32 bool) (card.Runner, error) {
	r := &program{card: c, Program: p, tf32: tf32, graphs: make(map[span]*captured)}
	if p.Arena > 0 {
		at, err := c.Alloc(p.Arena)
		if err != nil {
			return nil, fmt.Errorf("memory for intermediate tensors: %w", err)
		}
		r.arena = pointer(at)
	}
	for i := range r.work {
		r.work[i].card = c
	}
	for _, s := range p.Steps {
		kept, seed := keeps(s.Kernel)
		r.beside, r.seeds = append(r.beside, kept), append(r.seeds, seed)
	}
	return r, nil
}

// rounding is a card whose tensor cores make products, of numbers rounded to TF32.
type rounding struct{ *Card }

// TF32 is the same card with products of numbers that are rounded to TF32, ten bits
// behind the point.
func (c *Card) TF32() card.Card { return rounding{c} }

// Name says that it rounds.
func (c rounding) Name() string { return c.Card.Name() + ", TF32" }

// Load is a program whose products are rounded.
func (c rounding) Load(p *card.Program) (card.Runner, error) { return c.load(p, true) }
