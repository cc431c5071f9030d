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
	updates []*update // those asked for last outside programs
	numbers []float32 // of an update, on their way to the card
}

var _ card.Card = (*Card)(nil)

// Name is that of the device.
func (c *Card) Name() string { return c.driver.name() }

// Alloc reserves memory.
func (c *Card) Alloc(floats int) (card.Address, error) {
	p, err := c.driver.alloc(4 * max(floats, 1))
	if err != nil {
		return 0, fmt.Errorf("%d MB on %s: %w", 4*floats>>20, c.Name(), err)
	}
	return card.Address(p), nil
}

// Free gives memory back.
func (c *Card) Free(a card.Address) { c.driver.free(pointer(a)) }

// Upload copies to the card, after what was asked for before.
func (c *Card) Upload(to card.Address, from []float32) error {
	return c.driver.upload(pointer(to), from)
}

// Download copies from the card, after what was asked for before.
func (c *Card) Download(to []float32, from card.Address) error {
	return c.driver.download(to, pointer(from))
}

// Can reports whether there are kernels for k.
func (c *Card) Can(k kernels.Kernel) bool {
	r := &run{&stream{on: nothing{}}, nothing{}}
	_, drawn := k.(kernels.Drawer) // here, wherever it is used
	return drawn || r.compute(k, 0, [6]pointer{}) && r.err == nil
}

// clear takes the error of what failed, so that later work is not refused for it.
func (c *Card) clear() error {
	err := c.err
	c.err = nil
	return err
}

// Load reserves the arena.
func (c *Card) Load(p *card.Program) (card.Runner, error) {
	r := &program{card: c, Program: p, graphs: make(map[span]*captured)}
	if p.Arena > 0 {
		at, err := c.Alloc(p.Arena)
		if err != nil {
			return nil, fmt.Errorf("memory for intermediate tensors: %w", err)
		}
		r.arena = pointer(at)
	}
	r.work.card = c
	for _, s := range p.Steps {
		kept, seed := keeps(s.Kernel)
		r.beside, r.seeds = append(r.beside, kept), append(r.seeds, seed)
	}
	return r, nil
}
