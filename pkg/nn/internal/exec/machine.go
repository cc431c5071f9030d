package exec

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Writer is an op that can be trusted with planned memory: UsePreallocDo fills
// the whole of the value it is given, whatever that held, returns that value,
// and keeps no reference to any input. Only ops of this kind write straight
// into the arena.
type Writer interface {
	G.Op
	G.UsePreallocDoer
	// WritesWhole tells that the op keeps the promise above.
	WritesWhole() bool
}

// Fuser is a Writer that may be able to do the op after it in the same pass.
type Fuser interface {
	Writer
	// Fuse returns an op that makes of the receiver's inputs what next makes of
	// its result, a tensor of the same shape; or nil.
	Fuse(next G.Op) Writer
}

// Sharer is a Writer that says more about its inputs, by their index.
type Sharer interface {
	Writer
	// InPlace tells that the result may lie where the input lies.
	InPlace(i int) bool
	// Reads tells that the input's elements matter; if not, it is there for its
	// shape, or so that the op runs after it.
	Reads(i int) bool
}

// Replace says what a machine runs instead of node n's op: a Writer that makes
// the same of the same inputs; or nil, for the op itself.
type Replace func(n *G.Node, in []*G.Node) Writer

// Accept reports why a machine must not run n's op; nil for what it may run.
type Accept func(n *G.Node) error

// Machine is a gorgonia.VM over the part of a graph that its outputs need.
// It is not safe for concurrent use, and neither are two machines over one graph.
type Machine struct {
	leaves  []leaf
	steps   []step
	values  []G.Value // by slot: leaves first, then steps
	outputs []output
	next    int   // the step that Resume starts with
	failed  error // of the run that Resume would go on with
	plan    Plan
	card    *onCard // nil for a machine of the program's own memory
}

// leaf is a node without an op: its value is read at the start of every run.
type leaf struct {
	node *G.Node
	slot int
}

// step is one op: it reads the slots in and leaves its result in slot out.
type step struct {
	node   *G.Node
	op     G.Op
	writer Writer // nil for a foreign op
	in     []int
	args   []G.Value // refilled every run
	out    int
}

// reads reports whether input i's elements matter.
func (s *step) reads(i int) bool {
	sharer, ok := s.op.(Sharer)
	return !ok || sharer.Reads(i)
}

// output is a node whose value must be readable after a run.
type output struct {
	node *G.Node
	slot int
}

var _ G.VM = (*Machine)(nil)

// New plans the computation of outputs, which must be nodes of one graph. After
// each RunAll their Value holds the result, valid until the next RunAll. accept and
// replace may be nil.
// It fails on statements (gorgonia.Read, Let), which need no machine of this
// kind: outputs can simply be read.
func New(accept Accept, replace Replace, outputs ...*G.Node) (*Machine, error) {
	if len(outputs) == 0 {
		return nil, fmt.Errorf("exec: no outputs asked for")
	}
	for i, n := range outputs {
		if n == nil {
			return nil, fmt.Errorf("exec: output %d is nil", i)
		}
		if n.Graph() != outputs[0].Graph() {
			return nil, fmt.Errorf("exec: output %d, %s, belongs to another graph than output 0", i, Name(n))
		}
	}
	order, err := Sort(outputs)
	if err != nil {
		return nil, err
	}
	m := &Machine{values: make([]G.Value, len(order))}
	slots := make(map[*G.Node]int, len(order))
	for slot, n := range order {
		slots[n] = slot
		if n.Op() == nil {
			m.leaves = append(m.leaves, leaf{n, slot})
			continue
		}
		if isConstant(n) {
			m.values[slot] = n.Value()
			continue
		}
		if accept != nil {
			if err := accept(n); err != nil {
				return nil, fmt.Errorf("exec: %w", err)
			}
		}
		s := step{node: n, op: n.Op(), out: slot}
		in := Children(n)
		if replace != nil {
			if w := replace(n, in); w != nil {
				s.op = w
			}
		}
		if w, ok := s.op.(Writer); ok && w.WritesWhole() && n.Dtype() == tensor.Float32 {
			s.writer = w
		}
		for _, c := range in {
			s.in = append(s.in, slots[c])
		}
		s.args = make([]G.Value, len(s.in))
		m.steps = append(m.steps, s)
	}
	kept := make([]bool, len(order))
	for _, n := range outputs {
		m.outputs = append(m.outputs, output{n, slots[n]})
		kept[slots[n]] = true
	}
	all := len(m.steps)
	if c := card.Active(); c != nil {
		m.steps = fuse(m.steps, kept, func(w Writer) bool { return can(c, w) })
		err = m.load(c, kept)
	} else {
		m.steps = fuse(m.steps, kept, func(Writer) bool { return true })
		m.allocate(kept)
	}
	if err != nil {
		return nil, err
	}
	m.plan.Fused = all - len(m.steps)
	m.next = len(m.steps)
	return m, nil
}

// Plan is how the intermediate tensors share memory.
func (m *Machine) Plan() Plan { return m.plan }

// RunAll computes the outputs from the values that the inputs are bound to now.
// An op that fails or panics stops the run; the error names the op and the
// shapes it was given, and the outputs are then undefined.
func (m *Machine) RunAll() error {
	m.next, m.failed = 0, nil
	return m.Resume()
}

// RunUntil begins a run and stops as soon as output n, one of the machine's, has
// its value: n and what was added to the graph before it is computed, nothing
// else. Resume does the rest.
func (m *Machine) RunUntil(n *G.Node) error {
	for _, o := range m.outputs {
		if o.node != n {
			continue
		}
		m.next, m.failed = 0, nil
		end := 0
		for i := range m.steps {
			if m.steps[i].out == o.slot {
				end = i + 1
			}
		}
		return m.runTo(end)
	}
	return fmt.Errorf("exec: %s is not an output of this machine", Name(n))
}

// Resume goes on with the run that RunUntil began, with the values that the
// inputs have now; what was computed before is not computed again. After a
// whole run there is nothing to do, and after a failed one its error again.
func (m *Machine) Resume() error { return m.runTo(len(m.steps)) }

// OnCard reports whether the machine computes on a card.
func (m *Machine) OnCard() bool { return m.card != nil }

// Start begins, on a card, a whole run, or with rest what Resume would do, and then,
// and does not wait for it: Finish must follow.
func (m *Machine) Start(rest bool, then Then) error {
	if !rest {
		m.next, m.failed = 0, nil
	}
	if err := m.bind(); err != nil { // then finds gradients by their nodes
		return err
	}
	if err := m.read(); err != nil {
		return err
	}
	if m.failed = m.card.start(m, m.next, len(m.steps), then); m.failed == nil {
		m.next = len(m.steps)
	}
	return m.failed
}

// Finish waits for what Start has begun.
func (m *Machine) Finish() error {
	m.failed = m.card.finish()
	return m.failed
}

// runTo runs the steps that are left before step end and binds the outputs that
// are there by then.
func (m *Machine) runTo(end int) error {
	if err := m.read(); err != nil {
		return err
	}
	if m.card != nil {
		if m.failed = m.card.start(m, m.next, end, nil); m.failed == nil {
			m.failed = m.card.finish()
		}
		if m.failed != nil {
			return m.failed
		}
		m.next = end
	}
	for ; m.next < end; m.next++ {
		s := &m.steps[m.next]
		for j, slot := range s.in {
			s.args[j] = m.values[slot]
		}
		if err := m.run(s); err != nil {
			m.failed = err
			return err
		}
	}
	return m.bind()
}

// read takes the values that the leaves have now, unless the run has failed.
func (m *Machine) read() error {
	if m.failed != nil {
		return m.failed
	}
	for _, l := range m.leaves {
		if l.node == nil { // a constant
			continue
		}
		v := l.node.Value()
		if v == nil {
			return fmt.Errorf("exec: input %s %v has no value", Name(l.node), l.node.Shape())
		}
		m.values[l.slot] = v
		if m.card == nil {
			if err := card.Read(floats(v)); err != nil {
				return fmt.Errorf("exec: input %s: %w", Name(l.node), err)
			}
		}
	}
	return nil
}

// bind makes outputs the values of their nodes.
func (m *Machine) bind() error {
	for _, o := range m.outputs {
		if v := m.values[o.slot]; v != nil && o.node.Value() != v {
			if err := G.UnsafeLet(o.node, v); err != nil {
				return fmt.Errorf("exec: binding output %s: %w", Name(o.node), err)
			}
		}
	}
	return nil
}

func (m *Machine) run(s *step) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("exec: %v of %v: panic: %v", s.op, shapes(s.args), r)
		}
	}()
	if s.writer != nil {
		_, err := s.writer.UsePreallocDo(m.values[s.out], s.args...)
		return err
	}
	place := m.values[s.out]
	if s.node.Dtype() != tensor.Float32 {
		place = nil // what is there is the last run's
	}
	v, err := runForeign(s, place)
	if err != nil {
		return err
	}
	m.values[s.out] = v
	return nil
}

// Reset is there for gorgonia.VM: a run leaves nothing to clear.
func (m *Machine) Reset() {}

// Close is there for gorgonia.VM: the memory goes with the machine.
func (m *Machine) Close() error { return nil }
