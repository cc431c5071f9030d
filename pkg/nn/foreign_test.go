package nn_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A foreignCase is one of Gorgonia's functions in one configuration, held
// against a plain computation: what it gives in our machine is right, or whoever
// asks for it is told what to use instead.
type foreignCase struct {
	of     string // the function, then its configuration
	shapes [][]int
	build  func(in G.Nodes) (*G.Node, error)
	plain  func(in []nd) nd
	// positive inputs are for what is not defined below 0.
	positive bool
	// flat has no gradient, or none but 0.
	flat bool
	// instead is in the error of a machine, gradInstead in that of Grad.
	instead, gradInstead string
	// fails says that Gorgonia refuses it by itself, when it is built or run.
	fails bool
}

// foreignCases are all functions of Gorgonia that make nodes.
var foreignCases = slices.Concat(unaryForeign, binaryForeign(), reductionForeign(), shapeForeign(), productForeign(), networkForeign())

// TestGorgoniasOps runs every case in float64 and in float32, on inputs of the
// graph and on nodes between others. Gradients are held against differences of
// the plain computation.
func TestGorgoniasOps(t *testing.T) {
	for _, c := range foreignCases {
		t.Run(c.of, func(t *testing.T) {
			for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
				for _, between := range []bool{false, true} {
					if err := c.check(dtype, between); err != nil {
						t.Errorf("%v, between others %t: %v", dtype, between, err)
					}
				}
			}
		})
	}
}

// inputs have no two elements alike, kinks of the functions apart.
func (c foreignCase) inputs() []nd {
	rng := rand.New(rand.NewPCG(1, 7))
	var in []nd
	for k, s := range c.shapes {
		a := newND(s...)
		n := float64(len(a.data))
		for i, at := range rng.Perm(len(a.data)) {
			a.data[i] = (2*float64(at)+1-n)/n + 0.3*float64(k)/n
			if c.positive {
				a.data[i] = a.data[i]/2 + 0.8
			}
		}
		in = append(in, a)
	}
	return in
}

// typed is a as a value of a graph.
func typed(a nd, dtype tensor.Dtype) *tensor.Dense {
	if dtype == tensor.Float32 {
		return dense(array{a.shape, a.data})
	}
	return tensor.New(tensor.WithShape(a.shape...), tensor.WithBacking(slices.Clone(a.data)))
}

// number is a constant of a type.
func number(v float64, dtype tensor.Dtype) *G.Node {
	if dtype == tensor.Float32 {
		return G.NewConstant(float32(v))
	}
	return G.NewConstant(v)
}

func toFloat64(v G.Value) []float64 {
	switch d := v.Data().(type) {
	case []float64:
		return slices.Clone(d)
	case float64:
		return []float64{d}
	case float32:
		return []float64{float64(d)}
	case []float32:
		out := make([]float64, len(d))
		for i := range d {
			out[i] = float64(d[i])
		}
		return out
	}
	panic(fmt.Sprintf("value is %T", v.Data()))
}

// check reports what is wrong. Between others, the inputs go through a tanh, whose
// result lies in the machine's memory and is read again behind the op.
func (c foreignCase) check(dtype tensor.Dtype, between bool) error {
	in := c.inputs()
	g := G.NewGraph()
	var args G.Nodes
	var params []nn.Param
	for i, a := range in {
		p := nn.Param{Name: fmt.Sprint("in", i), Value: typed(a, dtype)}
		n := G.NewTensor(g, dtype, len(a.shape), G.WithShape(a.shape...), G.WithName(p.Name), G.WithValue(p.Value))
		params = append(params, p)
		if between {
			n = G.Must(G.Tanh(n))
		}
		args = append(args, n)
	}
	seen := func(in []nd) []nd { // by the op
		in = slices.Clone(in)
		for i := range in {
			if between {
				in[i] = in[i].apply(math.Tanh)
			}
		}
		return in
	}
	want := c.plain(seen(in))
	y, err := c.build(args)
	switch {
	case c.fails && err != nil:
		return nil
	case err != nil:
		return err
	case !c.fails && c.instead == "" && !slices.Equal(y.Shape(), want.shape):
		return fmt.Errorf("%w: shape is %v, want %v", errWrong, y.Shape(), want.shape)
	}
	outputs, up := G.Nodes{y}, newND(y.Shape()...)
	for i := range up.data {
		up.data[i] = math.Sin(float64(i) + 1)
	}
	loss := y
	if len(up.shape) > 0 {
		u := G.NewTensor(g, dtype, len(up.shape), G.WithShape(up.shape...), G.WithName("up"), G.WithValue(typed(up, dtype)))
		loss = G.Must(G.Sum(G.Must(G.HadamardProd(y, u))))
	} else {
		up.data[0] = 1
	}
	if between {
		for _, a := range args {
			squares := G.Must(G.Sum(G.Must(G.HadamardProd(a, a))))
			loss = G.Must(G.Add(loss, G.Must(G.HadamardProd(squares, number(0.125, dtype)))))
		}
	}
	var grads G.Nodes
	if !c.flat {
		_, grads, err = nn.Grad(loss, params)
		if use := c.gradInstead + c.instead; use != "" {
			if err == nil || !strings.Contains(err.Error(), use) {
				return fmt.Errorf("error of Grad is %v, want one with %q", err, use)
			}
		} else if err != nil && !c.fails {
			return err
		}
	}
	m, err := nn.NewMachine(append(outputs, grads...)...)
	if c.instead != "" {
		if err == nil || !strings.Contains(err.Error(), c.instead) {
			return fmt.Errorf("error of the machine is %v, want one with %q", err, c.instead)
		}
		return nil
	}
	if err != nil {
		return err
	}
	tolerance, gradTolerance := 1e-9, 1e-6
	if dtype == tensor.Float32 {
		tolerance, gradTolerance = 2e-5, 2e-4
	}
	for range 2 { // the second run finds the memory of the first
		err := m.RunAll()
		if err == nil {
			err = differs(toFloat64(y.Value()), want.data, tolerance)
		}
		if c.fails && (err != nil || dtype == tensor.Float32) { // some know float32 alone
			return nil
		}
		if err != nil {
			return fmt.Errorf("output: %w", err)
		}
		for i, p := range params {
			if err := differs(toFloat64(p.Value), in[i].data, 1e-7); err != nil {
				return fmt.Errorf("input %d has changed: %w", i, err)
			}
		}
	}
	if c.fails {
		return fmt.Errorf("it did not fail")
	}
	for i := range grads {
		var got, want []float64
		all := toFloat64(grads[i].Value())
		for k := 0; k < len(in[i].data); k += 1 + len(in[i].data)/20 {
			was := in[i].data[k]
			at := func(steps float64) (sum float64) {
				in[i].data[k] = was + steps/1024
				seen := seen(in)
				for j, v := range c.plain(seen).data {
					sum += v * up.data[j]
				}
				for _, a := range seen {
					for _, v := range a.data {
						if between {
							sum += v * v / 8
						}
					}
				}
				in[i].data[k] = was
				return sum
			}
			got, want = append(got, all[k]), append(want, (8*(at(1)-at(-1))-(at(2)-at(-2)))/(12./1024))
		}
		if err := differs(got, want, gradTolerance); err != nil {
			return fmt.Errorf("gradient of input %d: %w", i, err)
		}
	}
	return nil
}

// errWrong tells wrong numbers from what is refused.
var errWrong = errors.New("wrong")

// differs reports the first element that is not within tolerance·max(1, max|want|).
func differs(got, want []float64, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%w: %d elements, want %d", errWrong, len(got), len(want))
	}
	scale := 1.0
	for _, w := range want {
		scale = max(scale, math.Abs(w))
	}
	for i, w := range want {
		if !(math.Abs(got[i]-w) <= tolerance*scale) {
			return fmt.Errorf("%w: element %d is %g, want %g", errWrong, i, got[i], w)
		}
	}
	return nil
}
