package gpu

import (
	"slices"
	"unsafe"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// tensorList is the tensors that a solver's kernel works on in one launch, listed on
// the card: a training asks for the same ones in each step.
type tensorList struct {
	sizes         []int
	arrays        [][]pointer
	chunks, table pointer
	blocks        int
	numbers       pointer // for each tensor, anew in each step
}

// tensors returns the list of tensors of such sizes and addresses.
func (c *Card) tensors(sizes []int, arrays ...[]pointer) (*tensorList, error) {
	for _, t := range c.lists {
		if slices.Equal(t.sizes, sizes) && slices.EqualFunc(t.arrays, arrays, slices.Equal) {
			return t, nil
		}
	}
	chunks, table := solverTables(sizes, arrays...)
	t := &tensorList{sizes: slices.Clone(sizes), arrays: arrays, blocks: len(chunks)}
	for _, part := range []struct {
		at    *pointer
		words []uint64
	}{{&t.chunks, chunks}, {&t.table, table}} {
		if len(part.words) == 0 {
			continue
		}
		var err error
		if *part.at, err = c.driver.alloc(8 * len(part.words)); err != nil {
			return nil, err
		}
		if err := c.driver.upload(*part.at, unsafe.Slice((*float32)(unsafe.Pointer(&part.words[0])), 2*len(part.words))); err != nil {
			return nil, err
		}
	}
	var err error
	if t.numbers, err = c.driver.alloc(4 * max(1, numbersPerTensor*len(sizes))); err != nil {
		return nil, err
	}
	if len(c.lists) == mostLists {
		c.forget(c.lists[0])
		c.lists = c.lists[1:]
	}
	c.lists = append(c.lists, t)
	return t, nil
}

const (
	numbersPerTensor = 9  // at most
	mostLists        = 32 // of tensors that are kept
)

func (c *Card) forget(t *tensorList) {
	for _, p := range []pointer{t.chunks, t.table, t.numbers} {
		if p != 0 {
			c.driver.free(p)
		}
	}
}

// pick are the addresses that f takes of each.
func pick(moved []card.Moved, f func(m card.Moved) card.Address) []pointer {
	out := make([]pointer, len(moved))
	for i, m := range moved {
		out[i] = pointer(f(m))
	}
	return out
}

func pointers(a []card.Address) []pointer {
	out := make([]pointer, len(a))
	for i, p := range a {
		out[i] = pointer(p)
	}
	return out
}

func sizesOf(moved []card.Moved) []int {
	out := make([]int, len(moved))
	for i, m := range moved {
		out[i] = m.Size
	}
	return out
}

// Adam moves weights as kernels.Adam, or with decoupled kernels.AdamW, does.
func (c *Card) Adam(moved []card.Moved, h kernels.AdamHyper, decoupled bool) error {
	t, err := c.tensors(sizesOf(moved),
		pick(moved, func(m card.Moved) card.Address { return m.Weight }), pick(moved, func(m card.Moved) card.Address { return m.First }),
		pick(moved, func(m card.Moved) card.Address { return m.Second }), pick(moved, func(m card.Moved) card.Address { return m.Grad }))
	if err != nil || t.blocks == 0 {
		return err
	}
	c.numbers = c.numbers[:0]
	for _, m := range moved {
		h.LR, h.WeightDecay = m.LR, m.Decay
		n := adamNumbers(h, m.Step, decoupled)
		c.numbers = append(c.numbers, n[:]...)
	}
	if err := c.driver.upload(t.numbers, c.numbers); err != nil {
		return err
	}
	c.adamStep(solverGrid(t.blocks), t.chunks, t.table, t.numbers)
	return c.clear()
}

// SGD moves weights as kernels.SGD does.
func (c *Card) SGD(moved []card.Moved, h kernels.SGDHyper) error {
	t, err := c.tensors(sizesOf(moved), pick(moved, func(m card.Moved) card.Address { return m.Weight }),
		pick(moved, func(m card.Moved) card.Address { return m.First }), pick(moved, func(m card.Moved) card.Address { return m.Grad }))
	if err != nil || t.blocks == 0 {
		return err
	}
	c.numbers = c.numbers[:0]
	for _, m := range moved {
		h.LR, h.WeightDecay = m.LR, m.Decay
		n := sgdNumbers(h, m.Step)
		c.numbers = append(c.numbers, n[:]...)
	}
	if err := c.driver.upload(t.numbers, c.numbers); err != nil {
		return err
	}
	c.sgdStep(solverGrid(t.blocks), t.chunks, t.table, t.numbers, truth(h.Nesterov))
	return c.clear()
}

// Average moves means towards values as kernels.Average does.
func (c *Card) Average(means, values []card.Address, sizes []int, decay float64) error {
	t, err := c.tensors(sizes, pointers(means), pointers(values))
	if err != nil || t.blocks == 0 {
		return err
	}
	c.averageStep(solverGrid(t.blocks), t.chunks, t.table, float32(1-decay))
	return c.clear()
}

// SumSquares is the sum of the squares of all elements.
func (c *Card) SumSquares(of []card.Address, sizes []int) (float64, error) {
	t, err := c.tensors(sizes, pointers(of))
	if err != nil || t.blocks == 0 {
		return 0, err
	}
	c.work.reset()
	parts := c.work.scratch(t.blocks)
	c.squareParts(solverGrid(t.blocks), t.chunks, t.table, parts)
	if err := c.clear(); err != nil {
		return 0, err
	}
	if len(c.parts) < t.blocks {
		c.parts = make([]float32, t.blocks)
	}
	got := c.parts[:t.blocks]
	if err := c.driver.download(got, parts); err != nil {
		return 0, err
	}
	sum := 0.0
	for _, v := range got {
		sum += float64(v)
	}
	return sum, nil
}

// Scale multiplies all elements by factor.
func (c *Card) Scale(of []card.Address, sizes []int, factor float32) error {
	t, err := c.tensors(sizes, pointers(of))
	if err != nil || t.blocks == 0 {
		return err
	}
	if err := c.driver.upload(t.numbers, []float32{factor}); err != nil {
		return err
	}
	c.scaleMany(solverGrid(t.blocks), t.chunks, t.table, t.numbers)
	return c.clear()
}
