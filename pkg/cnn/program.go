package cnn

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
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
	batch int
	// inside says that the output of every layer is kept, to look at. Then each is
	// computed on its own, to the very bits of training; else convolutions, maxima
	// and activations are one pass, which may round otherwise.
	inside                bool
	machine               *nn.Machine
	x                     *G.Node
	own                   G.Value // memory of x's own
	first, latent, logits *G.Node // first and latent are nil where the network has none
}

func (m *Model) program(batch int, inside bool) (*program, error) {
	for i, p := range m.programs {
		if p.batch == batch && p.inside == inside {
			copy(m.programs[1:], m.programs[:i])
			m.programs[0] = p
			return p, nil
		}
	}
	p, err := m.newProgram(batch, inside)
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

func (m *Model) newProgram(batch int, inside bool) (*program, error) {
	x, err := nn.Input(G.NewGraph(), "x", batch, 3, m.size, m.size)
	if err != nil {
		return nil, err
	}
	p := &program{batch: batch, inside: inside, x: x, own: x.Value()}
	layers := []nn.Layer{m.net}
	if net, ok := m.net.(*nn.Sequential); ok {
		layers = net.Layers()
	}
	y := x
	var outputs []*G.Node
	for i, layer := range layers {
		if y, err = layer.Build(y, nn.Eval); err != nil {
			return nil, err
		}
		if inside {
			outputs = append(outputs, y)
		}
		switch i {
		case m.probes.first:
			p.first = y
		case m.probes.latent:
			p.latent = y
		}
	}
	p.logits = y
	if !inside {
		outputs = []*G.Node{p.logits}
	}
	p.machine, err = nn.NewMachine(outputs...)
	return p, err
}

// each evaluates total pictures in batches. fill writes n of them, from the
// position first on, into memory of (n, 3, Size, Size); visit is called after
// each batch with the same numbers.
func (m *Model) each(total int, fill func(in []float32, first, n int), visit func(p *program, first, n int) error) error {
	return m.eachOf(false, total, func(p *program, first, n int) error {
		// In a last batch that is not full the rest is left from the one before;
		// no picture depends on its neighbours.
		fill(nn.Data(p.x)[:n*m.pixels()], first, n)
		return nil
	}, visit)
}

// eachOf is each with programs that are inside or not, for whose input fill
// provides.
func (m *Model) eachOf(inside bool, total int, fill, visit func(p *program, first, n int) error) (err error) {
	size := min(max(total, 1), m.Batch())
	p, err := m.program(size, inside)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.letGo()) }()
	for first := 0; first < total; first += size {
		n := min(size, total-first)
		if err := fill(p, first, n); err != nil {
			return fmt.Errorf("cnn: %w", err)
		}
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
	return m.runOf(false, x, visit)
}

// look is run for those who want p.first or p.latent.
func (m *Model) look(x []float32, visit func(p *program, first, n int) error) error {
	return m.runOf(true, x, visit)
}

func (m *Model) runOf(inside bool, x []float32, visit func(p *program, first, n int) error) error {
	pixels := m.pixels()
	if len(x)%pixels != 0 {
		return fmt.Errorf("cnn: %d values are no whole number of pictures of 3×%d×%d", len(x), m.size, m.size)
	}
	return m.eachOf(inside, len(x)/pixels, func(p *program, first, n int) error {
		return p.read(x[first*pixels:(first+n)*pixels], n)
	}, visit)
}

// read makes x, n pictures, those of the next run. A whole batch is read where it
// lies, and letGo forgets it; a single picture is copied faster than that is done.
func (p *program) read(x []float32, n int) error {
	if n > 1 && n == p.batch {
		return G.Let(p.x, tensor.New(tensor.WithShape(p.x.Shape()...), tensor.WithBacking(x)))
	}
	if err := p.letGo(); err != nil {
		return err
	}
	copy(nn.Data(p.x), x) // as in each
	return nil
}

// letGo makes the memory that is read p's own.
func (p *program) letGo() error {
	if p.x.Value() == p.own {
		return nil
	}
	return G.Let(p.x, p.own)
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
