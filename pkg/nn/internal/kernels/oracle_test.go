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
	k.EachSIMD(func(simd string) {
		t.Run(simd, func(t *testing.T) { checkCases(t, file.Cases) })
	})
}

func checkCases(t *testing.T, cases []oracleCase) {
	for i, c := range cases {
		t.Run(fmt.Sprintf("%02d_%s", i, c.Op), func(t *testing.T) {
			switch c.Op {
			case "batch_norm2d_running":
				checkRunning(t, c)
			case "optimizer":
				checkOptimiser(t, c)
			default:
				r, ok := computeLayer(c)
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

func checkRunning(t *testing.T, c oracleCase) {
	var runMean, runVar []float32
	for i, x := range c.Batches {
		n, ch, spatial := x.Shape[0], x.Shape[1], x.Shape[2]*x.Shape[3]
		if i == 0 {
			runMean, runVar = make([]float32, ch), constant(ch, 1)
		}
		mean, variance := dirty(ch), dirty(ch)
		k.BatchNorm2DTrain(dirty(len(x.Data)), mean, variance, x.Data, constant(ch, 1), constant(ch, 0), n, ch, spatial, c.Attrs.Eps, nil)
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
