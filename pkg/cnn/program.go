package cnn

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// What bounds the memory that a prediction takes: the largest number of pictures
// evaluated at a time, of 32×32 pixels and fewer of larger ones, and the number
// of batch sizes whose programs are kept.
const (
	maxBatch    = 250
	maxPrograms = 4
)

// Batch is the largest number of pictures that are evaluated at a time: who has
// many loses nothing by predicting that many in each call.
func (m *Model) Batch() int { return batchOf(m.size) }

func batchOf(size int) int { return min(max(maxBatch*Height*Width/(size*size), 1), maxBatch) }

// A program is the evaluation graph for one batch size, over the model's own
// weights.
type program struct {
	batch                 int
	machine               *nn.Machine
	x                     *G.Node
	first, latent, logits *G.Node // first and latent are nil where the network has none
}

func (m *Model) program(batch int) (*program, error) {
	for i, p := range m.programs {
		if p.batch == batch {
			copy(m.programs[1:], m.programs[:i])
			m.programs[0] = p
			return p, nil
		}
	}
	p, err := m.newProgram(batch)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	m.programs = slices.Insert(m.programs, 0, p)
	if len(m.programs) > maxPrograms {
		m.programs[maxPrograms] = nil
		m.programs = m.programs[:maxPrograms]
	}
	return p, nil
}

func (m *Model) newProgram(batch int) (*program, error) {
	x, err := nn.Input(G.NewGraph(), "x", batch, 3, m.size, m.size)
	if err != nil {
		return nil, err
	}
	p := &program{batch: batch, x: x}
	layers := []nn.Layer{m.net}
	if net, ok := m.net.(*nn.Sequential); ok {
		layers = net.Layers()
	}
	y := x
	for i, layer := range layers {
		if y, err = layer.Build(y, nn.Eval); err != nil {
			return nil, err
		}
		switch i {
		case m.probes.first:
			p.first = y
		case m.probes.latent:
			p.latent = y
		}
	}
	p.logits = y
	outputs := []*G.Node{p.logits}
	for _, n := range []*G.Node{p.latent, p.first} {
		if n != nil {
			outputs = append(outputs, n)
		}
	}
	p.machine, err = nn.NewMachine(outputs...)
	return p, err
}

// each evaluates total pictures in batches. fill writes n of them, from the
// position first on, into memory of (n, 3, Size, Size); visit is called after
// each batch with the same numbers.
func (m *Model) each(total int, fill func(in []float32, first, n int), visit func(p *program, first, n int) error) error {
	size := min(max(total, 1), m.Batch())
	p, err := m.program(size)
	if err != nil {
		return err
	}
	in := nn.Data(p.x)
	for first := 0; first < total; first += size {
		n := min(size, total-first)
		// In a last batch that is not full the rest is left from the one before;
		// no picture depends on its neighbours.
		fill(in[:n*m.pixels()], first, n)
		if err := p.machine.RunAll(); err != nil {
			return fmt.Errorf("cnn: %w", err)
		}
		if err := visit(p, first, n); err != nil {
			return err
		}
	}
	return nil
}

// run is each for the pictures of x.
func (m *Model) run(x []float32, visit func(p *program, first, n int) error) error {
	pixels := m.pixels()
	if len(x)%pixels != 0 {
		return fmt.Errorf("cnn: %d values are no whole number of pictures of 3×%d×%d", len(x), m.size, m.size)
	}
	return m.each(len(x)/pixels, func(in []float32, first, n int) {
		copy(in, x[first*pixels:(first+n)*pixels])
	}, visit)
}

// copyLogits appends the logits of a batch to out. One that is no number is an
// error: nobody could tell right from wrong by it.
func (m *Model) copyLogits(out []float32, p *program, first, n int) ([]float32, error) {
	logits := nn.Data(p.logits)[:n*m.outputs]
	for i, z := range logits {
		if z != z {
			return out, m.notANumber(nn.Data(p.x), first, i/m.outputs)
		}
	}
	return append(out, logits...), nil
}

// errNaN is wrapped by errors about what finite pixels are predicted to be.
var errNaN = errors.New("the prediction is NaN")

// notANumber says why the prediction of a batch's picture is NaN.
func (m *Model) notANumber(in []float32, first, i int) error {
	for k, v := range in[i*m.pixels() : (i+1)*m.pixels()] {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("cnn: picture %d: value %d is %v, want pixels in [0,1]", first+i, k, v)
		}
	}
	for _, p := range m.everything() {
		for k, v := range p.Data() {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return fmt.Errorf("cnn: picture %d: %w: element %d of %s is %v", first+i, errNaN, k, p.Name, v)
			}
		}
	}
	return fmt.Errorf("cnn: picture %d: %w", first+i, errNaN)
}
