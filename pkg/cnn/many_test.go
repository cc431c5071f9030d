package cnn_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

// colours is n images a class of size×size pixels, noisy, each class of its own
// colour.
func colours(classes, n, size int) *dataset.Dataset {
	rng := rand.New(rand.NewPCG(9, 0))
	d := &dataset.Dataset{Source: "colours", H: size, W: size}
	for class := range classes {
		d.Classes = append(d.Classes, fmt.Sprintf("class%d", class))
		for i := range n {
			d.Labels = append(d.Labels, class)
			d.Paths = append(d.Paths, fmt.Sprintf("class%d/%d.png", class, i))
			for c := range 3 {
				level := 40 + 140*(class>>c&1)
				for range size * size {
					d.Pixels = append(d.Pixels, byte(level+rng.IntN(60)))
				}
			}
		}
	}
	return d
}

// Every architecture learns any number of classes at any size, its file knows
// all of that, and prediction, evaluation and report agree.
func TestClassesSizesAndArchitectures(t *testing.T) {
	for _, c := range []struct {
		architecture  string
		classes, size int
	}{{cnn.SimpleNet, 5, 16}, {cnn.SimpleNet, 2, 17}, {cnn.SimpleNet, 3, 48}, {cnn.SmallResNet, 5, 16}, {cnn.ResNet, 2, 32}} {
		t.Run(fmt.Sprintf("%s, %d classes, %d pixels", c.architecture, c.classes, c.size), func(t *testing.T) {
			d := colours(c.classes, 8, c.size)
			split, err := dataset.StratifiedSplit(d.Labels, 6*c.classes, 2*c.classes, 0, rand.New(rand.NewPCG(1, 0)))
			if err != nil {
				t.Fatal(err)
			}
			config := cnn.Config{Architecture: c.architecture, Epochs: 12, BatchSize: 5, LearningRate: 3e-3, Decay: true, KeepBest: true, Augment: dataset.Augmentation{dataset.Mirror{}, dataset.Shift{Most: 0.1}}}
			m, _, err := cnn.Train(t.Context(), d, split, config, nil)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "w.safetensors")
			if err := m.WriteFile(path); err != nil {
				t.Fatal(err)
			}
			back, err := cnn.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if back.Architecture() != c.architecture || back.Size() != c.size || !slices.Equal(back.Classes(), d.Classes) {
				t.Fatalf("came back as %s for %q at %d", back.Architecture(), back.Classes(), back.Size())
			}
			r, err := back.Report(d, split.Validation)
			if err != nil {
				t.Fatal(err)
			}
			s, err := m.Evaluate(d, split.Validation)
			if err != nil {
				t.Fatal(err)
			}
			if r.Correct != s.Correct || math.Abs(r.Loss-s.Loss) > 1e-6 || s.Accuracy < 0.9 {
				t.Errorf("the model scores %v, its file %v", s, r.Score)
			}
			p, err := back.Probabilities(d.X(split.Validation))
			if err != nil {
				t.Fatal(err)
			}
			loss := 0.0
			for i, at := range split.Validation {
				row := p.RawRowView(i)
				sum := 0.0
				for _, v := range row {
					sum += v
				}
				if len(row) != c.classes || math.Abs(sum-1) > 1e-6 {
					t.Fatalf("probabilities %v", row)
				}
				loss -= math.Log(row[d.Labels[at]]) / float64(len(split.Validation))
			}
			if math.Abs(loss-s.Loss) > 1e-4 {
				t.Errorf("the loss is %v, by the probabilities %v", s.Loss, loss)
			}
			second, err := back.Predict(d.X(split.Validation[:1]))
			if c.classes == 2 {
				if err != nil || math.Abs(second[0]-p.At(0, 1)) > 1e-6 {
					t.Errorf("Predict gives %v, %v, Probabilities %v", second, err, p.RawRowView(0))
				}
			} else if err == nil || !strings.Contains(err.Error(), "Probabilities") {
				t.Errorf("Predict of %d classes: %v", c.classes, err)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, c := range []struct {
		architecture string
		classes      []string
		size         int
		says         string
	}{
		{"simplenet", []string{"a"}, 32, "two or more"}, {"simplenet", nil, 32, "two or more"},
		{"simplenet", []string{"a", "b"}, 15, "16×16 or more"}, {"simplenet", []string{"a", "b", "a"}, 32, "different"},
		{"simplenet", []string{"a", "caf\xe9"}, 32, "not UTF-8"}, {"lenet", []string{"a", "b"}, 32, `"lenet"`},
	} {
		if _, err := cnn.New(c.architecture, c.classes, c.size, rng); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for out, says := range map[int]string{3: "want (1, 2) for 2 classes", 2: "", 1: ""} {
		net := nn.NewSequential(nn.NewFlatten(), nn.NewLinear("lin", nn.LinearConfig{In: 3 * 8 * 8, Out: out}, rng))
		_, err := cnn.FromNetwork(net, []string{"a", "b"}, 8)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("a network of %d outputs: %v", out, err)
		}
	}
}

// A network that is handed in trains, is saved, and is read into another one.
func TestFromNetwork(t *testing.T) {
	d := colours(4, 6, 8)
	build := func(seed uint64) *cnn.Model {
		rng := rand.New(rand.NewPCG(seed, 0))
		m, err := cnn.FromNetwork(nn.NewSequential(nn.NewFlatten(), nn.NewLinear("lin", nn.LinearConfig{In: 3 * 8 * 8, Out: 4}, rng)), d.Classes, 8)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := build(1)
	h, err := m.Train(t.Context(), d, dataset.Split{Train: d.All()}, cnn.Config{Epochs: 30, LearningRate: 1e-2}, nil)
	if err != nil || h[29].TrainLoss > h[0].TrainLoss/2 {
		t.Fatalf("%v, %v", h, err)
	}
	more, err := m.Train(t.Context(), d, dataset.Split{Train: d.All()}, cnn.Config{Epochs: 1, LearningRate: 1e-2}, nil)
	if err != nil || more[0].TrainLoss > h[29].TrainLoss {
		t.Errorf("trained further, it began at %v, %v, having been at %v", more, err, h[29])
	}
	if _, err := cnn.FromStateDict(m.StateDict()); err == nil || !strings.Contains(err.Error(), "FromNetwork") {
		t.Errorf("as a named network: %v", err)
	}
	other := build(2)
	if err := other.Load(m.StateDict()); err != nil {
		t.Fatal(err)
	}
	a, errA := m.Evaluate(d, d.All())
	b, errB := other.Evaluate(d, d.All())
	if errA != nil || errB != nil || a != b {
		t.Errorf("%v, %v and %v, %v", a, errA, b, errB)
	}
	s := m.StateDict()
	s.Metadata["classes"] = `["x","y","z","w"]`
	if err := other.Load(s); err == nil || !strings.Contains(err.Error(), "for the classes") {
		t.Errorf("weights for other classes: %v", err)
	}
	if _, err := m.Latent(d.X([]int{0})); err == nil {
		t.Error("a latent vector of an unknown network")
	}
	if _, err := m.FeatureMaps(d.Sample(0)); err == nil {
		t.Error("feature maps of an unknown network")
	}
}

// All but the last layer of a network for other classes is taken over.
func TestLoadPartly(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	two, err := cnn.New(cnn.ResNet, []string{"a", "b"}, 32, rng)
	if err != nil {
		t.Fatal(err)
	}
	five, err := cnn.New(cnn.ResNet, strings.Fields("a b c d e"), 32, rng)
	if err != nil {
		t.Fatal(err)
	}
	c, err := five.LoadPartly(two.StateDict())
	if err != nil || !slices.Equal(c.Misshapen, []string{"lin.weight", "lin.bias"}) || len(c.Missing)+len(c.Extra) > 0 {
		t.Errorf("%v, %v", c, err)
	}
	if !slices.Equal(five.Params()[0].Data(), two.Params()[0].Data()) {
		t.Error("the first filters were not taken over")
	}
}

// What PyTorch's wrappers put before the names is known; a size and classes
// that no metadata tell are those that fit.
func TestFromStateDictOfPyTorch(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, prefix := range []string{"", "module.", "_orig_mod.", "_orig_mod.module.", "module._orig_mod."} {
		m, err := cnn.New(cnn.SimpleNet, strings.Fields("a b c"), 64, rng)
		if err != nil {
			t.Fatal(err)
		}
		s := m.StateDict().Rename(func(name string) string { return prefix + name })
		s.Metadata = nil
		back, err := cnn.FromStateDict(s)
		if err != nil {
			t.Errorf("%q: %v", prefix, err)
			continue
		}
		if back.Size() != 64 || !slices.Equal(back.Classes(), []string{"class 0", "class 1", "class 2"}) {
			t.Errorf("%q: %d pixels, classes %q", prefix, back.Size(), back.Classes())
		}
	}
}

// The best epoch's weights stay, wherever training ends.
func TestKeepBest(t *testing.T) {
	d, split := small(t)
	for _, stop := range []int{0, 7} {
		ctx, cancel := context.WithCancel(t.Context())
		config := cnn.Config{Epochs: 12, LearningRate: 2e-2, KeepBest: true}
		m, history, err := cnn.Train(ctx, d, split, config, func(e cnn.Epoch) {
			if e.Number == stop {
				cancel()
			}
		})
		cancel()
		if stop > 0 != errors.Is(err, context.Canceled) || stop == 0 && err != nil {
			t.Fatal(err)
		}
		best := history[0]
		for _, e := range history {
			if e.ValidationAccuracy > best.ValidationAccuracy || e.ValidationAccuracy == best.ValidationAccuracy && e.ValidationLoss < best.ValidationLoss {
				best = e
			}
		}
		s, err := m.Evaluate(d, split.Validation)
		if err != nil {
			t.Fatal(err)
		}
		if s.Loss != best.ValidationLoss {
			t.Errorf("the model scores %v, its best epoch %+v of %v", s, best, history)
		}
	}
}

// Augmented training, too, gives the same bits again.
func TestAugmentIsSeeded(t *testing.T) {
	d, split := small(t)
	config := cnn.Config{Epochs: 3, BatchSize: 16, LearningRate: 1e-3, Augment: dataset.Augmentation{dataset.Mirror{}, dataset.Shift{Most: 0.2}}}
	_, a, err := cnn.Train(t.Context(), d, split, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, b, err := cnn.Train(t.Context(), d, split, config, nil)
	if err != nil || !slices.Equal(a, b) {
		t.Errorf("%v and %v, %v", a, b, err)
	}
}

// Predicting batches of many sizes keeps programs for a few.
func TestPredictManySizesKeepsLittle(t *testing.T) {
	m := fresh(t, "a", "b")
	const picture = 3 * cnn.Height * cnn.Width
	x := make([]float32, 250*picture)
	before := heap()
	for n := 1; n <= 250; n++ {
		if _, err := m.Predict(x[:n*picture]); err != nil {
			t.Fatal(err)
		}
	}
	if grown := heap() - before; grown > 100<<20 {
		t.Errorf("the model keeps %d MB", grown>>20)
	}
	if _, err := m.Predict(x[:picture]); err != nil {
		t.Fatal(err)
	}
}

func TestModelPicture(t *testing.T) {
	m, err := cnn.New(cnn.SimpleNet, []string{"a", "b"}, 48, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewNRGBA(image.Rect(0, 0, 100, 60))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	img.SetNRGBA(0, 0, color.NRGBA{0, 0, 0, 255})
	if x := m.Picture(img); len(x) != 3*48*48 || slices.Min(x) < 0.99 {
		t.Errorf("%d values from %v on", len(x), slices.Min(x))
	}
}
