package flow_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/flow"
)

// small is a training of a few seconds.
func small() flow.Config {
	c := flow.DefaultConfig()
	c.Channels, c.BatchSize, c.Images, c.WarmUp, c.Average, c.Seed = 16, 4, 4*12, 4, 0.8, 5
	return c
}

func sameWeights(a, b *flow.Model) bool {
	for i, p := range a.Params() {
		if !slices.Equal(p.Data(), b.Params()[i].Data()) {
			return false
		}
	}
	return true
}

// Whoever stops training at any step and goes on ends with the same bits, on any
// number of cores.
func TestTrainGoesOn(t *testing.T) {
	d := dataset.Synthetic(5, 1)
	config := small()
	ctx := context.Background()
	var losses []float64
	whole, history, err := flow.Train(ctx, d, d.All(), config, func(u flow.Update) { losses = append(losses, u.Loss) })
	if err != nil {
		t.Fatal(err)
	}
	if len(losses) != 12 || len(history) != 1 || history[0].Step != 12 {
		t.Fatalf("losses %v, history %v", losses, history)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	config.Checkpoint, config.CheckpointEvery = filepath.Join(t.TempDir(), "flow.run"), 5
	for _, stop := range []int{3, 7} {
		until, cancel := context.WithCancel(ctx)
		m, _, err := flow.Train(until, d, d.All(), config, func(u flow.Update) {
			if u.Step == stop {
				cancel()
			}
		})
		if m == nil || !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at %d: model %v, error %v", stop, m, err)
		}
	}
	first := 0
	again, history2, err := flow.Train(ctx, d, d.All(), config, func(u flow.Update) {
		if first == 0 {
			first = u.Step
		}
		if u.Loss != losses[u.Step-1] {
			t.Errorf("the loss of step %d is %v, was %v", u.Step, u.Loss, losses[u.Step-1])
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if first != 8 {
		t.Errorf("it goes on with step %d, want 8", first)
	}
	if !sameWeights(whole, again) || !slices.Equal(history, history2) {
		t.Error("the weights or the losses of a training that was interrupted differ")
	}
	var told []flow.Update
	once, _, err := flow.Train(ctx, d, d.All(), config, func(u flow.Update) { told = append(told, u) })
	if len(told) != 1 || told[0].Step != told[0].Steps {
		t.Errorf("a training that is over tells %v, want its end", told)
	}
	if err != nil || !sameWeights(whole, once) {
		t.Errorf("a training that is over gives other weights, or error %v", err)
	}
	config.Seed++
	if _, _, err := flow.Train(ctx, d, d.All(), config, nil); err == nil || !strings.Contains(err.Error(), "another training") {
		t.Errorf("error is %v", err)
	}
}

// Three classes, another side and whole pixels instead of patches; the grid has
// samples of each class.
func TestTrainOthers(t *testing.T) {
	d := dataset.Synthetic(4, 1)
	three := *d
	three.Classes, three.Labels = []string{"a", "b", "c"}, []int{0, 1, 2, 2, 1, 0, 0, 0}
	three.H, three.W, three.Pixels = 16, 16, d.Pixels[:8*3*16*16]
	config := small()
	config.Patch, config.Channels, config.Images, config.GridEvery = 1, 8, 8, 1
	var grid []float32
	m, _, err := flow.Train(context.Background(), &three, three.All(), config, func(u flow.Update) { grid = u.Grid })
	if err != nil {
		t.Fatal(err)
	}
	if len(grid) != 3*flow.GridColumns*3*16*16 {
		t.Errorf("the grid has %d values", len(grid))
	}
	if n := m.Net(); n != (flow.Net{Channels: 8, Classes: 3, Side: 16, Patch: 1}) {
		t.Errorf("the network is %+v", n)
	}
}

func TestTrainRefuses(t *testing.T) {
	d := dataset.Synthetic(4, 1)
	for want, change := range map[string]func(c *flow.Config, d *dataset.Dataset){
		"Channels is 12":        func(c *flow.Config, _ *dataset.Dataset) { c.Channels = 12 },
		"Patch is 0":            func(c *flow.Config, _ *dataset.Dataset) { c.Patch = 0 },
		"Side is 32, want a mu": func(c *flow.Config, _ *dataset.Dataset) { c.Patch = 3 },
		"Images is 3":           func(c *flow.Config, _ *dataset.Dataset) { c.Images = 3 },
		"LearningRate is NaN":   func(c *flow.Config, _ *dataset.Dataset) { c.LearningRate = math.NaN() },
		"Average is 1":          func(c *flow.Config, _ *dataset.Dataset) { c.Average = 1 },
		"Unlabelled is 2":       func(c *flow.Config, _ *dataset.Dataset) { c.Unlabelled = 2 },
		"no pictures":           func(_ *flow.Config, d *dataset.Dataset) { d.Labels, d.Pixels, d.Paths = nil, nil, nil },
		"Classes is 1":          func(_ *flow.Config, d *dataset.Dataset) { d.Classes, d.Labels = d.Classes[:1], make([]int, 8) },
		"has label 7":           func(_ *flow.Config, d *dataset.Dataset) { d.Labels = slices.Clone(d.Labels); d.Labels[3] = 7 },
		"16×32":                 func(_ *flow.Config, d *dataset.Dataset) { d.H = 16; d.Pixels = d.Pixels[:len(d.Pixels)/2] },
		"diverged":              func(c *flow.Config, _ *dataset.Dataset) { c.LearningRate, c.Images, c.WarmUp = 50, 4*200, 0 },
	} {
		config, data := small(), *d
		change(&config, &data)
		if m, _, err := flow.Train(context.Background(), &data, data.All(), config, nil); m != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error about %q, got %v", want, err)
		}
	}
}

// trained is a model whose velocities are not zero.
func trained(t *testing.T) *flow.Model {
	t.Helper()
	m, _, err := flow.Train(context.Background(), dataset.Synthetic(5, 1), []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, small(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A sample is the same whatever others are made with it, on any number of cores,
// and a seed of its own makes it another.
func TestSampleBits(t *testing.T) {
	m, ctx := trained(t), context.Background()
	s := flow.DefaultSampling()
	s.Mix, s.Steps, s.Seed = flow.Between(0.5), 2, 3
	runs := 0
	all, err := m.Sample(ctx, 40, s, func(done, total int) {
		if runs++; done != runs || total != 3*4 {
			t.Errorf("%d of %d, want %d of 12", done, total, runs)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	const pixels = 3 * 32 * 32
	for _, v := range all {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("a pixel is %v", v)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, first := range []int{0, 7, 39} {
		s.First = first
		one, err := m.Sample(ctx, 1, s, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(one, all[first*pixels:][:pixels]) {
			t.Errorf("sample %d is another alone", first)
		}
	}
	s.First, s.Seed = 0, 4
	other, err := m.Sample(ctx, 1, s, nil)
	if err != nil || slices.Equal(other, all[:pixels]) {
		t.Errorf("another seed makes the same picture, or error %v", err)
	}
}

// Guidance 1 is the class alone and 0 none; a mean label and a mean velocity are
// the same at either end and not between.
func TestSampleMeaning(t *testing.T) {
	m, ctx := trained(t), context.Background()
	make1 := func(change func(s *flow.Sampling)) []float32 {
		s := flow.Sampling{Mix: flow.Only(1, 2), Guidance: 1, Steps: 3}
		change(&s)
		x, err := m.Sample(ctx, 1, s, nil)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	class := make1(func(*flow.Sampling) {})
	if !slices.Equal(class, make1(func(s *flow.Sampling) { s.Mix = flow.Between(1) })) {
		t.Error("all of the second class is not the second class")
	}
	if !slices.Equal(class, make1(func(s *flow.Sampling) { s.Way = flow.Labels })) {
		t.Error("the mean of one label is not that label")
	}
	if slices.Equal(class, make1(func(s *flow.Sampling) { s.Mix = flow.Only(0, 2) })) {
		t.Error("both classes look alike")
	}
	none := make1(func(s *flow.Sampling) { s.Guidance = 0 })
	if !slices.Equal(none, make1(func(s *flow.Sampling) { s.Guidance, s.Mix = 0, flow.Only(0, 2) })) {
		t.Error("without guidance the class matters")
	}
	half := func(way flow.Way) []float32 {
		return make1(func(s *flow.Sampling) { s.Mix, s.Way = flow.Between(0.5), way })
	}
	if slices.Equal(half(flow.Velocities), half(flow.Labels)) {
		t.Error("the mean label has the mean velocity")
	}
}

func TestSampleRefuses(t *testing.T) {
	m, err := flow.New(flow.Net{Channels: 8, Classes: 2, Side: 8, Patch: 2}, []string{"a", "b"}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(s *flow.Sampling){
		"Mix: the shares [0.5 0.6] add up to 1.1, want 1": func(s *flow.Sampling) { s.Mix = []float64{0.5, 0.6} },
		"Mix: a mix of 1 classes, there are 2":            func(s *flow.Sampling) { s.Mix = s.Mix[:1] },
		"Mix: the shares [0 0] add up to 0, want 1":       func(s *flow.Sampling) { s.Mix = flow.Only(2, 2) },
		"Mix: the share of class 0 is NaN":                func(s *flow.Sampling) { s.Mix = flow.Between(math.NaN()) },
		"Mix: the share of class 0 is -1":                 func(s *flow.Sampling) { s.Mix = flow.Between(2) },
		"Guidance is -1":                                  func(s *flow.Sampling) { s.Guidance = -1 },
		"Steps is 0":                                      func(s *flow.Sampling) { s.Steps = 0 },
		"First is -1":                                     func(s *flow.Sampling) { s.First = -1 },
		"Way is 7":                                        func(s *flow.Sampling) { s.Way = 7 },
		"value 0 is NaN":                                  func(*flow.Sampling) { m.Params()[0].Data()[0] = float32(math.NaN()) },
		"-1 samples, want 0 ":                             nil,
	} {
		s, n := flow.DefaultSampling(), 1
		s.Mix, s.Steps = flow.Only(0, 2), 1
		if change == nil {
			n = -1
		} else {
			change(&s)
		}
		_, err := m.Sample(context.Background(), n, s, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error about %q, got %v", want, err)
		}
		clear(m.Params()[0].Data())
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := flow.DefaultSampling()
	s.Mix = flow.Only(0, 2)
	if _, err := m.Sample(ctx, 2, s, func(int, int) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// The path begins with noise, ends with the sample, and a straight line at its
// last step leads there.
func TestPath(t *testing.T) {
	m := trained(t)
	s := flow.DefaultSampling()
	s.Mix, s.Steps, s.First = flow.Only(0, 2), 4, 2
	p, err := m.Path(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	x, err := m.Sample(context.Background(), 1, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Times, []float64{1, 0.75, 0.5, 0.25, 0}) || len(p.Noisy) != 5 || len(p.Ahead) != 5 {
		t.Fatalf("times %v, %d pictures", p.Times, len(p.Noisy))
	}
	for i, v := range p.Noisy[4] {
		if min(max(v, 0), 1) != x[i] || math.Abs(float64(p.Ahead[3][i]-v)) > 1e-5 || p.Ahead[4][i] != v {
			t.Fatalf("pixel %d ends at %v, the straight line at %v, the sample is %v", i, v, p.Ahead[3][i], x[i])
		}
	}
}

// A model that is written and read makes the same pictures; of half precision,
// nearly the same.
func TestFiles(t *testing.T) {
	m := trained(t)
	whole, half := filepath.Join(t.TempDir(), "whole.safetensors"), filepath.Join(t.TempDir(), "half.safetensors")
	if err := m.WriteFile(whole); err != nil {
		t.Fatal(err)
	}
	if err := m.WriteHalfFile(half); err != nil {
		t.Fatal(err)
	}
	s := flow.DefaultSampling()
	s.Mix, s.Steps = flow.Only(1, 2), 2
	sample := func(m *flow.Model) []float32 {
		x, err := m.Sample(context.Background(), 1, s, nil)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	read := func(path string) *flow.Model {
		m, err := flow.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	want := sample(m)
	if back := read(whole); !slices.Equal(sample(back), want) || !slices.Equal(back.Classes(), m.Classes()) || back.Net() != m.Net() {
		t.Errorf("%v became %v", m, back)
	}
	most := 0.
	for i, v := range sample(read(half)) {
		most = max(most, math.Abs(float64(v-want[i])))
	}
	if most == 0 || most > 0.02 {
		t.Errorf("with half precision pixels differ by %v at most", most)
	}
	a, errA := os.Stat(whole)
	b, errB := os.Stat(half)
	if errA != nil || errB != nil || 10*b.Size() > 6*a.Size() {
		t.Errorf("%v and %v: files of %d and %d bytes", errA, errB, a.Size(), b.Size())
	}

	state := m.StateDict()
	state.Metadata["classes"] = `["a","b"]`
	if err := m.Load(state); err == nil || !strings.Contains(err.Error(), "for the classes") {
		t.Errorf("error is %v", err)
	}
	state.Metadata = nil // as PyTorch's
	if back, err := flow.FromStateDict(state); err != nil || !sameWeights(back, m) || back.Net().Side != 32 {
		t.Errorf("error is %v", err)
	}
	state.Tensors = state.Tensors[1:]
	if _, err := flow.FromStateDict(state); err == nil || !strings.Contains(err.Error(), "inp.weight") {
		t.Errorf("error is %v", err)
	}
}

func TestGrid(t *testing.T) {
	x := slices.Repeat([]float32{0.5}, 3*3*2*2)
	grid, h, w, err := flow.Grid(x, 2, 2)
	if err != nil || h != 5 || w != 5 || len(grid) != 75 {
		t.Fatalf("%d×%d, %d values, error %v", h, w, len(grid), err)
	}
	if want := []float32{0.5, 0.5, 1, 0.5, 0.5}; !slices.Equal(grid[:5], want) {
		t.Errorf("first row %v", grid[:5])
	}
	if want := []float32{0.5, 0.5, 1, 1, 1}; !slices.Equal(grid[15:20], want) {
		t.Errorf("row 3 is %v", grid[15:20])
	}
	if _, _, _, err := flow.Grid(x[1:], 2, 2); err == nil {
		t.Error("half a picture is none")
	}
}
