package exec

import (
	"fmt"

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

// Machine is a gorgonia.VM over the part of a graph that its outputs need.
// It is not safe for concurrent use, and neither are two machines over one graph.
type Machine struct {
	leaves  []leaf
	steps   []step
	values  []G.Value // by slot: leaves first, then steps
	outputs []output
	arena   int // elements
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

// output is a node whose value must be readable after a run.
type output struct {
	node *G.Node
	slot int
}

var _ G.VM = (*Machine)(nil)

// New plans the computation of outputs, which must be nodes of one graph. After
// each RunAll their Value holds the result, valid until the next RunAll.
// It fails on statements (gorgonia.Read, Let), which need no machine of this
// kind: outputs can simply be read.
func New(outputs ...*G.Node) (*Machine, error) {
	if len(outputs) == 0 {
		return nil, fmt.Errorf("exec: no outputs asked for")
	}
	for i, n := range outputs {
		if n == nil {
			return nil, fmt.Errorf("exec: output %d is nil", i)
		}
		if n.Graph() != outputs[0].Graph() {
			return nil, fmt.Errorf("exec: output %d, %s, belongs to another graph than output 0", i, n.Name())
		}
	}
	order, err := sortFrom(outputs)
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
		s := step{node: n, op: n.Op(), out: slot}
		if w, ok := s.op.(Writer); ok && w.WritesWhole() {
			s.writer = w
		}
		for _, c := range children(n) {
			s.in = append(s.in, slots[c])
		}
		s.args = make([]G.Value, len(s.in))
		m.steps = append(m.steps, s)
	}
	for _, n := range outputs {
		m.outputs = append(m.outputs, output{n, slots[n]})
	}
	m.allocate()
	return m, nil
}

// allocate gives every step that makes a float32 tensor its place in the arena,
// and every float32 scalar a word of its own.
func (m *Machine) allocate() {
	forever := len(m.steps)
	last := make([]int, len(m.values)) // by slot: index of the last step that reads it
	for i, s := range m.steps {
		last[s.out] = i
		for _, slot := range s.in {
			last[slot] = i
		}
	}
	for _, o := range m.outputs {
		last[o.slot] = forever
	}
	var wants []want
	for i, s := range m.steps {
		if s.node.Dtype() != tensor.Float32 {
			continue
		}
		if s.node.IsScalar() {
			m.values[s.out] = G.NewF32(0)
			continue
		}
		wants = append(wants, want{slot: s.out, size: s.node.Shape().TotalSize(), from: i, to: last[s.out]})
	}
	places, size := plan(wants)
	m.arena = size
	memory := alignedFloats(size)
	for i, w := range wants {
		at := places[i]
		m.values[w.slot] = tensor.New(tensor.WithShape(m.steps[w.from].node.Shape()...),
			tensor.WithBacking(memory[at:at+w.size:at+w.size]))
	}
}

// ArenaBytes is the size of the memory that holds all intermediate tensors.
func (m *Machine) ArenaBytes() int { return 4 * m.arena }

// RunAll computes the outputs from the values that the inputs are bound to now.
// An op that fails or panics stops the run; the error names the op and the
// shapes it was given, and the outputs are then undefined.
func (m *Machine) RunAll() error {
	for _, l := range m.leaves {
		v := l.node.Value()
		if v == nil {
			return fmt.Errorf("exec: input %s %v has no value", l.node.Name(), l.node.Shape())
		}
		m.values[l.slot] = v
	}
	for i := range m.steps {
		s := &m.steps[i]
		for j, slot := range s.in {
			s.args[j] = m.values[slot]
		}
		if err := m.run(s); err != nil {
			return err
		}
	}
	for _, o := range m.outputs {
		if v := m.values[o.slot]; o.node.Value() != v {
			if err := G.UnsafeLet(o.node, v); err != nil {
				return fmt.Errorf("exec: binding output %s: %w", o.node.Name(), err)
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
	v, err := runForeign(s, m.values[s.out])
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
