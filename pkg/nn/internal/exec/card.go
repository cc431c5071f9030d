package exec

import (
	"fmt"
	"runtime"
	"unsafe"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Kernelled is a Writer that says what it computes: what a card can compute too.
type Kernelled interface {
	Writer
	Kernel() kernels.Kernel
}

// onCard is a machine's computation on a card.
type onCard struct {
	card   card.Card
	runner card.Runner
	at     []card.Address // by slot, of leaves and outputs
	by     []int          // by slot, the step that makes it there; fromOutside or drawn
	before []preparation

	computed [][]float32 // outputs of what was started last
}

// beside is how many steps later memory is used again on a card, so that steps that are
// late, which nothing waits for, need not be waited for at once.
const beside = 16

const (
	fromOutside = -1 // a leaf
	drawn       = -2 // what a Drawer makes here
)

// preparation is what a step's kernel does here before each run.
type preparation struct {
	step    int
	op      G.Op
	prepare kernels.Preparer
	check   kernels.Checker
	draw    kernels.Drawer
}

// can reports whether c computes what w does.
func can(c card.Card, w Writer) bool {
	k, ok := w.(Kernelled)
	return ok && k.Kernel() != nil && c.Can(k.Kernel())
}

// load puts the computation on c.
func (m *Machine) load(c card.Card, kept []bool) error {
	program := &card.Program{Slots: make([]card.Slot, len(m.values))}
	on := &onCard{card: c, at: make([]card.Address, len(m.values)), by: make([]int, len(m.values))}
	apart := make([]bool, len(m.values))
	for slot := range on.by {
		on.by[slot] = fromOutside
	}
	for i := range m.steps {
		s := &m.steps[i]
		if s.writer == nil || !can(c, s.writer) {
			return fmt.Errorf("exec: %s does not compute %v: it runs on the CPU only", c.Name(), s.op)
		}
		on.by[s.out] = i
		if _, ok := s.writer.(Kernelled).Kernel().(kernels.Drawer); ok {
			on.by[s.out], apart[s.out] = drawn, true
		}
	}
	for _, o := range m.outputs {
		apart[o.slot] = true
	}
	for slot := range m.values {
		if m.values[slot] != nil { // a constant
			m.leaves = append(m.leaves, leaf{slot: slot})
			card.Keep(floats(m.values[slot]))
		}
	}
	place, wants, places, size := m.place(kept, apart, beside)
	for slot := range program.Slots {
		program.Slots[slot] = card.Slot{At: -1}
		if w := place[slot]; w >= 0 {
			program.Slots[slot] = card.Slot{Size: wants[w].size, At: places[w]}
		}
	}
	for i := range m.steps {
		s := &m.steps[i]
		k := s.writer.(Kernelled).Kernel()
		p := preparation{step: i, op: s.op}
		p.prepare, _ = k.(kernels.Preparer)
		p.check, _ = k.(kernels.Checker)
		if p.draw, _ = k.(kernels.Drawer); p.draw != nil {
			k = nil
		}
		if p.prepare != nil || p.check != nil || p.draw != nil {
			on.before = append(on.before, p)
		}
		program.Steps = append(program.Steps, card.Step{Op: fmt.Sprint(s.op), Kernel: k, In: s.in, Out: s.out})
		if !apart[s.out] {
			continue
		}
		if s.node.IsScalar() {
			m.values[s.out] = G.NewF32(0)
			continue
		}
		m.values[s.out] = tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(s.node.Shape()...))
	}
	program.Arena = size
	err := card.Do(func() (err error) {
		on.runner, err = c.Load(program)
		return err
	})
	if err != nil {
		return err
	}
	m.card = on
	// Its memory on the card goes with the machine.
	runtime.AddCleanup(m, func(r card.Runner) { go card.Do(func() error { r.Close(); return nil }) }, on.runner)
	return nil
}

// Then says what a card does in one go with a run: an update of what the run
// computes. Both functions are called within card.Do, queued once it is under way.
type Then func(c card.Card) (u *card.Update, queued func(), err error)

// start queues the steps from to end there, and what then, unless it is nil, says.
func (on *onCard) start(m *Machine, from, end int, then Then) error {
	for _, p := range on.before {
		if p.step < from || p.step >= end {
			continue
		}
		if p.prepare != nil {
			p.prepare.Prepare()
		}
		if p.draw != nil {
			p.draw.Draw(floats(m.values[m.steps[p.step].out]))
		}
		if p.check == nil {
			continue
		}
		var in kernels.Inputs
		for i, slot := range m.steps[p.step].in {
			if on.by[slot] == fromOutside {
				in[i] = floats(m.values[slot])
			}
		}
		if err := p.check.Check(in); err != nil {
			return fmt.Errorf("nn: %v: %w", p.op, err)
		}
	}
	return card.Do(func() error {
		for _, l := range m.leaves {
			s := floats(m.values[l.slot])
			if s == nil {
				return fmt.Errorf("exec: input %s is %T, and a card takes float32 only", Name(l.node), m.values[l.slot])
			}
			at, err := card.Leaf(on.card, s)
			if err != nil {
				return fmt.Errorf("exec: input %s: %w", Name(l.node), err)
			}
			on.at[l.slot] = at
		}
		for _, p := range on.before {
			if p.draw == nil {
				continue
			}
			slot := m.steps[p.step].out
			if p.step >= from && p.step < end {
				card.Stale(floats(m.values[slot]))
			}
			at, err := card.Place(on.card, floats(m.values[slot]))
			if err != nil {
				return err
			}
			on.at[slot] = at
		}
		for _, o := range m.outputs {
			if on.by[o.slot] < 0 {
				continue
			}
			at, err := card.Output(on.card, floats(m.values[o.slot]))
			if err != nil {
				return err
			}
			on.at[o.slot] = at
		}
		var update *card.Update
		queued := func() {}
		if then != nil {
			var err error
			if update, queued, err = then(on.card); err != nil {
				return err
			}
		}
		if err := on.runner.Run(from, end, on.at, update); err != nil {
			return err
		}
		on.computed = on.computed[:0]
		for _, o := range m.outputs {
			if by := on.by[o.slot]; by >= from && by < end {
				on.computed = append(on.computed, floats(m.values[o.slot]))
				card.Changed(floats(m.values[o.slot]))
			}
		}
		queued()
		return nil
	})
}

// finish waits for what start has queued and fetches what is looked at here.
func (on *onCard) finish() error {
	return card.Do(func() error { return card.Fetch(on.card, on.computed) })
}

// floats are the elements of v, nil of what has no float32 elements in a row.
func floats(v G.Value) []float32 {
	switch v := v.(type) {
	case *G.F32:
		return unsafe.Slice((*float32)(v), 1)
	case *tensor.Dense:
		if v.Dtype() == tensor.Float32 && !v.RequiresIterator() && !v.DataOrder().IsColMajor() {
			return v.Float32s()
		}
	}
	return nil
}
