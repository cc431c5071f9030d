package nn_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

func newRNG() *rand.Rand { return rand.New(rand.NewPCG(8, 9)) }

// layerCases are layers with the shapes that they make, and their parameters.
var layerCases = map[string]struct {
	layer   func() nn.Layer
	in, out []int
	params  string // names and shapes
	text    string // in String
}{
	"GroupNorm":   {func() nn.Layer { return nn.NewGroupNorm("g", nn.GroupNormConfig{Groups: 2, Channels: 4}) }, []int{2, 4, 3, 3}, []int{2, 4, 3, 3}, "g.weight(4) g.bias(4)", "g: group norm 4 in 2 groups"},
	"GroupNorm1D": {func() nn.Layer { return nn.NewGroupNorm("g", nn.GroupNormConfig{Groups: 2, Channels: 4}) }, []int{2, 4}, []int{2, 4}, "g.weight(4) g.bias(4)", ""},
	"Depthwise": {func() nn.Layer {
		return nn.NewConv2D("c", nn.Conv2DConfig{In: 4, Out: 4, Kernel: 3, Padding: 1, Groups: 4}, newRNG())
	}, []int{2, 4, 5, 5}, []int{2, 4, 5, 5}, "c.weight(4, 1, 3, 3) c.bias(4)", "c: conv 4→4, 3×3, pad 1, 4 groups"},
	"NonSquare": {func() nn.Layer {
		return nn.NewConv2D("c", nn.Conv2DConfig{In: 2, Out: 3, Kernel: 3, Padding: 1, Columns: &nn.ConvColumns{Kernel: 5, Stride: 2}}, newRNG())
	}, []int{1, 2, 5, 9}, []int{1, 3, 5, 3}, "c.weight(3, 2, 3, 5) c.bias(3)", "c: conv 2→3, 3×5, stride 1×2, pad 1×0"},
	"Dilated": {func() nn.Layer {
		return nn.NewConv2D("c", nn.Conv2DConfig{In: 2, Out: 3, Kernel: 3, Padding: 2, Dilation: 2, NoBias: true}, newRNG())
	}, []int{1, 2, 6, 6}, []int{1, 3, 6, 6}, "c.weight(3, 2, 3, 3)", "dilation 2"},
	"TransposedNonSquare": {func() nn.Layer {
		return nn.NewConvTranspose2D("c", nn.Conv2DConfig{In: 2, Out: 3, Kernel: 4, Stride: 2, Padding: 1, Columns: &nn.ConvColumns{Kernel: 1}}, newRNG())
	}, []int{1, 2, 3, 4}, []int{1, 3, 6, 4}, "c.weight(2, 3, 4, 1) c.bias(3)", ""},
	"Residual": {func() nn.Layer {
		return nn.NewResidual(nn.NewSequential(nn.NewLinear("a", nn.LinearConfig{In: 3, Out: 3}, newRNG()), nn.NewReLU()), nil)
	}, []int{2, 3}, []int{2, 3}, "a.weight(3, 3) a.bias(3)", "residual(a: linear 3→3; relu)"},
	"Shortcut": {func() nn.Layer {
		return nn.NewResidual(nn.NewLinear("a", nn.LinearConfig{In: 3, Out: 2}, newRNG()), nn.NewLinear("b", nn.LinearConfig{In: 3, Out: 2, NoBias: true}, newRNG()))
	}, []int{2, 3}, []int{2, 2}, "a.weight(2, 3) a.bias(2) b.weight(2, 3)", " | b: linear 3→2)"},
	"Concat": {func() nn.Layer {
		return nn.NewConcat(1, nn.NewSequential(), nn.NewLinear("a", nn.LinearConfig{In: 3, Out: 2}, newRNG()))
	}, []int{2, 3}, []int{2, 5}, "a.weight(2, 3) a.bias(2)", "concat axis 1"},
	"Func": {func() nn.Layer {
		inner := nn.NewLinear("a", nn.LinearConfig{In: 3, Out: 3}, newRNG())
		return nn.NewFunc("twice", func(x *G.Node, mode nn.Mode) (*G.Node, error) {
			y, err := inner.Build(x, mode)
			if err != nil {
				return nil, err
			}
			return inner.Build(y, mode)
		}, inner)
	}, []int{2, 3}, []int{2, 3}, "a.weight(3, 3) a.bias(3)", "twice"},
	"SiLU":           {func() nn.Layer { return nn.NewSiLU() }, []int{2, 3}, []int{2, 3}, "", "silu"},
	"GELU":           {func() nn.Layer { return nn.NewGELU() }, []int{2, 3}, []int{2, 3}, "", "gelu"},
	"GELUTanh":       {func() nn.Layer { return nn.NewGELUTanh() }, []int{2, 3}, []int{2, 3}, "", "gelu tanh"},
	"Softmax":        {func() nn.Layer { return nn.NewSoftmax(1) }, []int{2, 3}, []int{2, 3}, "", "softmax axis 1"},
	"LogSoftmax":     {func() nn.Layer { return nn.NewLogSoftmax(-1) }, []int{2, 3}, []int{2, 3}, "", "log softmax axis -1"},
	"PixelShuffle":   {func() nn.Layer { return nn.NewPixelShuffle(2) }, []int{1, 8, 2, 3}, []int{1, 2, 4, 6}, "", "pixel shuffle ×2"},
	"PixelUnshuffle": {func() nn.Layer { return nn.NewPixelUnshuffle(2) }, []int{1, 2, 4, 6}, []int{1, 8, 2, 3}, "", "pixel unshuffle /2"},
	"Upsample":       {func() nn.Layer { return nn.NewUpsampleNearest2D(3) }, []int{1, 2, 1, 2}, []int{1, 2, 3, 6}, "", "upsample ×3"},
	"GlobalAvgPool":  {func() nn.Layer { return nn.NewGlobalAvgPool2D() }, []int{2, 3, 4, 5}, []int{2, 3}, "", "global avg pool"},
	"GlobalMaxPool":  {func() nn.Layer { return nn.NewGlobalMaxPool2D() }, []int{2, 3, 4, 5}, []int{2, 3}, "", "global max pool"},
	"GlobalSumPool":  {func() nn.Layer { return nn.NewGlobalSumPool2D() }, []int{2, 3, 4, 5}, []int{2, 3}, "", "global sum pool"},
}

func TestMoreLayers(t *testing.T) {
	for name, c := range layerCases {
		t.Run(name, func(t *testing.T) {
			l := c.layer()
			y := must(t)(l.Build(ramp(t, G.NewGraph(), "x", c.in...), nn.Train))
			if !slices.Equal(y.Shape(), c.out) {
				t.Errorf("shape is %v, want %v", y.Shape(), c.out)
			}
			var params []string
			for _, p := range l.Params() {
				params = append(params, p.Name+fmt.Sprint(p.Value.Shape()))
			}
			if got := strings.Join(params, " "); got != c.params {
				t.Errorf("parameters are %s, want %s", got, c.params)
			}
			if !strings.Contains(l.String(), c.text) {
				t.Errorf("it is called %q, want %q in it", l, c.text)
			}
			vm, _ := ourMachine(t, G.Nodes{y})
			if err := vm.RunAll(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestMoreLayersRefuse(t *testing.T) {
	conv := func(c nn.Conv2DConfig) nn.Layer { return nn.NewConv2D("c", c, newRNG()) }
	for name, c := range map[string]struct {
		layer nn.Layer
		in    []int
		want  string
	}{
		"GroupsOfNorm":     {nn.NewGroupNorm("g", nn.GroupNormConfig{Groups: 3, Channels: 4}), []int{2, 4}, "g: config.Channels is 4, want a multiple of 3 groups"},
		"ChannelsOfNorm":   {nn.NewGroupNorm("g", nn.GroupNormConfig{Groups: 2, Channels: 4}), []int{2, 6, 2, 2}, "g: x is (2, 6, 2, 2), want (N, 4, …, …)"},
		"Groups":           {conv(nn.Conv2DConfig{In: 4, Out: 6, Kernel: 3, Groups: 3}), []int{1, 4, 5, 5}, "config.Groups is 3"},
		"NegativeDilation": {conv(nn.Conv2DConfig{In: 4, Out: 6, Kernel: 3, Dilation: -1}), []int{1, 4, 5, 5}, "config.Dilation is -1"},
		"Columns":          {conv(nn.Conv2DConfig{In: 4, Out: 6, Kernel: 3, Columns: &nn.ConvColumns{Padding: 1}}), []int{1, 4, 5, 5}, "config.Columns.Kernel is 0"},
		"TooSmall":         {conv(nn.Conv2DConfig{In: 4, Out: 6, Kernel: 3, Dilation: 3}), []int{1, 4, 5, 5}, "c: nn: conv2d"},
		"TransposedGroups": {nn.NewConvTranspose2D("c", nn.Conv2DConfig{In: 4, Out: 4, Kernel: 3, Groups: 2}, newRNG()), []int{1, 4, 5, 5}, "want 1 for a transposed"},
		"Residual":         {nn.NewResidual(nn.NewLinear("a", nn.LinearConfig{In: 3, Out: 2}, newRNG()), nil), []int{2, 3}, "body gives (2, 2), shortcut (2, 3)"},
		"Concat":           {nn.NewConcat(1, nn.NewSequential(), nn.NewFlatten()), []int{2, 3, 1}, "input 0 is (2, 3, 1), input 1 is (2, 3)"},
		"ConcatOfNothing":  {nn.NewConcat(1), []int{2, 3}, "nothing"},
		"ConcatAxis":       {nn.NewConcat(2, nn.NewReLU()), []int{2, 3}, "axis is 2: want -2 to 1"},
		"FuncPanics":       {nn.NewFunc("f", func(*G.Node, nn.Mode) (*G.Node, error) { panic("oh no") }), []int{2}, "f: panic: oh no"},
		"FuncOfNothing":    {nn.NewFunc("f", func(*G.Node, nn.Mode) (*G.Node, error) { return nil, nil }), []int{2}, "neither"},
		"PixelShuffle":     {nn.NewPixelShuffle(2), []int{1, 6, 2, 2}, "(1, 6, 2, 2), scale is 2"},
		"PixelUnshuffle":   {nn.NewPixelUnshuffle(2), []int{1, 6, 3, 2}, "(1, 6, 3, 2), scale is 2"},
		"Softmax":          {nn.NewSoftmax(5), []int{1, 6}, "axis is 5"},
		"GlobalAvgPool":    {nn.NewGlobalAvgPool2D(), []int{1, 6}, "want (N, C, H, W)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.layer.Build(ramp(t, G.NewGraph(), "x", c.in...), nn.Train)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
		})
	}
}

// A depthwise convolution is as many convolutions; more parts than an op has
// inputs are put together alike.
func TestConcatOfMany(t *testing.T) {
	g := G.NewGraph()
	x := ramp(t, g, "x", 2, 9, 3)
	var parts []*G.Node
	for i := range 9 {
		parts = append(parts, must(t)(nn.Slice(x, 1, i, i+1, 1)))
	}
	y := must(t)(nn.Concat(1, parts...))
	loss := must(t)(nn.MSE(y, ramp(t, g, "t", 2, 9, 3)))
	for i := range nn.Data(x) {
		nn.Data(x)[i] *= 3
	}
	dx := must(t)(nn.GradInput(loss, x))
	vm, read := ourMachine(t, G.Nodes{y, dx})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(read()[0], nn.Data(x)) {
		t.Errorf("y is %v, want %v", read()[0], nn.Data(x))
	}
	want := make([]float64, 54)
	for i, v := range nn.Data(x) {
		want[i] = float64(2*(v-v/3)) / 54
	}
	checkClose(t, "gradient", read()[1], want, 1e-6)
}

// FiLM is x·(1 + scale) + shift, and both graphs of a layer share its weights.
func TestFiLM(t *testing.T) {
	film := nn.NewFiLM("f", nn.FiLMConfig{Condition: 2, Channels: 3}, newRNG())
	g := G.NewGraph()
	x, condition := ramp(t, g, "x", 2, 3, 2, 2), ramp(t, g, "c", 2, 2)
	y := must(t)(nn.NewSequential(film.On(condition), nn.NewReLU()).Build(x, nn.Train))
	vm, read := ourMachine(t, G.Nodes{y})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	w, b := film.Params()[0].Data(), film.Params()[1].Data()
	want := make([]float64, 24)
	for i, v := range nn.Data(x) {
		image, ch := i/12, i/4%3
		of := func(row int) float64 {
			c := nn.Data(condition)[2*image:]
			return float64(w[2*row])*float64(c[0]) + float64(w[2*row+1])*float64(c[1]) + float64(b[row])
		}
		want[i] = max(0, float64(v)*(1+of(ch))+of(3+ch))
	}
	checkClose(t, "film", read()[0], want, 1e-5)
	if names := film.Params(); names[0].Name != "f.weight" || len(film.On(condition).Params()) != 2 || len(film.Buffers()) != 0 {
		t.Errorf("parameters are %v", names)
	}
	if _, err := film.On(ramp(t, G.NewGraph(), "c", 2, 2)).Build(x, nn.Train); err == nil || !strings.Contains(err.Error(), "not in x's graph") {
		t.Errorf("another graph's condition: error is %v", err)
	}
	if _, err := film.On(condition).Build(ramp(t, g, "z", 2, 4, 2, 2), nn.Train); err == nil || !strings.Contains(err.Error(), "want (N, 3, H, W)") {
		t.Errorf("other channels: error is %v", err)
	}
	if _, err := nn.NewFiLM("g", nn.FiLMConfig{Condition: 2}, newRNG()).On(condition).Build(x, nn.Train); err == nil || !strings.Contains(err.Error(), "config.Channels is 0") {
		t.Errorf("no channels: error is %v", err)
	}
}
