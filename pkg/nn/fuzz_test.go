package nn_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// FuzzShapes builds networks of any shape: each either says what does not fit or
// runs forward and backward.
func FuzzShapes(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(seed, uint8(seed), uint8(seed/7))
	}
	f.Fuzz(func(t *testing.T, seed uint64, a, b uint8) {
		rng := rand.New(rand.NewPCG(seed, uint64(a)<<8|uint64(b)))
		small := func() int { return rng.IntN(6) - 1 + rng.IntN(2) }
		g := G.NewGraph()
		x, err := nn.Input(g, "x", 1+rng.IntN(3), 1+int(a)%4, 1+int(b)%9, 1+rng.IntN(9))
		if err != nil {
			t.Fatal(err)
		}
		y, layers := x, []nn.Layer{}
		for i := range 1 + rng.IntN(4) {
			name := "l" + string(rune('0'+i))
			in := small()
			if len(y.Shape()) > 1 && rng.IntN(8) > 0 {
				in = y.Shape()[1]
			}
			conv := nn.Conv2DConfig{In: in, Out: small(), Kernel: small(), Stride: small(), Padding: small(), NoBias: rng.IntN(2) == 0}
			pool := nn.PoolConfig{Kernel: small(), Stride: small(), Padding: max(0, small()-2)}
			layer := []nn.Layer{
				nn.NewConv2D(name, conv, rng),
				nn.NewConvTranspose2D(name, conv, rng),
				nn.NewSpectralNorm(nn.NewConv2D(name, conv, rng), rng),
				nn.NewBatchNorm2D(name, nn.BatchNorm2DConfig{Channels: in}),
				nn.NewMaxPool2D(pool), nn.NewAvgPool2D(pool),
				nn.NewReLU(), nn.NewLeakyReLU(0.2), nn.NewTanh(), nn.NewSigmoid(),
				nn.NewDropout(float64(small())/4, rng),
				nn.NewFlatten(),
				nn.NewLinear(name, nn.LinearConfig{In: in, Out: small()}, rng),
			}[rng.IntN(13)]
			next, err := layer.Build(y, nn.Train)
			if err != nil {
				if !strings.HasPrefix(err.Error(), "nn: ") || strings.Contains(err.Error(), "panic") {
					t.Fatalf("%v of %v: unclear error %v", layer, y.Shape(), err)
				}
				return
			}
			for _, n := range next.Shape() {
				if n < 1 {
					t.Fatalf("%v of %v makes %v", layer, y.Shape(), next.Shape())
				}
			}
			y, layers = next, append(layers, layer)
		}
		target, err := nn.Input(g, "target", y.Shape()...)
		if err != nil {
			t.Fatal(err)
		}
		loss, err := nn.MSE(y, target)
		if err != nil {
			t.Fatal(err)
		}
		outputs := G.Nodes{loss}
		if params := nn.Params(layers...); len(params) > 0 {
			_, grads, err := nn.Grad(loss, params)
			if err != nil {
				t.Fatal(err)
			}
			outputs = append(outputs, grads...)
		}
		for i := range nn.Data(x) {
			nn.Data(x)[i] = rng.Float32() - 0.5
		}
		m, err := nn.NewMachine(outputs...)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := m.RunAll(); err != nil {
				t.Fatalf("%v of %v: %v", layers, x.Shape(), err)
			}
		}
		for i, n := range outputs {
			for _, v := range nn.Data(n) {
				if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
					t.Fatalf("%v of %v: output %d has %g", layers, x.Shape(), i, v)
				}
			}
		}
	})
}
