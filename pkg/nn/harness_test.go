package nn_test

import (
	"math"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

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
