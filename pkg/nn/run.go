package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// Machine runs the part of a graph that some outputs need, in memory planned
// once; it is a gorgonia.VM. Not safe for concurrent use, and neither are two
// machines over one graph. Machines over different graphs may run at once unless
// one changes what another reads: statistics, or weights through a solver.
type Machine struct {
	vm *exec.Machine
}

var _ G.VM = (*Machine)(nil)

// NewMachine plans the computation of outputs, nodes of one graph. Gradients
// that are not among them, and not needed for them, are not computed. It fails
// without outputs, on outputs of several graphs, and on ops of Gorgonia that give
// wrong numbers, with the name of what to use instead (GORGONIA.md lists them). What is added to the graph
// later is not part of the machine.
func NewMachine(outputs ...*G.Node) (m *Machine, err error) {
	defer func() {
		if r := recover(); r != nil { // in an op of the graph that is asked about itself
			m, err = nil, fmt.Errorf("nn: machine: panic: %v", r)
		}
	}()
	if err := chooseDevice(); err != nil {
		return nil, err
	}
	vm, err := exec.New(accepted, replace, outputs...)
	if err != nil {
		return nil, err
	}
	return &Machine{vm: vm}, nil
}

// RunAll reads the values that the inputs hold now and computes the outputs,
// whose values (Data, Node.Value) stay valid until the next RunAll. An op that
// fails or panics is an error that names it and its shapes; the outputs are then
// undefined. Once the first runs have made what they need, it allocates nothing,
// as far as the ops are those of this package or Gorgonia's Add of two nodes of
// one shape; Gorgonia's others make their results anew in every run.
func (m *Machine) RunAll() error { return m.vm.RunAll() }

// Reset does nothing; a run leaves nothing to clear.
func (m *Machine) Reset() {}

// Close does nothing; the memory goes with the machine.
func (m *Machine) Close() error { return nil }

// RunUntil begins a run and stops as soon as n, one of the machine's outputs, has
// its value: n and what was added to the graph before it is computed, nothing
// else. Resume does the rest, later and with what the inputs then hold, without
// computing anything twice: a GAN's pictures can go to its discriminator, and
// once that has learnt from them the generator's gradients follow. It fails on
// a node that is not an output.
func (m *Machine) RunUntil(n *G.Node) error { return m.vm.RunUntil(n) }

// Resume does what RunUntil left; after a whole run there is nothing to do, and
// after one that failed it fails again.
func (m *Machine) Resume() error { return m.vm.Resume() }

// MemoryBytes is the size of the memory for all intermediate tensors: Plan's
// ArenaBytes.
func (m *Machine) MemoryBytes() int { return m.vm.Plan().ArenaBytes }

// Plan reports how the intermediate tensors share that memory.
func (m *Machine) Plan() Plan {
	p := m.vm.Plan()
	return Plan{p.Steps, p.Fused, p.Tensors, p.InPlace, p.SumBytes, p.PeakBytes, p.ArenaBytes, p.String()}
}

// Plan is how the intermediate tensors of a machine share memory, in bytes.
type Plan struct {
	Steps   int // ops that a run runs
	Fused   int // further ops, done in the pass of another
	Tensors int // intermediate tensors
	InPlace int // tensors that lie where their op's input lay

	SumBytes   int // of all tensors, if each had memory of its own
	PeakBytes  int // of the tensors alive at once: no arrangement needs less
	ArenaBytes int // of the memory that they share

	report string
}

// String is a summary and a line for each tensor that is alive when most are.
func (p Plan) String() string { return p.report }
