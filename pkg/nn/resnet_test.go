package nn_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// residualNet is a small residual network with group norm and SiLU, five classes
// and a number beside them.
type residualNet struct {
	trunk          *nn.Sequential
	classes, angle *nn.LinearLayer
}

func newResidualNet(rng *rand.Rand) *residualNet {
	norm := func(name string, channels int) nn.Layer {
		return nn.NewGroupNorm(name, nn.GroupNormConfig{Groups: 4, Channels: channels})
	}
	block := func(name string, in, out, stride int) nn.Layer {
		body := nn.NewSequential(
			norm(name+".gn1", in), nn.NewSiLU(),
			nn.NewConv2D(name+".conv1", nn.Conv2DConfig{In: in, Out: out, Kernel: 3, Stride: stride, Padding: 1, NoBias: true}, rng),
			norm(name+".gn2", out), nn.NewSiLU(),
			nn.NewConv2D(name+".conv2", nn.Conv2DConfig{In: out, Out: out, Kernel: 3, Padding: 1}, rng),
		)
		if stride == 1 && in == out {
			return nn.NewResidual(body, nil)
		}
		return nn.NewResidual(body, nn.NewConv2D(name+".shortcut", nn.Conv2DConfig{In: in, Out: out, Kernel: 1, Stride: stride}, rng))
	}
	return &residualNet{
		trunk: nn.NewSequential(
			nn.NewConv2D("stem", nn.Conv2DConfig{In: 3, Out: 8, Kernel: 3, Padding: 1}, rng),
			block("block1", 8, 8, 1),
			block("block2", 8, 16, 2),
			norm("gn", 16), nn.NewSiLU(), nn.NewGlobalAvgPool2D(),
		),
		classes: nn.NewLinear("classes", nn.LinearConfig{In: 16, Out: 5}, rng),
		angle:   nn.NewLinear("angle", nn.LinearConfig{In: 16, Out: 1}, rng),
	}
}

func (n *residualNet) layers() nn.Layers { return nn.Layers{n.trunk, n.classes, n.angle} }

// residualRun trains it.
type residualRun struct {
	net                  *residualNet
	x, label, turn       *G.Node
	logits, turned, loss *G.Node
	weights, grads       G.Nodes
	machine              *nn.Machine
	adam                 *nn.Adam
	source               *rand.PCG
	ema                  *nn.EMA
	best                 *nn.Best
	epoch                int
}

func newResidualRun(t *testing.T, seed uint64, n int) *residualRun {
	t.Helper()
	r := &residualRun{source: rand.NewPCG(seed, 1)}
	r.net = newResidualNet(rand.New(r.source))
	g := G.NewGraph()
	r.x, r.label, r.turn = must(t)(nn.Input(g, "x", n, 3, 8, 8)), must(t)(nn.Input(g, "label", n)), must(t)(nn.Input(g, "turn", n, 1))
	features := must(t)(r.net.trunk.Build(r.x, nn.Train))
	r.logits = must(t)(r.net.classes.Build(features, nn.Train))
	r.turned = must(t)(r.net.angle.Build(features, nn.Train))
	cross := must(t)(nn.SoftmaxCrossEntropyWith(r.logits, r.label, nn.CrossEntropyConfig{LabelSmoothing: 0.1}))
	r.loss = G.Must(G.Add(cross, must(t)(nn.MSE(r.turned, r.turn))))
	var err error
	if r.weights, r.grads, err = nn.Grad(r.loss, r.net.layers().Params()); err != nil {
		t.Fatal(err)
	}
	if r.machine, err = nn.NewMachine(append(G.Nodes{r.logits, r.turned, r.loss}, r.grads...)...); err != nil {
		t.Fatal(err)
	}
	r.adam = nn.NewAdamW(nn.AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, WeightDecay: 0.05})
	_, others := nn.Filters(r.net.layers().Params())
	if err := r.adam.SetGroups(nn.Group{Params: others}); err != nil {
		t.Fatal(err)
	}
	if r.ema, err = nn.NewEMAOf(r.net.layers(), 0.9); err != nil {
		t.Fatal(err)
	}
	r.best = nn.NewBest(r.net.layers())
	return r
}

// step is one step of training on what the inputs hold.
func (r *residualRun) step(t *testing.T, lr float64) (loss, norm float64) {
	t.Helper()
	if err := r.machine.RunAll(); err != nil {
		t.Fatal(err)
	}
	model := G.NodesToValueGrads(r.weights)
	norm, err := nn.ClipNorm(model, 1)
	if err != nil {
		t.Fatal(err)
	}
	r.adam.SetLR(lr)
	if err := r.adam.Step(model); err != nil {
		t.Fatal(err)
	}
	r.ema.Update()
	return float64(nn.Data(r.loss)[0]), norm
}

func (r *residualRun) state() *nn.RunState {
	return nn.State(r.net.layers(), r.adam, r.source).Also("epoch", &r.epoch).Also("ema", r.ema).Also("best", r.best)
}

// train goes on to the last of epochs on data that the run draws, or to the one
// where somebody pulls the plug, and saves there.
func (r *residualRun) train(t *testing.T, epochs int, path string, plug int) (losses []float64) {
	t.Helper()
	for r.epoch < plug {
		rng := rand.New(r.source)
		for i := range nn.Data(r.label) {
			nn.Data(r.label)[i] = float32(rng.IntN(5))
			nn.Data(r.turn)[i] = float32(rng.NormFloat64())
		}
		for i := range nn.Data(r.x) {
			nn.Data(r.x)[i] = float32(rng.NormFloat64())
		}
		loss, _ := r.step(t, nn.WarmUp(r.epoch, 2, nn.Cosine(r.epoch, epochs, 0.01, 0)))
		r.best.Keep(-loss)
		losses = append(losses, loss)
		r.epoch++
	}
	if path != "" {
		if err := r.state().WriteFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return losses
}

// resnetOracle is testdata/torch_resnet.json.
type resnetOracle struct {
	X, Angle, Logits, Turned array
	Labels                   []float64
	Loss                     float64
	Weights, Grads, After    map[string]array
	Losses, Norms            []float64
}

// TestResidualNetworkIsPyTorchs compares outputs, gradients and three steps of
// training with decay on filters alone, clipping and a falling learning rate.
func TestResidualNetworkIsPyTorchs(t *testing.T) {
	raw, err := os.ReadFile("testdata/torch_resnet.json")
	if err != nil {
		t.Fatal(err)
	}
	var o resnetOracle
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	r := newResidualRun(t, 1, len(o.Labels))
	sd := &nn.StateDict{}
	for name, a := range o.Weights {
		sd.Tensors = append(sd.Tensors, nn.StateTensor{Name: name, Shape: a.Shape, Data: dense(a).Float32s()})
	}
	if err := sd.CopyTo(r.net.layers().Params()); err != nil {
		t.Fatal(err)
	}
	for n, a := range map[*G.Node]array{r.x: o.X, r.turn: o.Angle, r.label: {[]int{len(o.Labels)}, o.Labels}} {
		if err := nn.Feed(n, dense(a).Float32s()); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.machine.RunAll(); err != nil {
		t.Fatal(err)
	}
	checkClose(t, "logits", nn.Data(r.logits), o.Logits.Data, 1e-5)
	checkClose(t, "second output", nn.Data(r.turned), o.Turned.Data, 1e-5)
	checkClose(t, "loss", nn.Data(r.loss), []float64{o.Loss}, 1e-5)
	for i, p := range r.net.layers().Params() {
		checkClose(t, "gradient of "+p.Name, nn.Data(r.grads[i]), o.Grads[p.Name].Data, 1e-5)
	}
	for i := range o.Losses {
		loss, norm := r.step(t, nn.Cosine(i, len(o.Losses), 0.01, 0))
		if math.Abs(loss-o.Losses[i]) > 1e-4 || math.Abs(norm-o.Norms[i]) > 1e-4 {
			t.Errorf("step %d: loss %g and norm %g, want %g and %g", i, loss, norm, o.Losses[i], o.Norms[i])
		}
	}
	for _, p := range r.net.layers().Params() {
		checkClose(t, "after training: "+p.Name, p.Data(), o.After[p.Name].Data, 1e-4)
	}
}

// Three epochs give the same bits on any number of processors.
func TestResidualNetworkWhateverTheProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var want [][]uint32
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		r := newResidualRun(t, 5, 32)
		r.train(t, 3, "", 3)
		for i, p := range r.net.layers().Params() {
			if procs == 1 {
				want = append(want, bitsOf(p.Data()))
			} else if !slices.Equal(bitsOf(p.Data()), want[i]) {
				t.Errorf("%d processors: %s differs", procs, p.Name)
			}
		}
	}
}

// A run that was saved goes on in another process, with other numbers drawn there
// first, as the one that never stopped: bit for bit.
func TestResidualNetworkResumes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.safetensors")
	whole := newResidualRun(t, 5, 4)
	losses := whole.train(t, 6, "", 6)

	first := newResidualRun(t, 5, 4)
	first.train(t, 6, path, 3)
	resumed := newResidualRun(t, 99, 4) // other weights, another place in the numbers
	if err := resumed.state().ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if resumed.epoch != 3 {
		t.Fatalf("goes on with epoch %d, want 3", resumed.epoch)
	}
	if got := resumed.train(t, 6, "", 6); !slices.Equal(got, losses[3:]) {
		t.Errorf("losses after resuming are %v, want %v", got, losses[3:])
	}
	for name, both := range map[string][2][]nn.Param{
		"weights":  {whole.net.layers().Params(), resumed.net.layers().Params()},
		"averages": {whole.ema.Params(), resumed.ema.Params()},
	} {
		for i, p := range both[0] {
			if !slices.Equal(bitsOf(p.Data()), bitsOf(both[1][i].Data())) {
				t.Errorf("%s: %s differs", name, p.Name)
			}
		}
	}
	a, _ := whole.best.Score()
	if b, ok := resumed.best.Score(); !ok || a != b || whole.best.Waited() != resumed.best.Waited() {
		t.Errorf("best is %g after %d, want %g after %d", b, resumed.best.Waited(), a, whole.best.Waited())
	}
	whole.best.Restore()
	resumed.best.Restore()
	for i, p := range whole.net.layers().Params() {
		if !slices.Equal(bitsOf(p.Data()), bitsOf(resumed.net.layers().Params()[i].Data())) {
			t.Errorf("best: %s differs", p.Name)
		}
	}
	if whole.source.Uint64() != resumed.source.Uint64() {
		t.Error("the next random numbers differ")
	}
}
