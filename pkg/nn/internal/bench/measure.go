package main

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"
)

// A contender runs a job once for each call and has it ready when it is made.
type contender func() error

// A job is timed on every contender that can do it.
type job struct {
	name     string
	count    int // runs a turn
	most     int // turns of a job that takes long; 0 for as many as are asked for
	ours     func() (contender, error)
	gorgonia func() (contender, error) // nil: stock Gorgonia cannot do it
}

const (
	oursName         = "ours"
	gorgoniaName     = "gorgonia"
	torchName        = "torch"
	channelsLastName = "torch_channels_last"
	cudaName         = "torch_cuda"
	cudaGraphsName   = "torch_cuda_graphs"
	ortName          = "ort"
)

// names are those of the contenders in the order of their turns.
var names = []string{oursName, torchName, channelsLastName, cudaName, cudaGraphsName, ortName, gorgoniaName}

const (
	same   = 0.05                   // how far apart two figures are that agree
	warmUp = 100 * time.Millisecond // of runs that are thrown away before those of a turn
)

// turn runs a job count times, after some that do not count, and returns the
// milliseconds of each.
type turn func(count int) ([]float64, error)

// figure is the median of one contender in milliseconds: taking turns with the
// others, and while nobody else has anything to do.
type figure struct{ inTurn, alone float64 }

// apart is how far one is from the other.
func (f figure) apart() float64 { return math.Abs(f.inTurn/f.alone - 1) }

// figures are those of one job, by contender.
type figures map[string]figure

// apart is the contender whose two figures differ most, and by how much.
func (f figures) apart() (who string, most float64) {
	for _, name := range names {
		if m, ok := f[name]; ok && m.apart() >= most {
			who, most = name, m.apart()
		}
	}
	return who, most
}

func (f figures) verdict() string {
	who, most := f.apart()
	if most <= same {
		return "same"
	}
	return fmt.Sprintf("%s %+.0f %%", who, 100*(f[who].inTurn/f[who].alone-1))
}

// measure measures j until every contender takes the same time in turn as alone,
// at most tries times, and returns the figures that agree best.
func measure(j job, peers peers, turns, tries int) (best figures, err error) {
	contenders, err := contenders(j, peers)
	if err != nil {
		return nil, err
	}
	if j.most > 0 {
		turns = min(turns, j.most)
	}
	var least float64
	for range tries {
		f, err := measureOnce(j, contenders, turns)
		if err != nil {
			return nil, err
		}
		_, most := f.apart()
		if best == nil || most < least {
			best, least = f, most
		}
		if least <= same {
			break
		}
	}
	return best, nil
}

// contenders are those who can do j.
func contenders(j job, peers peers) (map[string]turn, error) {
	ours, err := j.ours()
	if err != nil {
		return nil, fmt.Errorf("ours: %w", err)
	}
	all := map[string]turn{oursName: ours.turn}
	if j.gorgonia != nil && onProcessor() {
		stock, err := j.gorgonia()
		if err != nil {
			return nil, fmt.Errorf("gorgonia: %w", err)
		}
		all[gorgoniaName] = func(count int) ([]float64, error) { return stock.turn(max(1, count/5)) }
	}
	for _, p := range peers {
		if slices.Contains(p.jobs, j.name) {
			all[p.name] = func(count int) ([]float64, error) { return p.times(j.name, count) }
		}
	}
	return all, nil
}

// measureOnce lets each contender work alone for half of its time before the
// turns and half after them, so that a machine that grows slower or faster on
// the way does it to both figures.
func measureOnce(j job, contenders map[string]turn, turns int) (figures, error) {
	inTurn, alone := make(map[string][]float64), make(map[string][]float64)
	take := func(to map[string][]float64, name string, count int) error {
		got, err := contenders[name](count)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		to[name] = append(to[name], got...)
		return nil
	}
	each := func(f func(name string) error) error {
		for _, name := range names {
			if contenders[name] == nil {
				continue
			}
			if err := f(name); err != nil {
				return err
			}
		}
		return nil
	}
	byThemselves := func(name string) error { return take(alone, name, (turns+1)/2*j.count) }
	if err := each(byThemselves); err != nil {
		return nil, err
	}
	for range turns {
		if err := each(func(name string) error { return take(inTurn, name, j.count) }); err != nil {
			return nil, err
		}
	}
	if err := each(byThemselves); err != nil {
		return nil, err
	}
	f := make(figures)
	for name := range contenders {
		f[name] = figure{median(inTurn[name]), median(alone[name])}
	}
	return f, nil
}

// turn leaves nothing to collect beside the next contender's turn.
func (c contender) turn(count int) ([]float64, error) {
	defer runtime.GC()
	for start := time.Now(); ; {
		if err := c(); err != nil {
			return nil, err
		}
		if time.Since(start) > warmUp {
			break
		}
	}
	out := make([]float64, count)
	for i := range out {
		start := time.Now()
		if err := c(); err != nil {
			return nil, err
		}
		out[i] = float64(time.Since(start).Nanoseconds()) / 1e6
	}
	return out, nil
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}
