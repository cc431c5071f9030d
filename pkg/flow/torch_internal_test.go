package flow

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

// torchDigest is what testdata/torch_flow.py keeps of a tensor.
type torchDigest struct {
	Norm         float64
	Waves, First []float64
}

// torchFlow is testdata/torch_flow.json.
type torchFlow struct {
	Names, Losses          json.RawMessage
	Velocity               torchDigest
	Grads, After, Averages map[string]torchDigest
	Samples                map[string]torchDigest
	Augmented              []torchDigest
}

func wave(i int, a, b float64) float64 { return math.Sin(a*float64(i) + b) }

// matches compares a tensor with what PyTorch has, to a share of its norm.
func (d torchDigest) matches(t *testing.T, what string, got []float32, share float64) {
	t.Helper()
	norm, waves := 0.0, make([]float64, 3)
	for i, v := range got {
		norm += float64(v) * float64(v)
		for k, a := range []float64{0.37, 1.1, 2.3} {
			waves[k] += float64(v) * wave(i, a, 0)
		}
	}
	all, want := append(waves, math.Sqrt(norm)), append(slices.Clone(d.Waves), d.Norm)
	for i, v := range d.First {
		all, want = append(all, float64(got[i])), append(want, v)
	}
	for i := range all {
		if !(math.Abs(all[i]-want[i]) <= share*d.Norm) {
			t.Errorf("%s: number %d is %v, PyTorch has %v, norm %v", what, i, all[i], want[i], d.Norm)
		}
	}
}

func readTorch(t *testing.T) (want torchFlow) {
	t.Helper()
	raw, err := os.ReadFile("testdata/torch_flow.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	return want
}

// torchTrainer has the weights of testdata/torch_flow.py and drops nothing.
func torchTrainer(t *testing.T) *trainer {
	t.Helper()
	d := dataset.Synthetic(2, 1)
	config := DefaultConfig()
	config.Channels, config.BatchSize, config.Images, config.WarmUp, config.Average = 16, 3, 9, 2, 0.9
	tr, err := newTrainer(d, d.All(), config)
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range tr.net.Params() {
		scale, shift := 0.1, 0.0
		switch s := p.Value.Shape(); {
		case p.Name == "y.weight":
			scale = 1
		case len(s) > 1:
			scale = math.Sqrt(2 / float64(s.TotalSize()/s[0]))
		case strings.HasSuffix(p.Name, "weight"):
			shift = 1
		}
		for i := range p.Data() {
			p.Data()[i] = float32(math.Sin(0.37*float64(i)*float64(i)+float64(k))*scale + shift)
		}
	}
	if tr.average, err = nn.NewEMAOf(tr.net, config.Average); err != nil {
		t.Fatal(err)
	}
	if err := tr.plan(nn.Eval); err != nil {
		t.Fatal(err)
	}
	b := tr.batch
	for i := range b.x {
		b.x[i] = float32(1.2 * wave(i, 0.713, 1))
		b.target[i] = float32(wave(i, 0.0931, 2) * wave(i, 0.0101, 2))
	}
	for i, time := range []float64{0, 0.37, 0.9} {
		tellTime(b.time[i*timeFeatures:], time)
	}
	copy(b.label, []float32{0, 2, 1})
	copy(b.flags[Flags:], []float32{1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1})
	return tr
}

// Velocity, gradients, three updates, averages and samples are PyTorch's.
func TestFlowIsPyTorchs(t *testing.T) {
	want := readTorch(t)
	var names []string
	var losses []float64
	if err := json.Unmarshal(want.Names, &names); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(want.Losses, &losses); err != nil {
		t.Fatal(err)
	}
	tr := torchTrainer(t)
	for k, p := range tr.net.Params() {
		if k >= len(names) || p.Name != names[k] {
			t.Fatalf("parameter %d is %s, PyTorch's are %q", k, p.Name, names)
		}
	}
	p, err := newProgram(tr.net, 3)
	if err != nil {
		t.Fatal(err)
	}
	copy(nn.Data(p.x), tr.batch.x)
	copy(nn.Data(p.t), tr.batch.time)
	copy(nn.Data(p.g), tr.batch.flags)
	e := tr.net.embedding()
	for i, label := range tr.batch.label {
		copy(nn.Data(p.y)[i*e:], tr.net.y.Data()[int(label)*e:][:e])
	}
	if err := p.machine.RunAll(); err != nil {
		t.Fatal(err)
	}
	want.Velocity.matches(t, "velocity", nn.Data(p.v), 1e-5)

	for k := range losses {
		if k == 0 {
			if err := tr.update.Machine.RunAll(); err != nil {
				t.Fatal(err)
			}
			for i, p := range tr.net.Params() {
				grad, err := tr.update.Weights[i].Grad()
				if err != nil {
					t.Fatal(err)
				}
				want.Grads[p.Name].matches(t, "gradient of "+p.Name, grad.Data().([]float32), 1e-4)
			}
		}
		loss, err := tr.learn(func() {})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(loss-losses[k]) > 1e-5*losses[k] {
			t.Errorf("loss %d is %v, PyTorch has %v", k, loss, losses[k])
		}
	}
	m, err := tr.averaged()
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range tr.net.Params() {
		share := 1e-4
		if p.Name == "t.weight" {
			share = 1e-3 // Adam takes whole steps along gradients that are next to nothing
		}
		want.After[p.Name].matches(t, "after training "+p.Name, p.Data(), share)
		want.Averages[p.Name].matches(t, "average of "+p.Name, m.Params()[i].Data(), share)
	}
	for name, s := range map[string]Sampling{
		"velocities": {Mix: []float64{0.7, 0.3}, Guidance: 3, Steps: 3},
		"labels":     {Mix: []float64{0.7, 0.3}, Guidance: 3, Steps: 3, Way: Labels},
		"plain":      {Mix: Only(1, 2), Guidance: 1, Steps: 2},
	} {
		x := make([]float32, 2*m.net.pixels())
		for i := range x {
			x[i] = float32(wave(i, 2.9, 0.3))
		}
		if err := m.follow(context.Background(), x, 2, s, nil, nil); err != nil {
			t.Fatal(err)
		}
		want.Samples[name].matches(t, "samples by "+name, x, 1e-4)
	}
}

// Pictures are changed as PyTorch's affine_grid and grid_sample change them.
func TestAugmentedIsPyTorchs(t *testing.T) {
	want := readTorch(t).Augmented
	const side = 32
	picture, changed := make([]float32, 3*side*side), make([]float32, 3*side*side)
	for i := range picture {
		picture[i] = float32(wave(i, 0.0713, 1))
	}
	for i, c := range []change{
		{right: 0.1, down: -0.2, scale: 1.15, angle: 0.2, stretch: 0.9, brightness: 0.1, contrast: 1.3, saturation: 0.6},
		{mirror: true, right: -0.05, down: 0.15, scale: 0.85, angle: -0.3, stretch: 1.1, brightness: -0.2, contrast: 0.8, saturation: 1.5},
	} {
		if err := c.apply(changed, picture, side); err != nil {
			t.Fatal(err)
		}
		want[i].matches(t, "augmented", changed, 1e-5)
	}
}

// What is told is what was done, as often as it should be.
func TestDrawnChanges(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	const n = 4000
	told, mirrored := make([]int, Flags), 0
	flags := make([]float32, Flags)
	for range n {
		c := drawChange(flags, rng)
		if c.mirror {
			mirrored++
		}
		for i, v := range []float64{c.right, c.down, c.scale - 1, c.angle, c.stretch - 1, c.brightness, c.contrast - 1, c.saturation - 1} {
			if (v != 0) != (flags[i] == 1) {
				t.Fatalf("kind %d changes by %v, told %v", i, v, flags[i])
			}
			told[i] += int(flags[i])
		}
	}
	for i, count := range append(told, mirrored-n/10) {
		if math.Abs(float64(count)-n*augmented) > 160 { // five deviations
			t.Errorf("kind %d: %d of %d", i, count, n)
		}
	}
}
