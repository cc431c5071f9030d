package flow

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Sample makes n pictures, (n, 3, Side, Side) in [0,1], numbered from s.First on.
// The same model and number give the same picture, bit for bit, whatever others
// are made with it, on any number of cores. on, if not nil, is told how many
// evaluations of the network for a batch of pictures are done, of how many. When
// ctx ends, the error wraps its.
func (m *Model) Sample(ctx context.Context, n int, s Sampling, on func(done, total int)) ([]float32, error) {
	x, err := m.noise(n, s)
	if err != nil {
		return nil, err
	}
	if err := m.follow(ctx, x, n, s, on, nil); err != nil {
		return nil, err
	}
	for i, v := range x {
		x[i] = min(max(float32(v/2)+0.5, 0), 1)
	}
	return x, nil
}

// A Path is how one picture was made.
type Path struct {
	// Times are those after each step, from 1, noise, to 0, the picture.
	Times []float64
	// Noisy is the picture at each time, Ahead where the straight line along its
	// velocity would end, both (3, Side, Side); 0 is black and 1 is white, but noise
	// goes beyond. At time 0 they are one.
	Noisy, Ahead [][]float32
}

// Path makes the picture numbered s.First and keeps the way to it.
func (m *Model) Path(ctx context.Context, s Sampling) (*Path, error) {
	x, err := m.noise(1, s)
	if err != nil {
		return nil, err
	}
	p := &Path{}
	keep := func(t float64, x, v []float32) {
		noisy, ahead := make([]float32, len(x)), make([]float32, len(x))
		for i, value := range x {
			noisy[i], ahead[i] = float32(value/2)+0.5, float32(value/2)+0.5
			if v != nil {
				ahead[i] = float32((value-float32(float32(t)*v[i]))/2) + 0.5
			}
		}
		p.Times = append(p.Times, t)
		p.Noisy, p.Ahead = append(p.Noisy, noisy), append(p.Ahead, ahead)
	}
	if err := m.follow(ctx, x, 1, s, nil, keep); err != nil {
		return nil, err
	}
	keep(0, x, nil)
	return p, nil
}

// noise is what n pictures begin with.
func (m *Model) noise(n int, s Sampling) ([]float32, error) {
	if err := m.check(n, s); err != nil {
		return nil, err
	}
	pixels := m.net.pixels()
	x := make([]float32, n*pixels)
	for i := range n {
		rng := rand.New(rand.NewPCG(s.Seed, uint64(s.First+i)))
		for k := range pixels {
			x[i*pixels+k] = float32(rng.NormFloat64())
		}
	}
	return x, nil
}

// follow takes n pictures x along the velocity from noise at time 1 to time 0, by
// Heun's method: the mean of the velocities at both ends of a step; in the last,
// which ends where nothing was learnt, the one at its beginning. keep, if not nil,
// is shown each step's beginning.
func (m *Model) follow(ctx context.Context, x []float32, n int, s Sampling, on func(done, total int), keep func(t float64, x, v []float32)) error {
	if n == 0 {
		return nil
	}
	p, err := m.planned()
	if err != nil {
		return err
	}
	f := &field{ctx: ctx, program: p, n: n, on: on}
	f.labels, f.factors = m.terms(s)
	f.total = (2*s.Steps - 1) * f.runs()
	v, w, ahead := make([]float32, len(x)), make([]float32, len(x)), make([]float32, len(x))
	at := func(step int) float64 { return 1 - float64(step)/float64(s.Steps) }
	for step := range s.Steps {
		t, next := at(step), at(step+1)
		if step+1 == s.Steps {
			next = 0
		}
		if err := f.velocity(v, x, t); err != nil {
			return err
		}
		if keep != nil {
			keep(t, x, v)
		}
		by := float32(next - t)
		if next == 0 {
			for i := range x {
				x[i] += float32(by * v[i])
			}
			break
		}
		for i := range x {
			ahead[i] = x[i] + float32(by*v[i])
		}
		if err := f.velocity(w, ahead, next); err != nil {
			return err
		}
		for i := range x {
			x[i] += float32(by * float32(float32(v[i]+w[i])*0.5))
		}
	}
	return nil
}

// field is the velocity that n pictures follow: a sum over labels.
type field struct {
	ctx     context.Context
	program *program
	n       int
	labels  [][]float32
	factors []float32

	on          func(done, total int)
	done, total int // runs
}

// runs is the number of runs of the program for one velocity of all pictures.
func (f *field) runs() int { return (f.n*len(f.labels) + f.program.rows - 1) / f.program.rows }

// velocity computes v for pictures x at time t.
func (f *field) velocity(v, x []float32, t float64) error {
	clear(v)
	return f.program.velocities(x, f.n, t, f.labels, func(i, label int, u []float32) {
		to, factor := v[i*len(u):][:len(u)], f.factors[label]
		for k, value := range u {
			to[k] += float32(factor * value)
		}
	}, func() error {
		if f.done++; f.on != nil {
			f.on(f.done, f.total)
		}
		if err := f.ctx.Err(); err != nil {
			return fmt.Errorf("flow: sampling stopped: %w", err)
		}
		return nil
	})
}

// Grid lays pictures x, (n, 3, side, side), out in rows of so many columns:
// (3, H, W) for dataset.ToImage, with a gap of one white pixel.
func Grid(x []float32, side, columns int) (grid []float32, h, w int, err error) {
	pixels := 3 * side * side
	if side < 1 || columns < 1 || len(x) == 0 || len(x)%pixels != 0 {
		return nil, 0, 0, fmt.Errorf("flow: grid: %d values are no pictures of 3×%d×%d in %d columns", len(x), side, side, columns)
	}
	n := len(x) / pixels
	columns = min(columns, n)
	h, w = (n+columns-1)/columns*(side+1)-1, columns*(side+1)-1
	grid = slices.Repeat([]float32{1}, 3*h*w)
	for i := range n {
		top, left := i/columns*(side+1), i%columns*(side+1)
		for c := range 3 {
			for row := range side {
				copy(grid[(c*h+top+row)*w+left:][:side], x[i*pixels+(c*side+row)*side:])
			}
		}
	}
	return grid, h, w, nil
}
