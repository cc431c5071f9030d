package cnn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// maxBatch is the largest number of pictures evaluated at a time; it bounds the
// memory that a prediction takes.
const maxBatch = 250

// A program is the evaluation graph for one batch size, over the model's own
// weights.
type program struct {
	machine               *nn.Machine
	x                     *G.Node
	conv1, latent, logits *G.Node
}

func (m *Model) program(batch int) (*program, error) {
	if p, ok := m.programs[batch]; ok {
		return p, nil
	}
	x, err := nn.Input(G.NewGraph(), "x", batch, 3, Height, Width)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	p := &program{x: x}
	y := x
	for i, layer := range m.net.Layers() {
		if y, err = layer.Build(y, nn.Eval); err != nil {
			return nil, fmt.Errorf("cnn: %w", err)
		}
		switch i {
		case m.conv1:
			p.conv1 = y
		case m.latent:
			p.latent = y
		}
	}
	p.logits = y
	if p.machine, err = nn.NewMachine(p.logits, p.latent, p.conv1); err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	m.programs[batch] = p
	return p, nil
}

// run evaluates the N pictures of x in batches and calls visit after each with
// the position of its first picture and the number of pictures in it.
func (m *Model) run(x []float32, visit func(p *program, first, n int)) error {
	if len(x)%pixels != 0 {
		return fmt.Errorf("cnn: %d values are no whole number of pictures of 3×%d×%d", len(x), Height, Width)
	}
	total := len(x) / pixels
	p, err := m.program(min(max(total, 1), maxBatch))
	if err != nil {
		return err
	}
	in := nn.Data(p.x)
	for first := 0; first < total; first += maxBatch {
		n := min(maxBatch, total-first)
		// In a last batch that is not full the rest is left from the one before;
		// no picture depends on its neighbours.
		copy(in, x[first*pixels:(first+n)*pixels])
		if err := p.machine.RunAll(); err != nil {
			return fmt.Errorf("cnn: %w", err)
		}
		visit(p, first, n)
	}
	return nil
}
