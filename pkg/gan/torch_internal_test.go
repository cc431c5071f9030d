package gan

import (
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// torchDigest is what testdata/torch_gan.py keeps of a tensor.
type torchDigest struct {
	Norm         float64
	Waves, First []float64
}

type torchGAN struct {
	LossD, LossG, Penalty []float64
	Said                  [][]float64

	Fake, Sampled                           torchDigest
	GradsD, GradsG, AfterD, AfterG, Tracked map[string]torchDigest
}

type torchNumbers struct {
	Autoencoder struct {
		Losses       []float64
		Codes, Again torchDigest
	}
	Relativistic, Hinge torchGAN
}

func readTorch(t *testing.T) (n torchNumbers) {
	t.Helper()
	raw, err := os.ReadFile("testdata/torch_gan.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func wave(i int, a, b float64) float64 { return math.Sin(a*float64(i) + b) }

// matches compares a tensor with what PyTorch has, to tolerance times the larger of
// 1 and its norm.
func (d torchDigest) matches(t *testing.T, what string, got []float32, tolerance float64) {
	t.Helper()
	if len(got) == 0 || len(d.First) == 0 {
		t.Fatalf("%s: nothing to compare", what)
	}
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
		if !(math.Abs(all[i]-want[i]) <= tolerance*max(1, d.Norm)) {
			t.Errorf("%s: number %d is %v, PyTorch has %v", what, i, all[i], want[i])
		}
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 2e-5*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, PyTorch has %v", what, got, want)
	}
}

// fillByName gives weights what torch_gan.py gives them.
func fillByName(net nn.Network, prefix string, gain float64) {
	params := slices.Clone(net.Params())
	byName := func(a, b nn.Param) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(params, byName)
	for k, p := range params {
		scale, s := 0.1, p.Value.Shape()
		if len(s) > 1 {
			scale = gain / math.Sqrt(float64(s.TotalSize()/s[0]))
		}
		for i := range p.Data() {
			p.Data()[i] = float32(wave(i, 1.7, float64(k)) * scale)
		}
	}
	buffers := slices.Clone(net.Buffers())
	buffers = slices.DeleteFunc(buffers, func(p nn.Param) bool {
		return !strings.HasSuffix(p.Name, "_u") && !strings.HasSuffix(p.Name, "_v")
	})
	slices.SortFunc(buffers, byName)
	for k, p := range buffers {
		norm := 0.0
		for i := range p.Data() {
			p.Data()[i] = float32(wave(i, 0.9, float64(k)))
			norm += float64(p.Data()[i]) * float64(p.Data()[i])
		}
		for i := range p.Data() {
			p.Data()[i] = float32(float64(p.Data()[i]) / math.Sqrt(norm))
		}
	}
}

// setAugment gives an augmentation's inputs the numbers of torch_gan.py.
func setAugment(g *G.ExprGraph, name string, n, k int) {
	of := func(part string) []float32 { return nn.Data(g.ByName(name + part)[0]) }
	mod := func(a, b int) float32 { return float32(a % b) }
	for i := range n {
		w := func(j int) float32 { return float32(wave(j, 1.3, float64(i+10*k))) }
		copy(of(".colour")[3*i:], []float32{0.5 * w(0), 1 + w(1), 1 + 0.5*w(2)})
		copy(of(".shift")[2*i:], []float32{mod(3*i+k, 5) - 2, mod(5*i+2*k, 5) - 2})
		copy(of(".box")[4*i:], []float32{mod(7*i+k, 17) - 4, mod(3*i+5*k, 17) - 4, 8, 8})
	}
}

const torchSize, torchClasses, torchBatch, torchPenalised = 16, 3, 6, 4

func torchConfig(loss string) Config {
	c := Config{
		Loss: loss, Steps: 2, Batch: torchBatch, Channels: 4, Latent: 7, Label: 5, LearningRate: 2e-4,
		Average: 0.9, Augment: nn.DefaultAugment(), Every: 1,
	}
	if loss == Relativistic {
		c.Penalty, c.Sigma, c.Penalised = 0.5, 0.05, torchPenalised
	}
	return c
}

// feedTorch feeds a trainer what torch_gan.py feeds its networks in a step.
func feedTorch(tr *trainer, k int) {
	step := float64(k)
	for i := range torchBatch * 3 * torchSize * torchSize {
		nn.Data(tr.learn.real)[i] = float32(wave(i, 0.713, 1+step) * wave(i, 0.0101, 2))
	}
	torchNoise(nn.Data(tr.fool.z), step)
	if tr.learn.noise != nil {
		for i := range nn.Data(tr.learn.noise) {
			nn.Data(tr.learn.noise)[i] = float32(0.05 * 1.4 * wave(i, 3.7, 4+step))
		}
		copy(nn.Data(tr.fool.real), nn.Data(tr.learn.real))
		setAugment(tr.fool.real.Graph(), "augment real", torchBatch, 10*k+2)
	}
	shares := nn.Data(tr.fool.shares)
	clear(shares)
	for i, y := range []int{0, 1, 2, 2, 1, 0} {
		shares[i*torchClasses+y] = 1
	}
	tr.share(shares)
	setAugment(tr.learn.real.Graph(), "augment", 2*torchBatch, 10*k)
	setAugment(tr.fool.fake.Graph(), "augment", torchBatch, 10*k+1)
}

func torchNoise(z []float32, step float64) {
	for i := range z {
		z[i] = float32(1.5 * wave(i, 2.1, 3+step))
	}
}

// Forward, both networks' gradients, updates, statistics, the average and what it
// makes of labels in between are PyTorch's.
func TestUpdatesArePyTorchs(t *testing.T) {
	numbers := readTorch(t)
	for loss, want := range map[string]torchGAN{Relativistic: numbers.Relativistic, Hinge: numbers.Hinge} {
		t.Run(loss, func(t *testing.T) {
			tr, err := newTrainer(torchClasses, torchSize, torchConfig(loss))
			if err != nil {
				t.Fatal(err)
			}
			fillByName(tr.generator, "generator.", 1.6)
			fillByName(tr.discriminator, "discriminator.", 1.6)
			if tr.average, err = nn.NewEMAOf(tr.generator, 0.9); err != nil {
				t.Fatal(err)
			}
			tr.fool.update.Averages = []*nn.EMA{tr.average}
			for k := range 2 {
				feedTorch(tr, k)
				s, err := tr.update()
				if err != nil {
					t.Fatal(err)
				}
				near(t, "discriminator's loss", s.lossD, want.LossD[k])
				near(t, "generator's loss", s.lossG, want.LossG[k])
				if tr.learn.penalty != nil {
					near(t, "penalty", s.penalty, want.Penalty[k])
				}
				said, margin := nn.Data(tr.learn.said), 0.0
				for i, v := range want.Said[k] {
					// The pairing loss sees differences alone: what is added to all is rounding.
					common := 0.0
					if loss == Relativistic {
						common = float64(said[0]) - want.Said[k][0]
					}
					near(t, "opinion", float64(said[i])-common, v)
					margin += v / torchBatch * float64(1-2*(i/torchBatch))
				}
				near(t, "margin", s.margin, margin)
				if k == 0 {
					want.Fake.matches(t, "pictures", nn.Data(tr.fool.fake), 1e-5)
					gradientsMatch(t, tr.learn.update.Weights, tr.discriminator, "discriminator.", want.GradsD)
					gradientsMatch(t, tr.fool.update.Weights, tr.generator, "generator.", want.GradsG)
				}
			}
			if loss == Relativistic {
				delete(want.AfterD, "l.bias")
			}
			parametersMatch(t, slices.DeleteFunc(tr.discriminator.Params(), func(p nn.Param) bool {
				return loss == Relativistic && p.Name == "discriminator.l.bias"
			}), "discriminator.", want.AfterD)
			parametersMatch(t, tr.generator.Params(), "generator.", want.AfterG)
			parametersMatch(t, tr.generator.Buffers(), "generator.", want.Tracked)
			sampledMatches(t, tr, want.Sampled)
		})
	}
}

func gradientsMatch(t *testing.T, weights []G.ValueGrad, net nn.Network, prefix string, want map[string]torchDigest) {
	t.Helper()
	if len(weights) != len(want) {
		t.Fatalf("%d gradients, PyTorch has %d", len(weights), len(want))
	}
	for i, p := range net.Params() {
		grad, err := weights[i].Grad()
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.Name, prefix)
		want[name].matches(t, "gradient of "+name, grad.Data().([]float32), 1e-4)
	}
}

func parametersMatch(t *testing.T, params []nn.Param, prefix string, want map[string]torchDigest) {
	t.Helper()
	left := maps.Clone(want)
	for _, p := range params {
		name := strings.TrimPrefix(p.Name, prefix)
		w, ok := want[name]
		delete(left, name)
		switch {
		case strings.HasSuffix(name, "num_batches_tracked"):
			continue
		case !ok:
			t.Errorf("PyTorch has no %s", name)
		case name == "l.bias" && prefix == "generator." || name == "t.0.bias":
			// A batch norm takes it away: its gradient is nothing but rounding, which
			// Adam makes a step of.
		default:
			w.matches(t, name, p.Data(), 1e-5)
		}
	}
	for name := range left {
		t.Errorf("%s is missing", name)
	}
}

// sampledMatches compares what a model with the trainer's average makes of mixes.
func sampledMatches(t *testing.T, tr *trainer, want torchDigest) {
	t.Helper()
	m, err := NewModel([]string{"a", "b", "c"}, torchSize, tr.config, rand.New(rand.NewPCG(9, 9)))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.take(tr); err != nil {
		t.Fatal(err)
	}
	s, err := newSampler(m.net, torchClasses)
	if err != nil {
		t.Fatal(err)
	}
	torchNoise(nn.Data(s.z)[:torchBatch*7], 0)
	copy(nn.Data(s.shares), []float32{0.5, 0.5, 0, 0.2, 0.3, 0.5, 0, 0, 1, 1, 0, 0, 0, 0.25, 0.75, 1. / 3, 1. / 3, 1. / 3})
	if err := s.machine.RunAll(); err != nil {
		t.Fatal(err)
	}
	want.matches(t, "samples", nn.Data(s.y)[:torchBatch*3*torchSize*torchSize], 1e-5)
}

// The report's autoencoder has PyTorch's losses, and afterwards its codes and
// pictures.
func TestAutoencoderIsPyTorchs(t *testing.T) {
	want := readTorch(t).Autoencoder
	d := &dataset.Dataset{Classes: []string{"a", "b"}, Labels: []int{0, 1, 0, 1, 0}, H: 6, W: 8}
	for i := range 15 * 48 {
		d.Pixels = append(d.Pixels, byte(i*37))
	}
	a, err := NewAutoencoder(6, 8, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range a.Params() {
		scale := 0.1
		if p.Value.Dims() > 1 {
			scale = 0.25
		}
		for i := range p.Data() {
			p.Data()[i] = float32(wave(i, 1.7, float64(k)) * scale)
		}
	}
	config := DefaultAutoencoder()
	config.Epochs = 4
	history, err := a.train(t.Context(), d, dataset.Split{Train: d.All(), Validation: []int{1, 2}}, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range history {
		near(t, "loss", e.TrainLoss, want.Losses[i])
	}
	codes, err := a.Encode(d.X(d.All()))
	if err != nil {
		t.Fatal(err)
	}
	want.Codes.matches(t, "codes", codes, 1e-5)
	again, err := a.Reconstruct(d.X(d.All()))
	if err != nil {
		t.Fatal(err)
	}
	want.Again.matches(t, "reconstructions", again, 1e-5)
}
