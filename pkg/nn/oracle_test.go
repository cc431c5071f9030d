package nn_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// An array of the oracle, computed by PyTorch in float64.
type array struct {
	Shape []int
	Data  []float64
}

// oracleCase is one op's inputs and what PyTorch makes of them, or one
// optimiser's steps.
type oracleCase struct {
	Op       string
	Attrs    json.RawMessage
	attrs    oracleAttrs
	Inputs   map[string]array
	Output   array
	Upstream array
	Grads    map[string]array

	// batch_norm2d_running
	Batches []array
	After   []struct {
		Mean []float64 `json:"running_mean"`
		Var  []float64 `json:"running_var"`
	} `json:"after_each_batch"`

	// optimizer
	W0      []float64
	GradsAt [][]float64 `json:"grads_each_step"`
	WAt     [][]float64 `json:"w_after_each_step"`
}

// oracleAttrs are the attributes of all ops together.
type oracleAttrs struct {
	Stride, Padding, Kernel, Scale int
	Eps, Momentum                  float64
	NegativeSlope                  float64   `json:"negative_slope"`
	RunningMean                    []float64 `json:"running_mean"`
	RunningVar                     []float64 `json:"running_var"`
	Target, Sign, Index            []float64
	Name                           string
	LR                             float64
	Betas                          []float64
	WeightDecay                    float64 `json:"weight_decay"`
	Nesterov                       bool
}

const (
	forwardTolerance  = 1e-5
	gradientTolerance = 1e-4
)

// TestTorchOracle holds every op against PyTorch, in the stock TapeMachine and
// in our own. NN_ORACLE may name another file of cases.
func TestTorchOracle(t *testing.T) {
	for i, c := range oracle(t) {
		a := c.attrs
		t.Run(fmt.Sprintf("%02d_%s", i, c.Op), func(t *testing.T) {
			switch c.Op {
			case "optimizer":
				checkOptimizer(t, c, a)
			case "batch_norm2d_running":
				checkRunning(t, c, a)
			default:
				t.Run("exec", func(t *testing.T) { checkOp(t, c, a, ourMachine) })
				t.Run("tape", func(t *testing.T) { checkOp(t, c, a, stockMachine) })
			}
		})
	}
}

// oracle reads the cases.
func oracle(t *testing.T) []oracleCase {
	t.Helper()
	path := os.Getenv("NN_ORACLE")
	if path == "" {
		path = "testdata/torch_ops.json"
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []oracleCase }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if len(file.Cases) == 0 {
		t.Fatalf("%s holds no cases", path)
	}
	for i := range file.Cases {
		c := &file.Cases[i]
		if err := json.Unmarshal(c.Attrs, &c.attrs); err != nil {
			t.Fatalf("%s: case %d, %s: %v", path, i, c.Op, err)
		}
	}
	return file.Cases
}

// A machine makes a VM for a graph whose outputs are wanted, and a function
// that reads the values of the outputs after a run.
type machine func(t *testing.T, outputs G.Nodes) (G.VM, func() [][]float32)

func ourMachine(t *testing.T, outputs G.Nodes) (G.VM, func() [][]float32) {
	m, err := nn.NewMachine(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	return m, func() [][]float32 {
		var out [][]float32
		for _, n := range outputs {
			out = append(out, nn.Data(n))
		}
		return out
	}
}

func stockMachine(t *testing.T, outputs G.Nodes) (G.VM, func() [][]float32) {
	values := make([]G.Value, len(outputs))
	for i, n := range outputs {
		G.Read(n, &values[i])
	}
	return G.NewTapeMachine(outputs[0].Graph()), func() [][]float32 {
		var out [][]float32
		for _, v := range values {
			switch v := v.(type) {
			case *G.F32:
				out = append(out, []float32{float32(*v)})
			case *tensor.Dense:
				out = append(out, v.Float32s())
			default:
				t.Fatalf("value is %T", v)
			}
		}
		return out
	}
}

// checkOp runs the case twice, since a second run in the same memory must give
// the same.
func checkOp(t *testing.T, c oracleCase, a oracleAttrs, newMachine machine) {
	g := G.NewGraph()
	in := make(map[string]*G.Node)
	for name, v := range c.Inputs {
		in[name] = input(t, g, name, v)
	}
	y, err := buildCase(t, g, c, a, in)
	if err != nil {
		t.Fatal(err)
	}
	if got := y.Shape(); got.TotalSize() != max(1, tensor.Shape(c.Output.Shape).TotalSize()) || got.Dims() != len(c.Output.Shape) {
		t.Fatalf("output is %v, want %v", got, c.Output.Shape)
	}
	var names []string
	var wrt G.Nodes
	for name := range c.Grads {
		names = append(names, name)
		wrt = append(wrt, in[name])
	}
	grads, err := G.Backpropagate(G.Nodes{y}, G.Nodes{input(t, g, "upstream", c.Upstream)}, wrt)
	if err != nil {
		t.Fatal(err)
	}
	vm, read := newMachine(t, append(G.Nodes{y}, grads...))
	defer vm.Close()
	for round := range 2 {
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		got := read()
		checkClose(t, fmt.Sprintf("run %d: output", round), got[0], c.Output.Data, forwardTolerance)
		for i, name := range names {
			checkClose(t, fmt.Sprintf("run %d: gradient of %s", round, name), got[1+i], c.Grads[name].Data, gradientTolerance)
		}
		vm.Reset()
	}
}

// buildCase makes the node for one case.
func buildCase(t *testing.T, g *G.ExprGraph, c oracleCase, a oracleAttrs, in map[string]*G.Node) (*G.Node, error) {
	like := func(name string, data []float64) *G.Node {
		return input(t, g, name, array{Shape: c.Inputs["x"].Shape, Data: data})
	}
	vector := func(name string, data []float64) *G.Node {
		return input(t, g, name, array{Shape: []int{len(data)}, Data: data})
	}
	x, w, b := in["x"], in["weight"], in["bias"]
	switch c.Op {
	case "conv2d":
		return nn.Conv2D(x, w, b, nn.ConvConfig{Stride: a.Stride, Padding: a.Padding})
	case "conv_transpose2d":
		return nn.ConvTranspose2D(x, w, b, nn.ConvConfig{Stride: a.Stride, Padding: a.Padding})
	case "max_pool2d":
		return nn.MaxPool2D(x, nn.PoolConfig{Kernel: a.Kernel, Stride: a.Stride})
	case "avg_pool2d":
		return nn.AvgPool2D(x, nn.PoolConfig{Kernel: a.Kernel, Stride: a.Stride})
	case "global_avg_pool2d":
		return nn.GlobalAvgPool2D(x)
	case "global_max_pool2d":
		return nn.GlobalMaxPool2D(x)
	case "global_sum_pool2d":
		return nn.GlobalSumPool2D(x)
	case "batch_norm2d_train":
		return nn.BatchNorm2DTrain(x, w, b, nil, nil, nn.BatchNormConfig{Eps: a.Eps})
	case "batch_norm2d_eval":
		return nn.BatchNorm2DEval(x, w, b, vector("mean", a.RunningMean), vector("var", a.RunningVar), nn.BatchNormConfig{Eps: a.Eps})
	case "linear":
		return nn.Linear(x, w, b)
	case "relu":
		return nn.ReLU(x)
	case "leaky_relu":
		return nn.LeakyReLU(x, a.NegativeSlope)
	case "tanh":
		return nn.Tanh(x)
	case "sigmoid":
		return nn.Sigmoid(x)
	case "bce_with_logits":
		return nn.BCEWithLogits(x, like("target", a.Target))
	case "softmax_cross_entropy":
		return nn.SoftmaxCrossEntropy(x, vector("target", a.Target))
	case "mse":
		return nn.MSE(x, like("target", a.Target))
	case "hinge_discriminator":
		return nn.HingeDiscriminator(x, like("sign", a.Sign))
	case "upsample_nearest2d":
		return nn.UpsampleNearest2D(x, a.Scale)
	case "channel_affine":
		return nn.ChannelAffine(x, in["scale"], in["shift"])
	case "embedding":
		return nn.Embedding(w, vector("index", a.Index))
	}
	return nil, fmt.Errorf("no op for the oracle's %q", c.Op)
}

func checkOptimizer(t *testing.T, c oracleCase, a oracleAttrs) {
	adam := nn.AdamConfig{LR: a.LR, Eps: a.Eps, WeightDecay: a.WeightDecay}
	if len(a.Betas) == 2 {
		adam.Beta1, adam.Beta2 = a.Betas[0], a.Betas[1]
	}
	var solver G.Solver
	switch a.Name {
	case "adam":
		solver = nn.NewAdam(adam)
	case "adamw":
		solver = nn.NewAdamW(adam)
	case "sgd":
		solver = nn.NewSGD(nn.SGDConfig{LR: a.LR, Momentum: a.Momentum, Nesterov: a.Nesterov, WeightDecay: a.WeightDecay})
	default:
		t.Fatalf("no solver for the oracle's %q", a.Name)
	}
	w := &weightAndGrad{value: dense(array{[]int{len(c.W0)}, c.W0})}
	for i, g := range c.GradsAt {
		w.grad = dense(array{[]int{len(g)}, g})
		if err := solver.Step([]G.ValueGrad{w}); err != nil {
			t.Fatal(err)
		}
		checkClose(t, fmt.Sprintf("step %d", i+1), w.value.Float32s(), c.WAt[i], forwardTolerance)
	}
	if len(c.GradsAt) == 0 {
		t.Fatal("no steps")
	}
}

func checkRunning(t *testing.T, c oracleCase, a oracleAttrs) {
	layer := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: c.Batches[0].Shape[1], Eps: a.Eps, Momentum: a.Momentum})
	g := G.NewGraph()
	x := input(t, g, "x", c.Batches[0])
	y, err := layer.Build(x, nn.Train)
	if err != nil {
		t.Fatal(err)
	}
	m, err := nn.NewMachine(y)
	if err != nil {
		t.Fatal(err)
	}
	for i, batch := range c.Batches {
		copy(nn.Data(x), dense(batch).Float32s())
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
		buffers := layer.Buffers()
		checkClose(t, fmt.Sprintf("batch %d: %s", i, buffers[0].Name), buffers[0].Data(), c.After[i].Mean, forwardTolerance)
		checkClose(t, fmt.Sprintf("batch %d: %s", i, buffers[1].Name), buffers[1].Data(), c.After[i].Var, forwardTolerance)
	}
}

// weightAndGrad is a gorgonia.ValueGrad without a graph.
type weightAndGrad struct{ value, grad *tensor.Dense }

func (w *weightAndGrad) Value() G.Value { return w.value }

func (w *weightAndGrad) Grad() (G.Value, error) {
	if w.grad == nil {
		return nil, nil // as a node before its first run
	}
	return w.grad, nil
}

func dense(a array) *tensor.Dense {
	data := make([]float32, len(a.Data))
	for i, v := range a.Data {
		data[i] = float32(v)
	}
	return tensor.New(tensor.WithShape(a.Shape...), tensor.WithBacking(data))
}

func input(t *testing.T, g *G.ExprGraph, name string, a array) *G.Node {
	t.Helper()
	if len(a.Shape) == 0 {
		return G.NewScalar(g, tensor.Float32, G.WithName(name), G.WithValue(float32(a.Data[0])))
	}
	n, err := nn.Input(g, name, a.Shape...)
	if err != nil {
		t.Fatal(err)
	}
	copy(nn.Data(n), dense(a).Float32s())
	return n
}

// checkClose wants max|a−b| ≤ tolerance·max(1, max|b|).
func checkClose(t *testing.T, what string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d elements, want %d", what, len(got), len(want))
		return
	}
	worst, at, scale := 0.0, 0, 1.0
	for i, w := range want {
		d := math.Abs(float64(got[i]) - w)
		if d > worst || math.IsNaN(d) {
			worst, at = d, i
		}
		scale = max(scale, math.Abs(w))
	}
	if !(worst <= tolerance*scale) {
		t.Errorf("%s: element %d is %g, want %g", what, at, got[at], want[at])
	}
}
