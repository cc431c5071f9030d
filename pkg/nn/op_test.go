package nn_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TestOpsKeepTheirPromises runs every op and gradient op of the oracle's cases
// by itself, in memory full of NaN: it must fill all of it with what Do
// returns, share no memory with its inputs and leave them alone.
func TestOpsKeepTheirPromises(t *testing.T) {
	for i, c := range oracle(t) {
		if c.Op == "optimizer" || c.Op == "batch_norm2d_running" {
			continue
		}
		t.Run(fmt.Sprintf("%02d_%s", i, c.Op), func(t *testing.T) {
			g := G.NewGraph()
			in := make(map[string]*G.Node)
			for name, v := range c.Inputs {
				in[name] = input(t, g, name, v)
			}
			y, err := buildCase(t, g, c, c.attrs, in)
			if err != nil {
				t.Fatal(err)
			}
			var wrt G.Nodes
			for name := range c.Grads {
				wrt = append(wrt, in[name])
			}
			if _, err := G.Backpropagate(G.Nodes{y}, G.Nodes{input(t, g, "upstream", c.Upstream)}, wrt); err != nil {
				t.Fatal(err)
			}
			values := make(map[int64]G.Value)
			ops := 0
			for _, n := range g.AllNodes() { // children come before parents
				if n.Op() == nil {
					values[n.ID()] = n.Value()
					continue
				}
				values[n.ID()] = checkPromises(t, g, n, values)
				ops++
			}
			if ops < 2 {
				t.Errorf("only %d ops ran, want forward and backward", ops)
			}
		})
	}
}

func checkPromises(t *testing.T, g *G.ExprGraph, n *G.Node, values map[int64]G.Value) G.Value {
	t.Helper()
	var args []G.Value
	var before [][]float32
	for it := g.From(n.ID()); it.Next(); {
		v := values[it.Node().ID()]
		args = append(args, v)
		before = append(before, slices.Clone(elementsOf(v)))
	}
	want, err := n.Op().Do(args...)
	if err != nil {
		t.Fatal(err)
	}
	var place G.Value = G.NewF32(nan)
	if n.Dims() > 0 {
		d := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(n.Shape()...))
		for i := range d.Float32s() {
			d.Float32s()[i] = nan
		}
		place = d
	}
	got, err := n.Op().(G.UsePreallocDoer).UsePreallocDo(place, args...)
	if err != nil {
		t.Fatal(err)
	}
	if got != place {
		t.Errorf("%v does not return the memory it was given", n.Op())
	}
	if !slices.Equal(elementsOf(got), elementsOf(want)) {
		t.Errorf("%v in dirty memory gives another result than Do", n.Op())
	}
	for i, a := range args {
		if a.Uintptr() == want.Uintptr() {
			t.Errorf("%v returns an alias of input %d", n.Op(), i)
		}
		if !slices.Equal(elementsOf(a), before[i]) {
			t.Errorf("%v changes input %d", n.Op(), i)
		}
	}
	return want
}

func elementsOf(v G.Value) []float32 {
	if d, ok := v.(*tensor.Dense); ok {
		return d.Float32s()
	}
	return []float32{float32(*v.(*G.F32))}
}

// Who reads the elements in the order in which they lie would read others.
func TestColumnMajorIsAnError(t *testing.T) {
	x := G.NewMatrix(G.NewGraph(), tensor.Float32, G.WithName("x"), G.WithShape(2, 3),
		G.WithValue(tensor.New(tensor.WithShape(2, 3), tensor.AsFortran(make([]float32, 6)))))
	for what, y := range map[string]*G.Node{"relu": must(t)(nn.ReLU(x)), "neg": G.Must(G.Neg(x))} {
		vm, _ := ourMachine(t, G.Nodes{y})
		if err := vm.RunAll(); err == nil || !strings.Contains(err.Error(), "column-major") || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: error is %v, want one that names it and the order", what, err)
		}
	}
}

// Flatten and Reshape are not in the oracle: their gradient is the upstream
// gradient in the input's shape.
func TestReshapeGradient(t *testing.T) {
	for name, f := range map[string]func(*G.Node) (*G.Node, error){
		"Flatten": nn.Flatten,
		"Reshape": func(x *G.Node) (*G.Node, error) { return nn.Reshape(x, 2, 6) },
	} {
		t.Run(name, func(t *testing.T) {
			g := G.NewGraph()
			x := ramp(t, g, "x", 2, 3, 1, 2)
			y := must(t)(f(x))
			if !slices.Equal(y.Shape(), tensor.Shape{2, 6}) {
				t.Fatalf("shape is %v, want (2, 6)", y.Shape())
			}
			up := ramp(t, g, "up", 2, 6)
			nn.Data(up)[7] = 42
			grads, err := G.Backpropagate(G.Nodes{y}, G.Nodes{up}, G.Nodes{x})
			if err != nil {
				t.Fatal(err)
			}
			vm, read := ourMachine(t, G.Nodes{y, grads[0]})
			if err := vm.RunAll(); err != nil {
				t.Fatal(err)
			}
			if got := read(); !slices.Equal(got[0], nn.Data(x)) || !slices.Equal(got[1], nn.Data(up)) || !slices.Equal(grads[0].Shape(), x.Shape()) {
				t.Errorf("output %v, gradient %v %v", got[0], grads[0].Shape(), got[1])
			}
		})
	}
	if _, err := nn.Reshape(ramp(t, G.NewGraph(), "x", 2, 3), 5); err == nil {
		t.Error("six elements as five is no error")
	}
}
