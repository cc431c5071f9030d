package nn_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// spectralCase is a layer in torch.nn.utils.spectral_norm.
type spectralCase struct {
	Kind           string
	Weight, Bias   []float64
	U, V           []float64
	XShape         []int     `json:"x_shape"`
	YShape         []int     `json:"y_shape"`
	UAfter         []float64 `json:"u_after"`
	VAfter         []float64 `json:"v_after"`
	GradWeight     []float64 `json:"grad_weight"`
	GradBias       []float64 `json:"grad_bias"`
	GradX          []float64 `json:"grad_x"`
	EvalY          []float64 `json:"eval_y"`
	X, Y, Upstream []float64
}

func spectralLayer(t *testing.T, kind string) *nn.SpectralNormLayer {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	var layer nn.Layer
	switch kind {
	case "conv2d":
		layer = nn.NewConv2D("l", nn.Conv2DConfig{In: 2, Out: 3, Kernel: 3, Stride: 2, Padding: 1}, rng)
	case "conv_transpose2d":
		layer = nn.NewConvTranspose2D("l", nn.Conv2DConfig{In: 2, Out: 3, Kernel: 4, Stride: 2, Padding: 1}, rng)
	case "linear":
		layer = nn.NewLinear("l", nn.LinearConfig{In: 4, Out: 3}, rng)
	default:
		t.Fatalf("no layer for %q", kind)
	}
	return nn.NewSpectralNorm(layer, rng)
}

func TestSpectralNormAgainstTorch(t *testing.T) {
	raw, err := os.ReadFile("testdata/torch_spectral_norm.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []spectralCase }
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Cases) == 0 {
		t.Fatalf("%d cases, error %v", len(file.Cases), err)
	}
	for _, c := range file.Cases {
		for name, newMachine := range map[string]machine{"exec": ourMachine, "tape": stockMachine} {
			t.Run(c.Kind+"/"+name, func(t *testing.T) {
				l := spectralLayer(t, c.Kind)
				for i, data := range [][]float64{c.Weight, c.Bias, c.U, c.V} {
					copy(append(l.Params(), l.Buffers()...)[i].Data(), dense(array{[]int{len(data)}, data}).Float32s())
				}
				g := G.NewGraph()
				// Behind a reshape x is not data, so that it has a gradient.
				x := input(t, g, "x", array{c.XShape, c.X})
				y := must(t)(l.Build(must(t)(nn.Reshape(x, c.XShape...)), nn.Train))
				wrt := G.Nodes{x}
				for _, p := range l.Params() {
					wrt = append(wrt, must(t)(p.Node(g)))
				}
				grads, err := G.Backpropagate(G.Nodes{y}, G.Nodes{input(t, g, "up", array{c.YShape, c.Upstream})}, wrt)
				if err != nil {
					t.Fatal(err)
				}
				vm, read := newMachine(t, append(G.Nodes{y}, grads...))
				if err := vm.RunAll(); err != nil {
					t.Fatal(err)
				}
				for i, want := range [][]float64{c.Y, c.GradX, c.GradWeight, c.GradBias} {
					tolerance := gradientTolerance
					if i == 0 {
						tolerance = forwardTolerance
					}
					checkClose(t, []string{"output", "gradient of x", "gradient of weight", "gradient of bias"}[i], read()[i], want, tolerance)
				}
				checkClose(t, "u", l.Buffers()[0].Data(), c.UAfter, forwardTolerance)
				checkClose(t, "v", l.Buffers()[1].Data(), c.VAfter, forwardTolerance)

				eval := must(t)(l.Build(input(t, G.NewGraph(), "x", array{c.XShape, c.X}), nn.Eval))
				vm, read = ourMachine(t, G.Nodes{eval})
				if err := vm.RunAll(); err != nil {
					t.Fatal(err)
				}
				checkClose(t, "evaluation", read()[0], c.EvalY, forwardTolerance)
				checkClose(t, "u after evaluation", l.Buffers()[0].Data(), c.UAfter, forwardTolerance)
			})
		}
	}
}

// The largest factor by which a normalised layer stretches anything is 1, from
// the start and whatever the weights' size.
func TestSpectralNormBoundsTheLayer(t *testing.T) {
	l := spectralLayer(t, "linear")
	for i := range l.Params()[0].Data() {
		l.Params()[0].Data()[i] *= 100
	}
	clear(l.Params()[1].Data())
	g := G.NewGraph()
	x := must(t)(nn.Input(g, "x", 1, 4))
	vm, read := ourMachine(t, G.Nodes{must(t)(l.Build(x, nn.Eval))})
	rng := rand.New(rand.NewPCG(2, 2))
	most := 0.0
	for range 500 {
		in, out := 0.0, 0.0
		for i := range nn.Data(x) {
			nn.Data(x)[i] = float32(rng.NormFloat64())
			in += math.Pow(float64(nn.Data(x)[i]), 2)
		}
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		for _, v := range read()[0] {
			out += math.Pow(float64(v), 2)
		}
		most = max(most, math.Sqrt(out/in))
	}
	if !(most > 0.8 && most < 1.01) {
		t.Errorf("the layer stretches by up to %g, want just 1", most)
	}
}

// Real and generated pictures pass one layer in one graph: one iteration a run.
func TestSpectralNormTwiceInAGraphIsOne(t *testing.T) {
	steps := func(uses int) []float32 {
		l := spectralLayer(t, "linear")
		copy(l.Buffers()[0].Data(), []float32{1, 0, 0})
		g := G.NewGraph()
		var outputs G.Nodes
		for i := range uses {
			outputs = append(outputs, must(t)(l.Build(ramp(t, g, fmt.Sprint("x", i), 2, 4), nn.Train)))
		}
		vm, _ := ourMachine(t, outputs)
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		return slices.Clone(l.Buffers()[0].Data())
	}
	if one, two := steps(1), steps(2); !slices.Equal(one, two) {
		t.Errorf("u is %v after one use, %v after two", one, two)
	}
}

func TestSpectralNormNamesAndErrors(t *testing.T) {
	l := spectralLayer(t, "conv2d")
	var names []string
	for _, p := range append(l.Params(), l.Buffers()...) {
		names = append(names, p.Name)
	}
	if got := strings.Join(names, " "); got != "l.weight_orig l.bias l.weight_u l.weight_v" {
		t.Errorf("names are %s", got)
	}
	if got := l.String(); !strings.HasSuffix(got, "3×3, stride 2, pad 1, spectral norm") {
		t.Errorf("it is called %q", got)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for want, bad := range map[string]*nn.SpectralNormLayer{
		"relu":    nn.NewSpectralNorm(nn.NewReLU(), rng),
		"In is 0": nn.NewSpectralNorm(nn.NewLinear("lin", nn.LinearConfig{Out: 1}, rng), rng),
		"bn":      nn.NewSpectralNorm(nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 2}), rng),
	} {
		if _, err := bad.Build(ramp(t, G.NewGraph(), "x", 2, 2), nn.Train); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
		bad.Buffers()
	}
}
