package cnn

import (
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

// torchDigest is what testdata/torch_resnet.py keeps of a tensor.
type torchDigest struct {
	Norm         float64
	Waves, First []float64
}

// torchResNet is testdata/torch_resnet.json.
type torchResNet struct {
	Logits, Losses, Averaged []float64
	Grads, After, Averages   map[string]torchDigest
}

func wave(i int, a, b float64) float64 { return math.Sin(a*float64(i) + b) }

// matches compares a tensor with what PyTorch has, to 1e-4 of the larger of 1 and
// its norm.
func (d torchDigest) matches(t *testing.T, what string, got []float32) {
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
		if math.Abs(all[i]-want[i]) > 1e-4*max(1, d.Norm) {
			t.Errorf("%s: number %d is %v, PyTorch has %v", what, i, all[i], want[i])
		}
	}
}

func near(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	for i, v := range got {
		if math.Abs(float64(v)-want[i]) > 1e-4*max(1, math.Abs(want[i])) {
			t.Errorf("%s %d is %v, PyTorch has %v", what, i, v, want[i])
		}
	}
}

// Forward, backward, one cycle of updates and the averages are PyTorch's.
func TestResNetIsPyTorchs(t *testing.T) {
	raw, err := os.ReadFile("testdata/torch_resnet.json")
	if err != nil {
		t.Fatal(err)
	}
	var want torchResNet
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	const n, updates = 6, 4
	drawn := rand.NewPCG(0, 0)
	net := nn.NewSequential(resNet{width: 8, centre: true}.layers(1, rand.New(rand.NewPCG(1, 0)), drawn)...)
	m, err := newModel(ResNet, []string{"clock", "crocodile"}, 32, net, probes{first: -1, latent: -1})
	if err != nil {
		t.Fatal(err)
	}
	params := m.Params()
	slices.SortFunc(params, func(a, b nn.Param) int { return strings.Compare(a.Name, b.Name) })
	for k, p := range params {
		scale, shift := 0.1, 0.0
		if dims := p.Value.Shape(); len(dims) > 1 {
			scale = 1.4 * math.Sqrt(2/float64(dims.TotalSize()/dims[0]))
		}
		if strings.Contains(p.Name, "bn") && strings.Contains(p.Name, "weight") {
			shift = 1
		}
		for i := range p.Data() {
			p.Data()[i] = float32(wave(i, 1.7, float64(k))*scale + shift)
		}
	}
	b := &dataset.Batch{Index: make([]int, n)}
	for i := range n * 3 * 32 * 32 {
		b.X = append(b.X, float32(0.5+0.5*wave(i, 0.713, 1)*wave(i, 0.0101, 2)))
	}
	for _, v := range []float32{0, 1, 0.25, 1, 0, 0.9} {
		b.Targets = append(b.Targets, 1-v, v)
	}
	config := ResNetConfig()
	// Small steps, or rounding decides at the corners of ReLU and maximum; a decay
	// that still shows.
	config.Epochs, config.LearningRate, config.WeightDecay = updates, 5e-5, 5
	tr, err := newTrainer(m, config, updates)
	if err != nil {
		t.Fatal(err)
	}
	for k := range updates {
		var sum Score
		if err := tr.update(b, &sum); err != nil {
			t.Fatal(err)
		}
		near(t, "loss", []float32{float32(sum.Loss / n)}, want.Losses[k:])
		if k > 0 {
			continue
		}
		s := tr.steps[n]
		near(t, "logit", nn.Data(s.logits), want.Logits)
		for i, p := range m.Params() {
			grad, err := s.update.Weights[i].Grad()
			if err != nil {
				t.Fatal(err)
			}
			want.Grads[p.Name].matches(t, "gradient of "+p.Name, grad.Data().([]float32))
		}
	}
	compare := func(what string, want map[string]torchDigest) {
		seen := 0
		for _, p := range m.everything() {
			if p.Data() != nil {
				want[p.Name].matches(t, what+" "+p.Name, p.Data())
				seen++
			}
		}
		if seen != len(want) {
			t.Errorf("%d tensors, PyTorch has %d", seen, len(want))
		}
	}
	compare("after training", want.After)
	tr.average.swap()
	compare("average of", want.Averages)
	logits, err := m.logits(b.X)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "logit of the averages", logits, want.Averaged)
}
