package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// Gorgonia's Add is ours in our machine, where both are of one shape, and gives
// the stock machine's bits.
func TestAddIsOurs(t *testing.T) {
	inf := float32(math.Inf(1))
	for name, c := range map[string]struct {
		build func(g *G.ExprGraph, x, y *G.Node) *G.Node
		ours  bool
	}{
		"Tensors": {func(_ *G.ExprGraph, x, y *G.Node) *G.Node { return G.Must(G.Add(x, y)) }, true},
		"Itself":  {func(_ *G.ExprGraph, x, _ *G.Node) *G.Node { return G.Must(G.Add(x, x)) }, true},
		"InPlace": {func(_ *G.ExprGraph, x, y *G.Node) *G.Node {
			return G.Must(G.Add(must(t)(nn.LeakyReLU(x, 0.5)), must(t)(nn.Flatten(y))))
		}, true},
		"Scalars": {func(_ *G.ExprGraph, x, y *G.Node) *G.Node {
			return G.Must(G.Add(must(t)(nn.MSE(x, y)), must(t)(nn.HingeDiscriminator(x, y))))
		}, true},
		"TensorAndScalar": {func(_ *G.ExprGraph, x, y *G.Node) *G.Node {
			return G.Must(G.Add(x, must(t)(nn.MSE(x, x))))
		}, false},
		"Difference": {func(_ *G.ExprGraph, x, y *G.Node) *G.Node { return G.Must(G.Sub(x, y)) }, true},
		"Product":    {func(_ *G.ExprGraph, x, y *G.Node) *G.Node { return G.Must(G.HadamardProd(x, y)) }, true},
		"Negative":   {func(_ *G.ExprGraph, x, _ *G.Node) *G.Node { return G.Must(G.Neg(x)) }, false},
		"Quotient":   {func(_ *G.ExprGraph, x, y *G.Node) *G.Node { return G.Must(G.HadamardDiv(x, y)) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			build := func() *G.Node {
				g := G.NewGraph()
				x, y := ramp(t, g, "x", 3, 4), ramp(t, g, "y", 3, 4)
				copy(nn.Data(x), []float32{inf, -inf, nan, float32(math.Copysign(0, -1)), 0, 1e-45})
				slices.Reverse(nn.Data(y)[6:])
				return c.build(g, x, y)
			}
			var got [2][]uint32
			for i, newMachine := range []machine{ourMachine, stockMachine} {
				vm, read := newMachine(t, G.Nodes{build()})
				for range 2 {
					if err := vm.RunAll(); err != nil {
						t.Fatal(err)
					}
					vm.Reset()
				}
				got[i] = bitsOf(read()[0])
			}
			if !slices.Equal(got[0], got[1]) {
				t.Errorf("bits are %x, the stock machine's %x", got[0], got[1])
			}
			vm, _ := ourMachine(t, G.Nodes{build()})
			allocs := testing.AllocsPerRun(10, func() {
				if err := vm.RunAll(); err != nil {
					t.Fatal(err)
				}
			})
			if ours := allocs == 0; ours != c.ours {
				t.Errorf("a run allocates %g times", allocs)
			}
		})
	}
}

// A weight that is used twice takes no more memory for the sum of its gradients
// than for the two.
func TestGradientsAreAddedInPlace(t *testing.T) {
	const n = 64
	lin := nn.NewLinear("lin", nn.LinearConfig{In: n, Out: n, NoBias: true}, rand.New(rand.NewPCG(1, 1)))
	x := ramp(t, G.NewGraph(), "x", 1, n)
	y := must(t)(lin.Build(must(t)(lin.Build(x, nn.Train)), nn.Train))
	_, grads, err := nn.Grad(must(t)(nn.MSE(y, x)), lin.Params())
	if err != nil {
		t.Fatal(err)
	}
	m, err := nn.NewMachine(grads...)
	if err != nil {
		t.Fatal(err)
	}
	if p, most := m.Plan(), 4*(2*n*n+4*n); p.ArenaBytes > most {
		t.Errorf("arena is %d bytes, want at most %d:\n%v", p.ArenaBytes, most, p)
	}
}
