package kernels_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// tensor is an array of the oracle file, computed by PyTorch in float64.
type tensor struct {
	Shape []int
	Data  []float32
}

// oracleCase is one operation of the oracle file; which fields are filled
// depends on the operation.
type oracleCase struct {
	Op    string
	Attrs struct {
		Stride, Padding, Kernel, Scale int
		Eps, Momentum, LR              float64
		Slope                          float32   `json:"negative_slope"`
		RunningMean                    []float32 `json:"running_mean"`
		RunningVar                     []float32 `json:"running_var"`
		Target, Sign                   []float32
		Index                          []int
		Name                           string
		Betas                          []float64
		WeightDecay                    float64 `json:"weight_decay"`
		Nesterov                       bool
	}
	Inputs           map[string]tensor
	Output, Upstream tensor
	Grads            map[string]tensor

	Batches []tensor
	After   []struct {
		Mean []float32 `json:"running_mean"`
		Var  []float32 `json:"running_var"`
	} `json:"after_each_batch"`

	W0     []float32
	GSteps [][]float32 `json:"grads_each_step"`
	WSteps [][]float32 `json:"w_after_each_step"`
}

// result is what the kernels make of a case.
type result struct {
	output []float32
	grads  map[string][]float32
}

const (
	forwardTolerance  = 1e-5
	gradientTolerance = 1e-4
)

func TestTorchOracle(t *testing.T) {
	raw, err := os.ReadFile("../../testdata/torch_ops.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []oracleCase }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 {
		t.Fatal("the oracle holds no cases")
	}
	for i, c := range file.Cases {
		t.Run(fmt.Sprintf("%02d_%s", i, c.Op), func(t *testing.T) {
			switch c.Op {
			case "batch_norm2d_running":
				checkRunning(t, c)
			case "optimizer":
				checkOptimiser(t, c)
			default:
				r, ok := compute(c)
				if !ok {
					t.Fatalf("no kernel for %q", c.Op)
				}
				near(t, "output", r.output, c.Output.Data, forwardTolerance)
				for name, want := range c.Grads {
					near(t, "gradient of "+name, r.grads[name], want.Data, gradientTolerance)
				}
			}
		})
	}
}

// compute runs a case forward and backward; ok is false for an unknown one.
func compute(c oracleCase) (r result, ok bool) {
	for _, family := range []func(oracleCase) (result, bool){computeConv, computePool, computeNorm, computeLoss, computeOther} {
		if r, ok := family(c); ok {
			return r, true
		}
	}
	return result{}, false
}

func computeConv(c oracleCase) (result, bool) {
	x, w, bias, dy := c.Inputs["x"], c.Inputs["weight"], c.Inputs["bias"].Data, c.Upstream.Data
	y, dx, dw, db := dirty(len(dy)), dirty(len(x.Data)), dirty(len(w.Data)), dirty(len(bias))
	s, p := c.Attrs.Stride, c.Attrs.Padding
	switch c.Op {
	case "conv2d":
		g := k.Conv{
			N: x.Shape[0], C: x.Shape[1], H: x.Shape[2], W: x.Shape[3], O: w.Shape[0], KH: w.Shape[2], KW: w.Shape[3],
			StrideH: s, StrideW: s, PadH: p, PadW: p,
		}
		k.Conv2D(y, x.Data, w.Data, bias, g)
		k.Conv2DGradInput(dx, dy, w.Data, g)
		k.Conv2DGradFilter(dw, x.Data, dy, g)
		k.ChannelSum(db, dy, g.N, g.O, g.OH()*g.OW())
	case "conv_transpose2d":
		g := k.ConvTranspose{
			N: x.Shape[0], C: x.Shape[1], H: x.Shape[2], W: x.Shape[3], O: w.Shape[1], KH: w.Shape[2], KW: w.Shape[3],
			StrideH: s, StrideW: s, PadH: p, PadW: p,
		}
		k.ConvTranspose2D(y, x.Data, w.Data, bias, g)
		k.ConvTranspose2DGradInput(dx, dy, w.Data, g)
		k.ConvTranspose2DGradFilter(dw, x.Data, dy, g)
		k.ChannelSum(db, dy, g.N, g.O, g.OH()*g.OW())
	case "linear":
		n, in, out := x.Shape[0], x.Shape[1], w.Shape[0]
		k.Linear(y, x.Data, w.Data, bias, n, in, out)
		k.LinearGradInput(dx, dy, w.Data, n, in, out)
		k.LinearGradWeight(dw, x.Data, dy, n, in, out)
		k.ColumnSum(db, dy, n, out)
	default:
		return result{}, false
	}
	return result{y, map[string][]float32{"x": dx, "weight": dw, "bias": db}}, true
}

func computePool(c oracleCase) (result, bool) {
	x, dy := c.Inputs["x"], c.Upstream.Data
	if len(x.Shape) != 4 {
		return result{}, false
	}
	y, dx := dirty(len(dy)), dirty(len(x.Data))
	n, ch, h, w := x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]
	g := k.Pool{N: n, C: ch, H: h, W: w, KH: c.Attrs.Kernel, KW: c.Attrs.Kernel, StrideH: c.Attrs.Stride, StrideW: c.Attrs.Stride}
	switch c.Op {
	case "max_pool2d":
		k.MaxPool2D(y, x.Data, g)
		k.MaxPool2DGrad(dx, dy, x.Data, g)
	case "avg_pool2d":
		k.AvgPool2D(y, x.Data, g)
		k.AvgPool2DGrad(dx, dy, g)
	case "global_avg_pool2d":
		k.GlobalAvgPool(y, x.Data, n, ch, h*w)
		k.GlobalAvgPoolGrad(dx, dy, n, ch, h*w)
	case "global_max_pool2d":
		k.GlobalMaxPool(y, x.Data, n, ch, h*w)
		k.GlobalMaxPoolGrad(dx, dy, x.Data, n, ch, h*w)
	case "global_sum_pool2d":
		k.GlobalSumPool(y, x.Data, n, ch, h*w)
		k.GlobalSumPoolGrad(dx, dy, n, ch, h*w)
	case "upsample_nearest2d":
		k.UpsampleNearest2D(y, x.Data, n, ch, h, w, c.Attrs.Scale)
		k.UpsampleNearest2DGrad(dx, dy, n, ch, h, w, c.Attrs.Scale)
	default:
		return result{}, false
	}
	return result{y, map[string][]float32{"x": dx}}, true
}

func computeNorm(c oracleCase) (result, bool) {
	if c.Op != "batch_norm2d_train" && c.Op != "batch_norm2d_eval" {
		return result{}, false
	}
	x, gamma, beta, dy := c.Inputs["x"], c.Inputs["weight"].Data, c.Inputs["bias"].Data, c.Upstream.Data
	n, ch, spatial := x.Shape[0], x.Shape[1], x.Shape[2]*x.Shape[3]
	y, dx, dgamma, dbeta := dirty(len(dy)), dirty(len(x.Data)), dirty(ch), dirty(ch)
	if c.Op == "batch_norm2d_train" {
		mean, variance := dirty(ch), dirty(ch)
		k.BatchNorm2DTrain(y, mean, variance, x.Data, gamma, beta, n, ch, spatial, c.Attrs.Eps)
		k.BatchNorm2DTrainGrad(dx, dgamma, dbeta, dy, x.Data, gamma, mean, variance, n, ch, spatial, c.Attrs.Eps)
	} else {
		k.BatchNorm2DEval(y, x.Data, gamma, beta, c.Attrs.RunningMean, c.Attrs.RunningVar, n, ch, spatial, c.Attrs.Eps)
		k.BatchNorm2DEvalGrad(dx, dgamma, dbeta, dy, x.Data, gamma, c.Attrs.RunningMean, c.Attrs.RunningVar, n, ch, spatial, c.Attrs.Eps)
	}
	return result{y, map[string][]float32{"x": dx, "weight": dgamma, "bias": dbeta}}, true
}

func computeLoss(c oracleCase) (result, bool) {
	x, target := c.Inputs["x"], c.Attrs.Target
	dx, up := dirty(len(x.Data)), c.Upstream.Data
	var loss float32
	switch c.Op {
	case "bce_with_logits":
		loss = k.BCEWithLogits(x.Data, target)
		k.BCEWithLogitsGrad(dx, x.Data, target, up[0])
	case "mse":
		loss = k.MSE(x.Data, target)
		k.MSEGrad(dx, x.Data, target, up[0])
	case "hinge_discriminator":
		loss = k.HingeDiscriminator(x.Data, c.Attrs.Sign)
		k.HingeDiscriminatorGrad(dx, x.Data, c.Attrs.Sign, up[0])
	case "softmax_cross_entropy":
		labels := make([]int, len(target))
		for i, l := range target {
			labels[i] = int(l)
		}
		loss = k.SoftmaxCrossEntropy(x.Data, labels, x.Shape[0], x.Shape[1])
		k.SoftmaxCrossEntropyGrad(dx, x.Data, labels, x.Shape[0], x.Shape[1], up[0])
	default:
		return result{}, false
	}
	return result{[]float32{loss}, map[string][]float32{"x": dx}}, true
}

func computeOther(c oracleCase) (result, bool) {
	x, dy := c.Inputs["x"], c.Upstream.Data
	y, dx := dirty(len(dy)), dirty(len(x.Data))
	grads := map[string][]float32{"x": dx}
	switch c.Op {
	case "relu":
		k.ReLU(y, x.Data)
		k.ReLUGrad(dx, dy, x.Data)
	case "leaky_relu":
		k.LeakyReLU(y, x.Data, c.Attrs.Slope)
		k.LeakyReLUGrad(dx, dy, x.Data, c.Attrs.Slope)
	case "tanh":
		k.Tanh(y, x.Data)
		k.TanhGrad(dx, dy, y)
	case "sigmoid":
		k.Sigmoid(y, x.Data)
		k.SigmoidGrad(dx, dy, y)
	case "channel_affine":
		n, ch, spatial := x.Shape[0], x.Shape[1], x.Shape[2]*x.Shape[3]
		scale, shift := c.Inputs["scale"].Data, c.Inputs["shift"].Data
		grads["scale"], grads["shift"] = dirty(n*ch), dirty(n*ch)
		k.ChannelAffine(y, x.Data, scale, shift, n, ch, spatial)
		k.ChannelAffineGradX(dx, dy, scale, n, ch, spatial)
		k.ChannelAffineGradScale(grads["scale"], dy, x.Data, n, ch, spatial)
		k.ChannelAffineGradShift(grads["shift"], dy, n, ch, spatial)
	case "embedding":
		w := c.Inputs["weight"]
		grads = map[string][]float32{"weight": dirty(len(w.Data))}
		k.Embedding(y, w.Data, c.Attrs.Index, w.Shape[0], w.Shape[1])
		k.EmbeddingGrad(grads["weight"], dy, c.Attrs.Index, w.Shape[0], w.Shape[1])
	default:
		return result{}, false
	}
	return result{y, grads}, true
}

func checkRunning(t *testing.T, c oracleCase) {
	var runMean, runVar []float32
	for i, x := range c.Batches {
		n, ch, spatial := x.Shape[0], x.Shape[1], x.Shape[2]*x.Shape[3]
		if i == 0 {
			runMean, runVar = make([]float32, ch), constant(ch, 1)
		}
		mean, variance := dirty(ch), dirty(ch)
		k.BatchNorm2DTrain(dirty(len(x.Data)), mean, variance, x.Data, constant(ch, 1), constant(ch, 0), n, ch, spatial, c.Attrs.Eps)
		k.BatchNormRunning(runMean, runVar, mean, variance, n*spatial, c.Attrs.Momentum)
		near(t, fmt.Sprintf("running mean after batch %d", i), runMean, c.After[i].Mean, forwardTolerance)
		near(t, fmt.Sprintf("running variance after batch %d", i), runVar, c.After[i].Var, forwardTolerance)
	}
}

func checkOptimiser(t *testing.T, c oracleCase) {
	a, w := c.Attrs, append([]float32(nil), c.W0...)
	m, v := make([]float32, len(w)), make([]float32, len(w))
	for i, g := range c.GSteps {
		switch a.Name {
		case "adam":
			k.Adam(w, m, v, g, k.AdamHyper{LR: a.LR, Beta1: a.Betas[0], Beta2: a.Betas[1], Eps: a.Eps}, i+1)
		case "adamw":
			k.AdamW(w, m, v, g, k.AdamHyper{LR: a.LR, Beta1: a.Betas[0], Beta2: a.Betas[1], Eps: a.Eps, WeightDecay: a.WeightDecay}, i+1)
		case "sgd":
			k.SGD(w, m, g, k.SGDHyper{LR: a.LR, Momentum: a.Momentum, WeightDecay: a.WeightDecay, Nesterov: a.Nesterov}, i+1)
		default:
			t.Fatalf("no optimiser %q", a.Name)
		}
		near(t, fmt.Sprintf("weights after step %d", i+1), w, c.WSteps[i], forwardTolerance)
	}
}

// dirty returns memory that a kernel must overwrite in full.
func dirty(n int) []float32 { return constant(n, float32(math.NaN())) }

func constant(n int, v float32) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = v
	}
	return s
}

// near fails unless max|got − want| ≤ tol·max(1, max|want|).
func near(t *testing.T, what string, got, want []float32, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	worst, size := 0.0, 1.0
	for i := range want {
		size = math.Max(size, math.Abs(float64(want[i])))
		worst = math.Max(worst, math.Abs(float64(got[i])-float64(want[i])))
	}
	if !(worst <= tol*size) {
		t.Errorf("%s: off by %g, at most %g allowed", what, worst, tol*size)
	}
}
