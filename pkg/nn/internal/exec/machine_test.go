package exec_test

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"github.com/chewxy/hm"
	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func vector(g *G.ExprGraph, name string, data ...float32) *G.Node {
	return G.NewVector(g, tensor.Float32, G.WithName(name), G.WithShape(len(data)),
		G.WithValue(tensor.New(tensor.WithShape(len(data)), tensor.WithBacking(data))))
}

func matrix(g *G.ExprGraph, name string, rows, cols int, data ...float32) *G.Node {
	return G.NewMatrix(g, tensor.Float32, G.WithName(name), G.WithShape(rows, cols),
		G.WithValue(tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(data))))
}

func mustMachine(t *testing.T, outputs ...*G.Node) *exec.Machine {
	t.Helper()
	m, err := exec.New(nil, nil, outputs...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func run(t *testing.T, m G.VM) {
	t.Helper()
	if err := m.RunAll(); err != nil {
		t.Fatal(err)
	}
}

func floats(t *testing.T, v G.Value) []float32 {
	t.Helper()
	switch v := v.(type) {
	case *G.F32:
		return []float32{float32(*v)}
	case *tensor.Dense:
		return slices.Clone(v.Float32s())
	}
	t.Fatalf("value is %T", v)
	return nil
}

// regression is a graph of Gorgonia's own ops with a loss and two gradients.
func regression() (loss *G.Node, outputs []*G.Node) {
	g := G.NewGraph()
	x := matrix(g, "x", 3, 2, 1, 2, 3, 4, 5, 6)
	w := matrix(g, "w", 2, 2, 0.5, -1, 0.25, 2)
	b := matrix(g, "b", 3, 2, 1, -1, 0.5, 0.5, 0, 2)
	y := G.Must(G.Tanh(G.Must(G.Add(G.Must(G.Mul(x, w)), b))))
	loss = G.Must(G.Mean(G.Must(G.Square(y))))
	grads, err := G.Grad(loss, w, b)
	if err != nil {
		panic(err)
	}
	return loss, append(grads, loss, y)
}

func TestAgreesWithTapeMachineOnForeignOps(t *testing.T) {
	_, ours := regression()
	_, stock := regression()
	m := mustMachine(t, ours...)
	kept := make([]G.Value, len(stock))
	for i, n := range stock {
		G.Read(n, &kept[i])
	}
	vm := G.NewTapeMachine(stock[0].Graph())
	defer vm.Close()
	for round := range 3 {
		run(t, m)
		run(t, vm)
		vm.Reset()
		for i := range ours {
			got, want := floats(t, ours[i].Value()), floats(t, kept[i])
			if !slices.Equal(got, want) {
				t.Errorf("run %d: output %d is %v, TapeMachine says %v", round, i, got, want)
			}
		}
	}
}

// Other types than float32 have no place in the arena: every run makes them anew.
func TestRunsForeignTypesAgain(t *testing.T) {
	g := G.NewGraph()
	x := G.NewVector(g, tensor.Float64, G.WithName("x"), G.WithShape(2),
		G.WithValue(tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{1, 2}))))
	square := G.Must(G.Square(x))
	sum := G.Must(G.Sum(square))
	above := G.Must(G.Gt(vector(g, "a", 1, 2), vector(g, "b", 2, 1), false))
	m := mustMachine(t, square, sum, above)
	for _, want := range []string{"[1 4] 5 [false true]", "[9 4] 13 [false true]"} {
		run(t, m)
		if got := fmt.Sprint(square.Value().Data(), sum.Value().Data(), above.Value().Data()); got != want {
			t.Errorf("values are %s, want %s", got, want)
		}
		x.Value().Data().([]float64)[0] = 3
	}
}

// In the TapeMachine this rewrites w, since Reshape returns w's own memory.
func TestAliasesDoNotReachInputs(t *testing.T) {
	g := G.NewGraph()
	w := matrix(g, "w", 2, 2, 1, 2, 3, 4)
	b := vector(g, "b", 10, 20, 30, 40)
	same := G.Must(G.ApplyOp(&alias{scale{n: 4, name: "alias"}}, b))
	y := G.Must(G.Add(G.Must(G.Reshape(w, tensor.Shape{4})), b))
	m := mustMachine(t, y, same)
	for range 3 {
		run(t, m)
		if same.Value().Uintptr() == b.Value().Uintptr() {
			t.Fatal("an output is the input's own memory")
		}
		if got := floats(t, y.Value()); !slices.Equal(got, []float32{11, 22, 33, 44}) {
			t.Fatalf("y is %v", got)
		}
		if got := floats(t, w.Value()); !slices.Equal(got, []float32{1, 2, 3, 4}) {
			t.Fatalf("w has become %v", got)
		}
	}
}

// An op that says so writes into its input; who else reads that must not see it.
func TestOverwrittenInputsAreCopies(t *testing.T) {
	g := G.NewGraph()
	x := vector(g, "x", 1, 2)
	y := G.Must(G.ApplyOp(&overwriter{scale{n: 2, name: "overwriter"}}, x))
	m := mustMachine(t, y)
	for range 2 {
		run(t, m)
		if got := fmt.Sprint(floats(t, x.Value()), floats(t, y.Value())); got != "[1 2] [2 4]" {
			t.Fatalf("x and y are %s", got)
		}
	}
}

func TestReadsInputsAtEachRun(t *testing.T) {
	g := G.NewGraph()
	x := vector(g, "x", 1, 2)
	y := G.Must(G.Neg(x))
	m := mustMachine(t, y)
	run(t, m)
	if err := G.Let(x, tensor.New(tensor.WithShape(2), tensor.WithBacking([]float32{5, 6}))); err != nil {
		t.Fatal(err)
	}
	run(t, m)
	if got := floats(t, y.Value()); !slices.Equal(got, []float32{-5, -6}) {
		t.Errorf("y is %v after a new value was let into x", got)
	}
}

func TestComputesOnlyWhatIsAskedFor(t *testing.T) {
	g := G.NewGraph()
	x := vector(g, "x", 1, 2)
	wanted := G.Must(G.Neg(x))
	counter := &scale{n: 2, name: "unwanted"}
	G.Must(G.ApplyOp(counter, x))
	run(t, mustMachine(t, wanted))
	if counter.runs != 0 {
		t.Errorf("an op nobody asked for ran %d times", counter.runs)
	}
}

func TestErrors(t *testing.T) {
	g := G.NewGraph()
	x := vector(g, "x", 1, 2)
	var into G.Value
	read := G.Read(x, &into)
	unbound := G.NewVector(g, tensor.Float32, G.WithName("unbound"), G.WithShape(2))
	other := vector(G.NewGraph(), "other", 1)

	for name, c := range map[string]struct {
		outputs []*G.Node
		want    string
	}{
		"NoOutputs":   {nil, "no outputs"},
		"NilOutput":   {[]*G.Node{nil}, "output 0 is nil"},
		"Statement":   {[]*G.Node{read}, "statement"},
		"OtherGraph":  {[]*G.Node{x, other}, "another graph"},
		"NoValue":     {[]*G.Node{G.Must(G.Neg(unbound))}, "unbound"},
		"Panic":       {[]*G.Node{G.Must(G.ApplyOp(&scale{n: 2, name: "bad", panics: true}, x))}, "bad of [(2)]: panic: oh no"},
		"PanicWriter": {[]*G.Node{G.Must(G.ApplyOp(&writer{scale{n: 2, name: "worse", panics: true}}, x))}, "worse of [(2)]: panic: oh no"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := exec.New(nil, nil, c.outputs...)
			if err == nil {
				err = m.RunAll()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestRunAllocatesNothingForWriters(t *testing.T) {
	g := G.NewGraph()
	x := vector(g, "x", 1, 2)
	var err error
	y := x
	for i := range 10 {
		if y, err = G.ApplyOp(&writer{scale{n: 2, name: fmt.Sprint("w", i)}}, y); err != nil {
			t.Fatal(err)
		}
	}
	m := mustMachine(t, y)
	run(t, m)
	if got := floats(t, y.Value()); !slices.Equal(got, []float32{1024, 2048}) {
		t.Fatalf("y is %v", got)
	}
	if n := testing.AllocsPerRun(10, func() { run(t, m) }); n > 0 {
		t.Errorf("a run allocates %v times", n)
	}
	if bytes := m.Plan().ArenaBytes; bytes != 2*64 {
		t.Errorf("a chain of 2-element vectors takes %d bytes, want two cache lines", bytes)
	}
}

// alias returns its input.
type alias struct{ scale }

func (o *alias) Do(in ...G.Value) (G.Value, error) { return in[0], nil }

// overwriter doubles its input in place.
type overwriter struct{ scale }

func (o *overwriter) OverwritesInput() int              { return 0 }
func (o *overwriter) Do(in ...G.Value) (G.Value, error) { return in[0], o.into(in[0], in[0]) }

// scale doubles a vector of n elements, counting how often it does.
type scale struct {
	n, runs int
	name    string
	panics  bool
}

func (o *scale) Arity() int { return 1 }
func (o *scale) Type() hm.Type {
	v := G.TensorType{Dims: 1, Of: tensor.Float32}
	return hm.NewFnType(v, v)
}
func (o *scale) InferShape(...G.DimSizer) (tensor.Shape, error) { return tensor.Shape{o.n}, nil }
func (o *scale) Do(in ...G.Value) (G.Value, error) {
	out := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(o.n))
	return out, o.into(out, in[0])
}
func (o *scale) into(out, in G.Value) error {
	if o.panics {
		panic("oh no")
	}
	o.runs++
	y := out.(*tensor.Dense).Float32s()
	for i, v := range in.(*tensor.Dense).Float32s() {
		y[i] = 2 * v
	}
	return nil
}
func (o *scale) ReturnsPtr() bool      { return false }
func (o *scale) CallsExtern() bool     { return false }
func (o *scale) OverwritesInput() int  { return -1 }
func (o *scale) WriteHash(h hash.Hash) { fmt.Fprint(h, o.name) }
func (o *scale) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}
func (o *scale) String() string { return o.name }

// writer is a scale that writes into memory it is given.
type writer struct{ scale }

func (o *writer) UsePreallocDo(out G.Value, in ...G.Value) (G.Value, error) {
	return out, o.into(out, in[0])
}
func (o *writer) WritesWhole() bool { return true }
