package nn_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

func TestSchedulesArePyTorchs(t *testing.T) {
	raw, err := os.ReadFile("testdata/torch_layers.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Schedules map[string][]float64 }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(step int) float64{
		"one_cycle": func(step int) float64 { return nn.OneCycle(step, 20, 0.3) },
		"cosine":    func(step int) float64 { return nn.Cosine(step, 20, 0.3, 0.01) },
	} {
		want := file.Schedules[name]
		if len(want) < 20 {
			t.Fatalf("%s: %d steps", name, len(want))
		}
		for step, w := range want {
			if got := f(step); math.Abs(got-w) > 1e-9 {
				t.Errorf("%s: step %d is %g, want %g", name, step, got, w)
			}
		}
	}
	for step, want := range []float64{0.25, 0.5, 0.75, 1, 1, 1} {
		if got := nn.WarmUp(step, 4, 1); got != want {
			t.Errorf("warm-up: step %d is %g, want %g", step, got, want)
		}
	}
	if got := nn.Cosine(99, 20, 0.3, 0.01); got != 0.01 {
		t.Errorf("after the end the rate is %g", got)
	}
}

func TestClipNorm(t *testing.T) {
	model := func() ([]G.ValueGrad, *weightAndGrad, *weightAndGrad) {
		a := &weightAndGrad{dense(array{[]int{2}, []float64{0, 0}}), dense(array{[]int{2}, []float64{3, 0}})}
		b := &weightAndGrad{dense(array{[]int{1}, []float64{0}}), dense(array{[]int{1}, []float64{-4}})}
		return []G.ValueGrad{a, b}, a, b
	}
	m, a, b := model()
	if norm, err := nn.ClipNorm(m, 10); err != nil || norm != 5 || a.grad.Float32s()[0] != 3 {
		t.Errorf("norm %g, error %v, gradient %v; want 5 and nothing scaled", norm, err, a.grad)
	}
	norm, err := nn.ClipNorm(m, 1)
	if err != nil || norm != 5 || math.Abs(float64(a.grad.Float32s()[0])-0.6) > 1e-6 || math.Abs(float64(b.grad.Float32s()[0])+0.8) > 1e-6 {
		t.Errorf("norm %g, error %v, gradients %v and %v", norm, err, a.grad, b.grad)
	}
	m, a, b = model()
	b.grad.Float32s()[0] = nan
	if _, err := nn.ClipNorm(m, 1); err == nil || !strings.Contains(err.Error(), "NaN") || a.grad.Float32s()[0] != 3 {
		t.Errorf("of NaN: error %v, gradient %v", err, a.grad)
	}
	if _, err := nn.ClipNorm(m, 0); err == nil || !strings.Contains(err.Error(), "limit is 0") {
		t.Errorf("to nothing: error %v", err)
	}
	// One gradient of two weights is scaled once.
	m, a, b = model()
	a.value, a.grad = b.value, b.grad
	if _, err := nn.ClipNorm(m, 1); err != nil || math.Abs(float64(a.grad.Float32s()[0])+math.Sqrt(0.5)) > 1e-6 {
		t.Errorf("error %v, gradient %v", err, a.grad)
	}
}

func TestGroups(t *testing.T) {
	conv := nn.NewConv2D("c", nn.Conv2DConfig{In: 1, Out: 1, Kernel: 1}, newRNG())
	filters, others := nn.Filters(conv.Params())
	if len(filters) != 1 || filters[0].Name != "c.weight" || len(others) != 1 || others[0].Name != "c.bias" {
		t.Fatalf("filters are %v, others %v", filters, others)
	}
	w, b := &weightAndGrad{conv.Params()[0].Value, dense(array{[]int{1, 1, 1, 1}, []float64{0}})}, &weightAndGrad{conv.Params()[1].Value, dense(array{[]int{1}, []float64{0}})}
	w.value.Float32s()[0], b.value.Float32s()[0] = 1, 1
	adam := nn.NewAdamW(nn.AdamConfig{LR: 0.1, Beta1: 0.9, Beta2: 0.99, Eps: 1e-8, WeightDecay: 0.5})
	if err := adam.SetGroups(nn.Group{Params: others}); err != nil {
		t.Fatal(err)
	}
	if err := adam.Step([]G.ValueGrad{w, b}); err != nil {
		t.Fatal(err)
	}
	if got := w.value.Float32s()[0]; math.Abs(float64(got)-0.95) > 1e-6 {
		t.Errorf("the filter is %g, want 0.95", got)
	}
	if got := b.value.Float32s()[0]; got != 1 {
		t.Errorf("the bias is %g, want 1", got)
	}
	b.grad.Float32s()[0] = 1
	sgd := nn.NewSGD(nn.SGDConfig{LR: 0.1, WeightDecay: 1})
	if err := sgd.SetGroups(nn.Group{Params: others, LRFactor: 0.5}); err != nil {
		t.Fatal(err)
	}
	if err := sgd.Step([]G.ValueGrad{b}); err != nil || math.Abs(float64(b.value.Float32s()[0])-0.95) > 1e-6 {
		t.Errorf("error %v, the bias is %v, want 0.95", err, b.value)
	}
	if err := sgd.SetGroups(nn.Group{Params: others}, nn.Group{Params: others}); err == nil || !strings.Contains(err.Error(), "c.bias is in two groups") {
		t.Errorf("twice: error %v", err)
	}
	if err := adam.SetGroups(nn.Group{Params: others, WeightDecay: -1}); err == nil || !strings.Contains(err.Error(), "decay -1") {
		t.Errorf("negative: error %v", err)
	}
}

func TestMixup(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	targets, err := nn.OneHot([]int{0, 1, 2}, 3)
	if err != nil {
		t.Fatal(err)
	}
	x := []float32{0, 0, 10, 10, 20, 20}
	lambda, err := nn.Mixup(x, targets, 3, 0.5, rng)
	if err != nil || !(lambda >= 0 && lambda <= 1) {
		t.Fatalf("λ is %g, error %v", lambda, err)
	}
	for i := range 3 { // a picture's value says which it is: so must its targets
		row := targets[3*i:][:3]
		if want := 10*row[1] + 20*row[2]; math.Abs(float64(x[2*i]-want)) > 1e-5 || math.Abs(float64(row[0]+row[1]+row[2]-1)) > 1e-6 {
			t.Errorf("picture %d is %v with targets %v", i, x[2*i:][:2], row)
		}
	}
	for _, alpha := range []float64{0.05, 0.2, 1, 4} { // Beta(α, α): mean ½, variance 1/(4(2α+1))
		var sum, squares float64
		const n = 4000
		for range n {
			l, err := nn.Mixup([]float32{1}, []float32{1}, 1, alpha, rng)
			if err != nil {
				t.Fatal(err)
			}
			sum, squares = sum+l, squares+(l-0.5)*(l-0.5)
		}
		if want := 1 / (4 * (2*alpha + 1)); math.Abs(sum/n-0.5) > 0.03 || math.Abs(squares/n-want) > 0.1*want {
			t.Errorf("α %g: mean %g, variance %g, want 0.5 and %g", alpha, sum/n, squares/n, want)
		}
	}
	if _, err := nn.OneHot([]int{0, 3}, 3); err == nil || !strings.Contains(err.Error(), "label 1 is 3") {
		t.Errorf("a label that is no class: %v", err)
	}
	if _, err := nn.Mixup(x, targets, 4, 1, rng); err == nil || !strings.Contains(err.Error(), "of 4 pictures") {
		t.Errorf("pictures that do not fit: %v", err)
	}
	if _, err := nn.Mixup(x, targets, 3, 0, rng); err == nil || !strings.Contains(err.Error(), "alpha is 0") {
		t.Errorf("no alpha: %v", err)
	}
}

func TestBest(t *testing.T) {
	bn := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 1})
	best := nn.NewBest(bn)
	if _, ok := best.Score(); ok || best.Restore() {
		t.Error("there is a best before the first score")
	}
	var kept []bool
	for _, score := range []float64{math.NaN(), 0.5, 0.4, 0.7, math.NaN(), 0.7} {
		bn.Params()[0].Data()[0], bn.Buffers()[0].Data()[0] = float32(score), float32(score)
		kept = append(kept, best.Keep(score))
	}
	if !slices.Equal(kept, []bool{false, true, false, true, false, false}) || best.Waited() != 2 {
		t.Errorf("kept %v, waited %d", kept, best.Waited())
	}
	if !best.Restore() || bn.Params()[0].Data()[0] != 0.7 || bn.Buffers()[0].Data()[0] != 0.7 {
		t.Errorf("restored %v and %v, want 0.7", bn.Params()[0].Data(), bn.Buffers()[0].Data())
	}
}

// An average of all that a network is has its statistics too.
func TestEMAOfStatistics(t *testing.T) {
	bn := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 1})
	ema, err := nn.NewEMAOf(bn, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	bn.Buffers()[0].Data()[0] = 8
	ema.Update()
	ema.Swap()
	if got := bn.Buffers()[0].Data()[0]; got != 4 {
		t.Errorf("the running mean's average is %g, want 4", got)
	}
}

func TestLossConfigsRefuse(t *testing.T) {
	g := G.NewGraph()
	x, class, soft := ramp(t, g, "x", 2, 3), must(t)(nn.Input(g, "class", 2)), ramp(t, g, "soft", 2, 3)
	for name, c := range map[string]struct {
		config nn.CrossEntropyConfig
		target *G.Node
		want   string
	}{
		"Smoothing": {nn.CrossEntropyConfig{LabelSmoothing: 1}, class, "LabelSmoothing is 1"},
		"Weights":   {nn.CrossEntropyConfig{ClassWeights: []float64{1}}, class, "1 numbers"},
		"Negative":  {nn.CrossEntropyConfig{ClassWeights: []float64{1, -1, 1}}, class, "of class 1 is -1"},
		"Target":    {nn.CrossEntropyConfig{}, ramp(t, g, "bad", 2, 4), "target is (2, 4)"},
	} {
		if _, err := nn.SoftmaxCrossEntropyWith(x, c.target, c.config); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", name, err, c.want)
		}
	}
	for name, c := range map[string]struct {
		config nn.CrossEntropyConfig
		target *G.Node
		want   string
	}{
		"NoClass":  {nn.CrossEntropyConfig{LabelSmoothing: 0.1}, class, "1 is 7, want a whole number from 0 to 2"},
		"Negative": {nn.CrossEntropyConfig{}, soft, "row 0, class 0, is -2.5"},
		"Nothing":  {nn.CrossEntropyConfig{ClassWeights: []float64{0, 0, 1}}, ramp(t, g, "zero", 2), "weigh nothing"},
	} {
		nn.Data(class)[1] = 7
		if name == "Nothing" {
			clear(nn.Data(c.target))
		}
		vm, _ := ourMachine(t, G.Nodes{must(t)(nn.SoftmaxCrossEntropyWith(x, c.target, c.config))})
		if err := vm.RunAll(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", name, err, c.want)
		}
	}
	if _, err := nn.BCEWithLogitsWith(x, soft, nn.BCEConfig{PositiveWeight: -1}); err == nil || !strings.Contains(err.Error(), "PositiveWeight is -1") {
		t.Errorf("negative weight: error is %v", err)
	}
}
