package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

func TestLayersNameShapesWantedAndGot(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for name, c := range map[string]struct {
		layer nn.Layer
		shape []int
		want  []string
	}{
		"ConvChannels":  {nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 4, Kernel: 3}, rng), []int{2, 1, 8, 8}, []string{"conv1", "(2, 1, 8, 8)", "(N, 3, H, W)"}},
		"ConvDims":      {nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 4, Kernel: 3}, rng), []int{2, 3}, []string{"conv1", "(2, 3)", "(N, 3, H, W)"}},
		"ConvTooSmall":  {nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 4, Kernel: 9}, rng), []int{2, 3, 8, 8}, []string{"conv1", "conv2d"}},
		"ConvConfig":    {nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Kernel: 3}, rng), []int{2, 3, 8, 8}, []string{"conv1", "Out is 0"}},
		"ConvTranspose": {nn.NewConvTranspose2D("up", nn.Conv2DConfig{In: 3, Out: 4, Kernel: 3}, rng), []int{2, 1, 8, 8}, []string{"up", "(N, 3, H, W)"}},
		"Linear":        {nn.NewLinear("lin1", nn.LinearConfig{In: 5, Out: 4}, rng), []int{2, 6}, []string{"lin1", "(2, 6)", "(N, 5)"}},
		"LinearConfig":  {nn.NewLinear("lin1", nn.LinearConfig{In: 5, Out: -4}, rng), []int{2, 5}, []string{"lin1", "Out is -4"}},
		"NoName":        {nn.NewLinear("", nn.LinearConfig{In: 5, Out: 4}, rng), []int{2, 5}, []string{"name"}},
		"BatchNorm":     {nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 3}), []int{2, 4, 1, 1}, []string{"bn", "(2, 4, 1, 1)", "(N, 3, H, W)"}},
		"BatchNormOne":  {nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 3}), []int{1, 3, 1, 1}, []string{"bn", "no variance"}},
		"Pool":          {nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}), []int{2, 4}, []string{"max_pool2d", "(N, C, H, W)"}},
		"PoolTooSmall":  {nn.NewAvgPool2D(nn.PoolConfig{Kernel: 5}), []int{2, 4, 4, 4}, []string{"avg_pool2d"}},
		"Dropout":       {nn.NewDropout(1, rng), []int{2, 4}, []string{"dropout", "p is 1"}},
		"DropoutNoRand": {nn.NewDropout(0.5, nil), []int{2, 4}, []string{"dropout", "rng is nil"}},
		"Empty":         {nn.NewReLU(), []int{2, 0, 4}, []string{"relu", "(2, 0, 4)", "at least 1"}},
		"LeakyReLU":     {nn.NewLeakyReLU(-1), []int{2, 4}, []string{"leaky_relu", "-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.layer.Build(must(t)(nn.Input(G.NewGraph(), "x", c.shape...)), nn.Train)
			for _, w := range c.want {
				if err == nil || !strings.Contains(err.Error(), w) {
					t.Errorf("error is %v, want one with %q", err, w)
				}
			}
		})
	}
}

// generator has a layer of every kind that SimpleNet does not have.
func generator(rng *rand.Rand) *nn.Sequential {
	return nn.NewSequential(
		nn.NewConvTranspose2D("up1", nn.Conv2DConfig{In: 3, Out: 4, Kernel: 4, Stride: 2, Padding: 1, NoBias: true, Init: nn.Normal002}, rng),
		nn.NewBatchNorm2D("bn1", nn.BatchNorm2DConfig{Channels: 4}),
		nn.NewLeakyReLU(0.2),
		nn.NewDropout(0.3, rng),
		nn.NewAvgPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewFlatten(),
		nn.NewLinear("lin", nn.LinearConfig{In: 4 * 16 * 16, Out: 1, Init: nn.XavierUniform, BiasInit: nn.Zeros}, rng),
		nn.NewTanh(),
		nn.NewSigmoid(),
	)
}

func TestTrapModeIsShared(t *testing.T) {
	net := generator(rand.New(rand.NewPCG(1, 1)))
	var names []string
	for _, p := range append(net.Params(), net.Buffers()...) {
		names = append(names, p.Name)
	}
	if want := []string{"up1.weight", "bn1.weight", "bn1.bias", "lin.weight", "lin.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked"}; !slices.Equal(names, want) {
		t.Errorf("names are %v, want %v", names, want)
	}
	tr := newTraining(t, net, 4)
	tr.fill(rand.New(rand.NewPCG(1, 1)))
	x := must(t)(nn.Input(G.NewGraph(), "x", 4, 3, 16, 16))
	copy(nn.Data(x), nn.Data(tr.x))
	y := must(t)(net.Build(x, nn.Eval))

	train, read := ourMachine(t, append(G.Nodes{tr.logits}, tr.grads...))
	eval, readEval := ourMachine(t, G.Nodes{y})
	run := func(m G.VM) {
		t.Helper()
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
	}
	mean := net.Buffers()[0]
	run(eval)
	first := slices.Clone(readEval()[0])
	run(eval)
	if !slices.Equal(first, readEval()[0]) {
		t.Error("evaluation is random")
	}
	if slices.Max(mean.Data()) != 0 || slices.Min(mean.Data()) != 0 {
		t.Errorf("evaluation moved the running mean to %v", mean.Data())
	}
	run(train)
	out := slices.Clone(read()[0])
	for i, g := range read()[1:] {
		if slices.Max(g) == 0 && slices.Min(g) == 0 {
			t.Errorf("gradient of %s is zero", net.Params()[i].Name)
		}
	}
	if slices.Equal(out, first) {
		t.Error("training gives what evaluation gives, without dropout or batch statistics")
	}
	if slices.Max(mean.Data()) == 0 && slices.Min(mean.Data()) == 0 {
		t.Error("training left the running mean alone")
	}
	run(eval)
	if slices.Equal(first, readEval()[0]) {
		t.Error("evaluation does not use the statistics that training recorded")
	}
}

// A solver that is given a weight twice would step twice.
func TestLayerUsedTwiceHasItsParametersOnce(t *testing.T) {
	lin := nn.NewLinear("lin", nn.LinearConfig{In: 4, Out: 4}, rand.New(rand.NewPCG(1, 1)))
	bn := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 2})
	net := nn.NewSequential(lin, nn.NewReLU(), nn.NewSequential(lin, bn), bn)
	if got := len(net.Params()); got != 4 {
		t.Errorf("%d parameters, want 4", got)
	}
	if got := len(net.Buffers()); got != 3 {
		t.Errorf("%d buffers, want 3", got)
	}
}

// Without scale and shift a batch norm computes what one with ones and zeros does, in
// training and in evaluation, and has nothing to learn.
func TestBatchNormWithoutAffine(t *testing.T) {
	with := nn.NewBatchNorm2D("with", nn.BatchNorm2DConfig{Channels: 3})
	without := nn.NewBatchNorm2D("without", nn.BatchNorm2DConfig{Channels: 3, NoAffine: true})
	if got := len(without.Params()); got != 0 {
		t.Errorf("%d parameters", got)
	}
	for _, mode := range []nn.Mode{nn.Train, nn.Eval} {
		x := must(t)(nn.Input(G.NewGraph(), "x", 4, 3, 2, 2))
		for i := range nn.Data(x) {
			nn.Data(x)[i] = float32(i*i%17) - 3
		}
		outputs := G.Nodes{must(t)(with.Build(x, mode)), must(t)(without.Build(x, mode))}
		for _, y := range outputs {
			outputs = append(outputs, must(t)(nn.GradInput(must(t)(nn.MSE(y, x)), x)))
		}
		vm, read := ourMachine(t, outputs)
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		if v := read(); !slices.Equal(v[0], v[1]) || !slices.Equal(v[2], v[3]) || slices.Max(v[0]) == 0 {
			t.Errorf("%v: %v, want %v", mode, v[1], v[0])
		}
	}
	for i, p := range without.Buffers() {
		if other := with.Buffers()[i]; !slices.Equal(p.Data(), other.Data()) || !slices.Equal(p.Ints(), other.Ints()) {
			t.Errorf("%s is %v %v, want %v %v", p.Name, p.Data(), p.Ints(), other.Data(), other.Ints())
		}
	}
}

func TestTrapInitialisers(t *testing.T) {
	const fanIn, fanOut, n = 50, 150, 20000
	for name, c := range map[string]struct {
		init  nn.Init
		dev   float64 // wanted standard deviation
		bound float64
	}{
		"UniformFanIn":  {nn.UniformFanIn, 1 / math.Sqrt(3*fanIn), 1 / math.Sqrt(fanIn)},
		"XavierUniform": {nn.XavierUniform, math.Sqrt(2.0 / (fanIn + fanOut)), math.Sqrt(6.0 / (fanIn + fanOut))},
		"Normal002":     {nn.Normal002, 0.02, math.Inf(1)},
		"Zeros":         {nn.Zeros, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			draw := func(seed uint64) []float32 {
				w := make([]float32, n)
				w[0] = 99
				c.init(w, fanIn, fanOut, rand.New(rand.NewPCG(seed, 0)))
				return w
			}
			w := draw(1)
			var sum, squares float64
			for _, v := range w {
				sum += float64(v)
				squares += float64(v) * float64(v)
				if math.Abs(float64(v)) > c.bound*(1+1e-6) {
					t.Fatalf("%g is beyond ±%g", v, c.bound)
				}
			}
			if dev := math.Sqrt(squares / n); math.Abs(dev-c.dev) > 0.03*c.dev {
				t.Errorf("deviation is %g, want %g", dev, c.dev)
			}
			if mean := sum / n; math.Abs(mean) > 0.03*c.dev {
				t.Errorf("mean is %g, want 0", mean)
			}
			if !slices.Equal(w, draw(1)) {
				t.Error("the same seed draws other weights")
			}
			if name != "Zeros" && slices.Equal(w, draw(2)) {
				t.Error("another seed draws the same weights")
			}
		})
	}
}

func TestInputNamesAreUnique(t *testing.T) {
	g := G.NewGraph()
	must(t)(nn.Input(g, "x", 2))
	if _, err := nn.Input(g, "x", 2); err == nil || !strings.Contains(err.Error(), `"x"`) {
		t.Errorf("error is %v, want one with the name", err)
	}
}

func TestGradOfForeignParameter(t *testing.T) {
	tr := newTraining(t, smallNet(1), 2)
	if _, _, err := nn.Grad(tr.loss, smallNet(2).Params()); err == nil || !strings.Contains(err.Error(), "conv1.weight") {
		t.Errorf("error is %v, want one with the parameter's name", err)
	}
	if _, _, err := nn.Grad(tr.loss, nil); err == nil || !strings.Contains(err.Error(), "no parameters") {
		t.Errorf("the gradient for nothing: error is %v", err)
	}
	net := smallNet(1)
	g := G.NewGraph()
	logits := must(t)(net.Build(must(t)(nn.Input(g, "x", 2, 3, 16, 16)), nn.Train))
	loss := must(t)(nn.BCEWithLogits(logits, must(t)(nn.Input(g, "t", 2, 1))))
	if _, _, err := nn.Grad(loss, slices.Concat(net.Params(), net.Params())); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a parameter twice: error is %v", err)
	}
}
