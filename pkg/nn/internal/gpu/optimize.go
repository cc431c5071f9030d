package gpu

import (
	"math"
	"slices"
	"unsafe"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
)

// tensorList is the tensors that a solver's kernel works on in one launch: sizes[t]
// values in each of arrays[0][t], arrays[1][t], …
type tensorList struct {
	sizes  []int
	arrays [][]pointer
}

func (l tensorList) equal(m tensorList) bool {
	return slices.Equal(l.sizes, m.sizes) && slices.EqualFunc(l.arrays, m.arrays, slices.Equal)
}

// add takes one more tensor in.
func (l *tensorList) add(size int, at ...card.Address) {
	if l.arrays == nil {
		l.arrays = make([][]pointer, len(at))
	}
	l.sizes = append(l.sizes, size)
	for i, a := range at {
		l.arrays[i] = append(l.arrays[i], pointer(a))
	}
}

// outline is what of an update stays the same from step to step.
type outline struct {
	scalars               []uint64 // addresses
	clipped, scaled       tensorList
	moved                 tensorList
	averages              []tensorList
	shares                []float32 // of averages
	judged, sgd, nesterov bool
}

func (o *outline) equal(p *outline) bool {
	return o.judged == p.judged && o.sgd == p.sgd && o.nesterov == p.nesterov &&
		slices.Equal(o.scalars, p.scalars) && slices.Equal(o.shares, p.shares) &&
		o.clipped.equal(p.clipped) && o.scaled.equal(p.scaled) && o.moved.equal(p.moved) &&
		slices.EqualFunc(o.averages, p.averages, tensorList.equal)
}

func outlineOf(u *card.Update) *outline {
	o := &outline{judged: u.Judged()}
	for _, a := range u.Finite {
		o.scalars = append(o.scalars, uint64(a))
	}
	if u.Clip != nil {
		for _, t := range u.Clip.Grads {
			o.clipped.add(t.Size, t.At)
			// Two parameters may have one gradient, as the biases of both branches of a
			// residual block have.
			if len(o.scaled.arrays) == 0 || !slices.Contains(o.scaled.arrays[0], pointer(t.At)) {
				o.scaled.add(t.Size, t.At)
			}
		}
	}
	if m := u.Move; m != nil {
		o.sgd = m.SGD != nil
		o.nesterov = o.sgd && m.SGD.Nesterov
		for _, w := range m.Weights {
			if o.sgd {
				o.moved.add(w.Size, w.Weight, w.First, w.Grad)
			} else {
				o.moved.add(w.Size, w.Weight, w.First, w.Second, w.Grad)
			}
		}
	}
	for _, a := range u.Averages {
		var l tensorList
		for i, t := range a.Means {
			l.add(t.Size, t.At, a.Values[i])
		}
		o.averages, o.shares = append(o.averages, l), append(o.shares, float32(1-a.Decay))
	}
	return o
}

// update is an update with what its kernels read and write on the card: all that
// changes from step to step lies in memory, so that a graph of it serves every step.
type update struct {
	*outline
	memory                       pointer
	numbers                      pointer   // the limit, in two words, and the solver's
	outcome                      []float32 // pinned: the verdict, once the card has come to it
	verdict, parts, list         pointer
	clippedOn, scaledOn, movedOn listed
	averagesOn                   []listed
}

// listed is a tensorList on the card.
type listed struct {
	chunks, table pointer
	blocks        int
}

// wordsFor are words of 8 bytes for so many floats.
func wordsFor(floats int) int { return divUp(floats, 2) }

// newUpdate puts the tables of an update on the card.
func (c *Card) newUpdate(o *outline) (*update, error) {
	u := &update{outline: o}
	var words []uint64
	var places []*pointer // offsets in bytes until it is known where they lie
	put := func(at *pointer, some []uint64) {
		*at, places = pointer(8*len(words)), append(places, at)
		words = append(words, some...)
	}
	lists := func(on *listed, l tensorList) {
		chunks, table := solverTables(l.sizes, l.arrays...)
		on.blocks = len(chunks)
		put(&on.chunks, chunks)
		put(&on.table, table)
	}
	put(&u.numbers, make([]uint64, 1+wordsFor(numbersPerTensor*len(o.moved.sizes))))
	put(&u.verdict, make([]uint64, 2))
	put(&u.list, o.scalars)
	lists(&u.clippedOn, o.clipped)
	lists(&u.scaledOn, o.scaled)
	lists(&u.movedOn, o.moved)
	u.averagesOn = make([]listed, len(o.averages))
	for i, l := range o.averages {
		lists(&u.averagesOn[i], l)
	}
	put(&u.parts, make([]uint64, wordsFor(u.clippedOn.blocks)))
	var err error
	if u.memory, err = c.alloc(8 * len(words)); err != nil {
		return nil, err
	}
	for _, at := range places {
		*at += u.memory
	}
	if err = c.Upload(card.Address(u.memory), unsafe.Slice((*float32)(unsafe.Pointer(&words[0])), 2*len(words))); err == nil && u.judged {
		u.outcome, err = c.driver.pin(4)
	}
	if err != nil {
		c.forget(u)
		return nil, err
	}
	return u, nil
}

// forget frees what u has, once the card is done with it.
func (c *Card) forget(u *update) {
	c.wait()
	c.driver.free(u.memory)
	c.driver.unpin(u.outcome)
}

// numbersPerTensor is how many numbers a solver's kernel reads of a tensor at most.
const numbersPerTensor = 9

// refresh brings the numbers of of's step to the card.
func (c *Card) refresh(u *update, of *card.Update) error {
	var limit uint64
	if of.Clip != nil {
		limit = math.Float64bits(of.Clip.Limit)
	}
	c.numbers = append(c.numbers[:0], wordsOf(&limit)...)
	if m := of.Move; m != nil {
		for _, w := range m.Weights {
			if m.SGD != nil {
				h := *m.SGD
				h.LR, h.WeightDecay = w.LR, w.Decay
				n := sgdNumbers(h, w.Step)
				c.numbers = append(c.numbers, n[:]...)
				continue
			}
			h := *m.Adam
			h.LR, h.WeightDecay = w.LR, w.Decay
			n := adamNumbers(h, w.Step, m.Decoupled)
			c.numbers = append(c.numbers, n[:]...)
		}
	}
	of.Outcome = u.outcome
	return c.Upload(card.Address(u.numbers), c.numbers)
}

// queue launches the kernels of an update.
func (c *Card) queue(u *update) {
	var verdict pointer
	if u.judged {
		verdict = u.verdict
		if u.clippedOn.blocks > 0 {
			c.squareParts(solverGrid(u.clippedOn.blocks), u.clippedOn.chunks, u.clippedOn.table, u.parts)
		}
		c.judge(grid{x: 1, threads: 256}, u.parts, u.clippedOn.blocks, u.list, len(u.scalars), u.numbers, verdict)
		c.fail(c.driver.download(u.outcome, verdict))
		if u.scaledOn.blocks > 0 {
			c.scaleMany(solverGrid(u.scaledOn.blocks), u.scaledOn.chunks, u.scaledOn.table, verdict.at(2))
		}
	}
	if on := u.movedOn; on.blocks > 0 {
		numbers := u.numbers.at(2)
		if u.sgd {
			c.sgdStep(solverGrid(on.blocks), on.chunks, on.table, numbers, verdict, truth(u.nesterov))
		} else {
			c.adamStep(solverGrid(on.blocks), on.chunks, on.table, numbers, verdict)
		}
	}
	for i, on := range u.averagesOn {
		if on.blocks > 0 {
			c.averageStep(solverGrid(on.blocks), on.chunks, on.table, verdict, u.shares[i])
		}
	}
}

// mostUpdates is how many updates outside programs are kept: a training asks for the
// same ones in each step.
const mostUpdates = 32

// Update does u.
func (c *Card) Update(u *card.Update) error {
	o := outlineOf(u)
	i := slices.IndexFunc(c.updates, func(k *update) bool { return k.equal(o) })
	if i < 0 {
		made, err := c.newUpdate(o)
		if err != nil {
			return err
		}
		if len(c.updates) == mostUpdates {
			c.forget(c.updates[0])
			c.updates = slices.Delete(c.updates, 0, 1)
		}
		i = len(c.updates)
		c.updates = append(c.updates, made)
	}
	if err := c.refresh(c.updates[i], u); err != nil {
		return err
	}
	c.queue(c.updates[i])
	return c.clear()
}

// Outcome is what came of u.
func (c *Card) Outcome(u *card.Update) (norm float64, moved bool, err error) {
	if !u.Judged() {
		return 0, true, nil
	}
	if err := c.wait(); err != nil {
		return 0, false, err
	}
	low, high := math.Float32bits(u.Outcome[0]), math.Float32bits(u.Outcome[1])
	return math.Float64frombits(uint64(high)<<32 | uint64(low)), u.Outcome[3] != 0, nil
}
