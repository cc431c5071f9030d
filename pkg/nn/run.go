package nn

import (
	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// Machine runs the part of a graph that some outputs need, in memory planned
// once; it is a gorgonia.VM. Not safe for concurrent use, and neither are two
// machines over one graph.
type Machine struct {
	vm *exec.Machine
}

var _ G.VM = (*Machine)(nil)

// NewMachine plans the computation of outputs, nodes of one graph. Gradients
// that are not among them, and not needed for them, are not computed.
func NewMachine(outputs ...*G.Node) (*Machine, error) {
	vm, err := exec.New(outputs...)
	if err != nil {
		return nil, err
	}
	return &Machine{vm: vm}, nil
}

// RunAll reads the values that the inputs hold now and computes the outputs,
// whose values (Data, Node.Value) stay valid until the next RunAll. An op that
// fails or panics is an error that names it and its shapes.
func (m *Machine) RunAll() error { return m.vm.RunAll() }

// Reset does nothing; a run leaves nothing to clear.
func (m *Machine) Reset() {}

// Close does nothing; the memory goes with the machine.
func (m *Machine) Close() error { return nil }

// MemoryBytes is the size of the memory for all intermediate tensors.
func (m *Machine) MemoryBytes() int { return m.vm.ArenaBytes() }
