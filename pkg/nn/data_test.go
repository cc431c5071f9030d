package nn_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// skips are networks over a node that is no op's output and is read by a layer
// and by something beside it.
var skips = map[string]struct {
	shape []int
	build func(t *testing.T, c *G.Node) *G.Node
}{
	"Conv2D": {[]int{1, 3, 4, 4}, func(t *testing.T, c *G.Node) *G.Node {
		l := nn.NewConv2D("l", nn.Conv2DConfig{In: 3, Out: 3, Kernel: 3, Padding: 1}, rand.New(rand.NewPCG(1, 2)))
		return G.Must(G.Add(must(t)(l.Build(c, nn.Train)), c))
	}},
	"ConvTranspose2D": {[]int{2, 3, 4, 4}, func(t *testing.T, c *G.Node) *G.Node {
		l := nn.NewConvTranspose2D("l", nn.Conv2DConfig{In: 3, Out: 3, Kernel: 3, Padding: 1}, rand.New(rand.NewPCG(1, 2)))
		return G.Must(G.Add(must(t)(l.Build(c, nn.Train)), c))
	}},
	"Linear": {[]int{3, 4}, func(t *testing.T, c *G.Node) *G.Node {
		l := nn.NewLinear("l", nn.LinearConfig{In: 4, Out: 4}, rand.New(rand.NewPCG(1, 2)))
		return G.Must(G.Add(must(t)(nn.Tanh(must(t)(l.Build(c, nn.Train)))), c))
	}},
	"TwoLayers": {[]int{3, 4}, func(t *testing.T, c *G.Node) *G.Node {
		rng := rand.New(rand.NewPCG(1, 2))
		a := nn.NewLinear("a", nn.LinearConfig{In: 4, Out: 2}, rng)
		b := nn.NewLinear("b", nn.LinearConfig{In: 4, Out: 2}, rng)
		return G.Must(G.Add(must(t)(a.Build(c, nn.Train)), must(t)(nn.Sigmoid(must(t)(b.Build(c, nn.Train))))))
	}},
	"LayerAlone": {[]int{2, 3, 4, 4}, func(t *testing.T, c *G.Node) *G.Node {
		rng := rand.New(rand.NewPCG(1, 2))
		conv := nn.NewConv2D("l", nn.Conv2DConfig{In: 3, Out: 2, Kernel: 3, Padding: 1}, rng)
		return must(t)(nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 2}).Build(must(t)(conv.Build(c, nn.Train)), nn.Train))
	}},
}

// A gradient is whole whatever reads the node, however it is asked for.
func TestGradientOfWhatIsReadTwice(t *testing.T) {
	for name, c := range skips {
		for how, ask := range map[string]func(loss *G.Node, p nn.Param, x *G.Node) (*G.Node, error){
			"Grad": func(loss *G.Node, p nn.Param, _ *G.Node) (*G.Node, error) {
				_, grads, err := nn.Grad(loss, []nn.Param{p})
				if err != nil {
					return nil, err
				}
				return grads[0], nil
			},
			"GradInput": func(loss *G.Node, _ nn.Param, x *G.Node) (*G.Node, error) { return nn.GradInput(loss, x) },
			"gorgonia.Grad": func(loss *G.Node, _ nn.Param, x *G.Node) (*G.Node, error) {
				grads, err := G.Grad(loss, x)
				if err != nil {
					return nil, err
				}
				return grads[0], nil
			},
		} {
			t.Run(name+"/"+how, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(3, 4))
				p := nn.Param{Name: "c", Value: tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(c.shape...))}
				for i := range p.Data() {
					p.Data()[i] = float32(rng.NormFloat64())
				}
				g := G.NewGraph()
				x := must(t)(p.Node(g))
				y := c.build(t, x)
				loss := must(t)(nn.MSE(y, ramp(t, g, "t", y.Shape()...)))
				dx := must(t)(ask(loss, p, x))
				vm, read := ourMachine(t, G.Nodes{loss, dx})
				value := func() float64 {
					if err := vm.RunAll(); err != nil {
						t.Fatal(err)
					}
					return float64(read()[0][0])
				}
				value()
				got := slices.Clone(read()[1])
				want := make([]float64, len(got))
				for i, was := range p.Data() {
					const h = 1. / 16
					p.Data()[i] = was + h
					up := value()
					p.Data()[i] = was - h
					want[i] = (up - value()) / (2 * h)
					p.Data()[i] = was
				}
				checkClose(t, "gradient", got, want, 2e-3)
			})
		}
	}
}

// What was said to be data has no gradient, and whoever asks for it hears so.
func TestDataIsTold(t *testing.T) {
	g := G.NewGraph()
	x, w := ramp(t, g, "x", 1, 1, 4, 4), ramp(t, g, "w", 1, 1, 3, 3)
	conv := must(t)(nn.Conv2D(x, w, nil, nn.ConvConfig{Padding: 1, Data: true}))
	if _, err := nn.GradInput(G.Must(G.Add(conv, x)), x); err == nil || !strings.Contains(err.Error(), "told that x is data") {
		t.Errorf("gradient of told data: error is %v", err)
	}
	if _, err := nn.GradInput(conv, w); err != nil {
		t.Errorf("gradient of its filters: %v", err)
	}
}

func TestStopGradient(t *testing.T) {
	g := G.NewGraph()
	x := ramp(t, g, "x", 2, 3)
	still := must(t)(nn.StopGradient(x))
	if _, err := nn.GradInput(still, x); err == nil || !strings.Contains(err.Error(), "x") {
		t.Errorf("gradient through it: error is %v", err)
	}
	y := must(t)(nn.ChannelAffine(must(t)(nn.Reshape(x, 2, 3, 1, 1)), still, still)) // x·x + x, x once
	dx := must(t)(nn.GradInput(y, x))
	for name, newMachine := range map[string]machine{"exec": ourMachine, "tape": stockMachine} {
		vm, read := newMachine(t, G.Nodes{still, dx})
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		for i, got := range read() {
			if !slices.Equal(got, nn.Data(x)) {
				t.Errorf("%s: output %d is %v, want %v", name, i, got, nn.Data(x))
			}
		}
	}
}

func TestFeed(t *testing.T) {
	g := G.NewGraph()
	x := ramp(t, g, "x", 2, 3)
	if err := nn.Feed(x, []float32{1, 2, 3, 4, 5, 6}); err != nil || nn.Data(x)[5] != 6 {
		t.Errorf("error %v, x is %v", err, nn.Data(x))
	}
	for name, c := range map[string]struct {
		n      *G.Node
		values []float32
		want   string
	}{
		"TooFew":  {x, make([]float32, 5), "x is (2, 3), which takes 6 values, got 5"},
		"TooMany": {x, make([]float32, 7), "got 7"},
		"None":    {x, nil, "got 0"},
		"Op":      {must(t)(nn.ReLU(x)), make([]float32, 6), "computed"},
		"Float64": {G.NewMatrix(g, tensor.Float64, G.WithName("d"), G.WithShape(1, 1), G.WithValue(tensor.New(tensor.WithShape(1, 1), tensor.WithBacking([]float64{1})))), []float32{1}, "float64"},
		"NoValue": {G.NewMatrix(g, tensor.Float32, G.WithName("v"), G.WithShape(1, 1)), []float32{1}, "no value"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := nn.Feed(c.n, c.values); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
		})
	}
	if !slices.Equal(nn.Data(x), []float32{1, 2, 3, 4, 5, 6}) {
		t.Errorf("after errors x is %v", nn.Data(x))
	}
}

func TestCopy(t *testing.T) {
	g := G.NewGraph()
	a, b, other := must(t)(nn.Input(g, "a", 2, 3)), must(t)(nn.Input(g, "b", 2, 3)), must(t)(nn.Input(g, "other", 3, 2))
	y := must(t)(nn.Scale(a, 2))
	m, err := nn.NewMachine(y)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		to, from *G.Node
		want     string
	}{
		{y, a, "is computed by"},
		{b, y, "has no value yet"},
		{b, other, "b is (2, 3) and other (3, 2)"},
	} {
		if err := nn.Copy(c.to, c.from); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: want %q", err, c.want)
		}
	}
	if err := nn.Feed(a, []float32{1, 2, 3, 4, 5, 6}); err != nil {
		t.Fatal(err)
	}
	if err := m.RunAll(); err != nil {
		t.Fatal(err)
	}
	if err := nn.Copy(b, y); err != nil {
		t.Fatal(err)
	}
	if got := nn.Data(b); !slices.Equal(got, []float32{2, 4, 6, 8, 10, 12}) {
		t.Errorf("the copy is %g", got)
	}
}
