package flow

import (
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A program is the graph that evaluates the network, planned once.
type program struct {
	machine       *nn.Machine
	x, t, y, g, v *G.Node
	// rows is how many velocities a run computes, whatever is asked for: convolutions go
	// other ways for other numbers of pictures, and round otherwise.
	rows int
}

func (m *Model) planned() (*program, error) {
	if m.program != nil {
		return m.program, nil
	}
	p, err := newProgram(m.net, nn.PreferredBatch())
	if err != nil {
		return nil, fmt.Errorf("flow: %w", err)
	}
	m.program = p
	return p, nil
}

func newProgram(u *unet, n int) (p *program, err error) {
	p = &program{rows: n}
	g := G.NewGraph()
	for _, in := range []struct {
		to    **G.Node
		name  string
		shape []int
	}{
		{&p.x, "x", []int{n, 3, u.Side, u.Side}}, {&p.t, "time", []int{n, timeFeatures}},
		{&p.y, "label", []int{n, u.embedding()}}, {&p.g, "flags", []int{n, Flags}},
	} {
		if *in.to, err = nn.Input(g, in.name, in.shape...); err != nil {
			return nil, err
		}
	}
	if p.v, err = u.build(p.x, inputs{p.t, p.y, p.g}, nn.Eval); err != nil {
		return nil, err
	}
	p.machine, err = nn.NewMachine(p.v)
	return p, err
}

// velocities computes, at time t in [0,1], the velocity of each of n pictures x
// for each label, rows of the embedding or means of them, and hands them to add,
// picture by picture, labels in order. After each run it calls ran, and stops where
// that has an error.
func (p *program) velocities(x []float32, n int, t float64, labels [][]float32, add func(i, label int, v []float32), ran func() error) error {
	pixels, e := len(x)/n, len(labels[0])
	tellTime(nn.Data(p.t), t)
	for r := 1; r < p.rows; r++ {
		copy(nn.Data(p.t)[r*timeFeatures:], nn.Data(p.t)[:timeFeatures])
	}
	all := n * len(labels)
	for first := 0; first < all; first += p.rows {
		count := min(p.rows, all-first)
		for r := range count {
			i, label := (first+r)/len(labels), (first+r)%len(labels)
			copy(nn.Data(p.x)[r*pixels:], x[i*pixels:(i+1)*pixels])
			copy(nn.Data(p.y)[r*e:], labels[label])
		}
		if err := p.machine.RunAll(); err != nil {
			return fmt.Errorf("flow: %w", err)
		}
		for r := range count {
			v := nn.Data(p.v)[r*pixels:][:pixels]
			if err := checkFinite(v); err != nil {
				return fmt.Errorf("flow: the velocity at time %.3g: %w", t, err)
			}
			add((first+r)/len(labels), (first+r)%len(labels), v)
		}
		if err := ran(); err != nil {
			return err
		}
	}
	return nil
}

// checkFinite reports the first value that is no number or infinite.
func checkFinite(x []float32) error {
	const infinity = 0x7f800000 // its bits; those of numbers are less, of no numbers more
	most := uint32(0)
	for _, v := range x {
		most = max(most, math.Float32bits(v)&^(1<<31))
	}
	if most < infinity {
		return nil
	}
	i := slices.IndexFunc(x, func(v float32) bool { return math.Float32bits(v)&^(1<<31) >= infinity })
	return fmt.Errorf("value %d is %v", i, x[i])
}
