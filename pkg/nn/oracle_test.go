package nn_test

import (
	"encoding/json"
	"fmt"
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

	// torch_layers.json
	Groups, Axis, From, To, Step int
	Strides, Paddings, Dilations []int
	Maps                         [][]float64
	Smoothing, Positive          float64
	Weights, Soft                []float64
	Betas                        []float64
	WeightDecay                  float64 `json:"weight_decay"`
	Nesterov                     bool
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
	if path := os.Getenv("NN_ORACLE"); path != "" {
		return readOracle(t, path)
	}
	return append(readOracle(t, "testdata/torch_ops.json"), readOracle(t, "testdata/torch_layers.json")...)
}

func readOracle(t *testing.T, path string) []oracleCase {
	t.Helper()
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
		return nn.Conv2D(x, w, b, a.conv())
	case "conv_transpose2d":
		return nn.ConvTranspose2D(x, w, b, a.conv())
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
	return buildLayerCase(c, a, in, like, vector)
}

// conv is a convolution's geometry in either of the oracle's forms.
func (a oracleAttrs) conv() nn.ConvConfig {
	if a.Strides == nil {
		return nn.ConvConfig{Stride: a.Stride, Padding: a.Padding}
	}
	return nn.ConvConfig{
		Stride: a.Strides[0], Padding: a.Paddings[0], Dilation: a.Dilations[0], Groups: a.Groups,
		Columns: &nn.ConvColumns{Stride: a.Strides[1], Padding: a.Paddings[1], Dilation: a.Dilations[1]},
	}
}

// buildLayerCase makes the node for one case of torch_layers.json.
func buildLayerCase(c oracleCase, a oracleAttrs, in map[string]*G.Node, like, vector func(name string, data []float64) *G.Node) (*G.Node, error) {
	x := in["x"]
	switch c.Op {
	case "silu":
		return nn.SiLU(x)
	case "gelu":
		return nn.GELU(x)
	case "gelu_tanh":
		return nn.GELUTanh(x)
	case "group_norm":
		return nn.GroupNorm(x, in["weight"], in["bias"], a.Groups, a.Eps)
	case "softmax":
		return nn.Softmax(x, a.Axis)
	case "log_softmax":
		return nn.LogSoftmax(x, a.Axis)
	case "log_sum_exp":
		return nn.LogSumExp(x, a.Axis)
	case "pixel_shuffle":
		return nn.PixelShuffle(x, a.Scale)
	case "pixel_unshuffle":
		return nn.PixelUnshuffle(x, a.Scale)
	case "concat":
		return nn.Concat(a.Axis, in["a"], in["b"], in["c"])
	case "slice":
		return nn.Slice(x, a.Axis, a.From, a.To, a.Step)
	case "warp":
		by, err := nn.Input(x.Graph(), "by", len(a.Maps), 6)
		if err != nil {
			return nil, err
		}
		for i, m := range a.Maps {
			for k, v := range m {
				nn.Data(by)[6*i+k] = float32(v)
			}
		}
		return nn.Warp(x, by)
	case "softmax_cross_entropy_with":
		config := nn.CrossEntropyConfig{LabelSmoothing: a.Smoothing, ClassWeights: a.Weights}
		if a.Soft != nil {
			return nn.SoftmaxCrossEntropyWith(x, like("target", a.Soft), config)
		}
		return nn.SoftmaxCrossEntropyWith(x, vector("target", a.Target), config)
	case "bce_with_logits_with":
		return nn.BCEWithLogitsWith(x, vector("target", a.Target), nn.BCEConfig{PositiveWeight: a.Positive, LabelSmoothing: a.Smoothing})
	}
	return nil, fmt.Errorf("no op for the oracle's %q", c.Op)
}
