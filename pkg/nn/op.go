package nn

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/chewxy/hm"
	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// op is one operation on float32 tensors of shapes known when the graph is
// built, as Gorgonia wants to see it. What differs from op to op is in its fields.
type op struct {
	name  string         // "conv2d"
	attrs string         // its configuration, for people and for the hash
	in    []tensor.Shape // what it takes
	out   tensor.Shape   // what it makes; no dimensions for a scalar
	wrt   []bool         // inputs it has a gradient for
	told  inputs         // that have none because the caller said that they are data
	id    string         // tells apart what must not be merged
	flops int            // multiplications and additions, where they are what counts

	inPlace inputs // where y may lie
	unread  inputs // that are there for their shape, or to come first
	// keepsSums says that the sum over each channel of y is that of input 0.
	keepsSums bool

	kernel kernels.Kernel // what it computes
	// grad makes the gradients for the inputs, nil where wrt is false; or, where
	// each takes a computation of its own, grads lists how to make them.
	grad  func(in G.Nodes, y, dy *G.Node) (G.Nodes, error)
	grads func(in G.Nodes, y, dy *G.Node) []gradMaker
}

// gradMaker makes the gradient for one input; nil for one without.
type gradMaker func() (*G.Node, error)

// inputs is a set of inputs of an op: bit i is input i.
type inputs uint8

func (s inputs) has(i int) bool { return s>>i&1 != 0 }

var (
	_ G.SDOp            = (*op)(nil)
	_ G.UsePreallocDoer = (*op)(nil)
	_ exec.Fuser        = (*op)(nil)
	_ exec.Sharer       = (*op)(nil)
)

// apply puts o into the graph of its inputs.
func apply(o *op, in ...*G.Node) (*G.Node, error) {
	ids := make([]string, len(in))
	o.in = make([]tensor.Shape, len(in))
	for i, n := range in {
		if n.Dtype() != tensor.Float32 {
			return nil, fmt.Errorf("nn: %s: input %d, %s, is %v, want float32", o.name, i, exec.Name(n), n.Dtype())
		}
		if slices.Contains(n.Shape(), 0) {
			return nil, fmt.Errorf("nn: %s: input %d, %s, is %v: every size must be at least 1", o.name, i, exec.Name(n), n.Shape())
		}
		o.in[i] = n.Shape()
		ids[i] = fmt.Sprint(n.ID())
	}
	// Gorgonia merges nodes whose 32-bit hashes agree without comparing their
	// inputs; with the inputs in the op's own hash, two such hashes have to.
	o.id += " of " + strings.Join(ids, ",")
	if o.wrt == nil {
		o.wrt = make([]bool, len(in))
	}
	y, err := G.ApplyOp(o, in...)
	if err != nil {
		return nil, fmt.Errorf("nn: %s%s: %w", o.name, o.attrs, err)
	}
	return y, nil
}

func (o *op) Arity() int { return len(o.in) }

// Type is made anew for every call: Gorgonia takes it apart and pools the pieces.
func (o *op) Type() hm.Type {
	types := make([]hm.Type, 0, len(o.in)+1)
	for _, s := range o.in {
		types = append(types, typeOf(s))
	}
	return hm.NewFnType(append(types, typeOf(o.out))...)
}

func typeOf(s tensor.Shape) hm.Type {
	if s.Dims() == 0 {
		return tensor.Float32
	}
	return G.TensorType{Dims: s.Dims(), Of: tensor.Float32}
}

func (o *op) InferShape(in ...G.DimSizer) (tensor.Shape, error) {
	shapes, err := G.DimSizersToShapes(in)
	if err != nil {
		return nil, err
	}
	for i, s := range shapes {
		if !slices.Equal(s, o.in[i]) {
			return nil, fmt.Errorf("nn: %v: input %d is %v, want %v", o, i, s, o.in[i])
		}
	}
	return o.out.Clone(), nil
}

func (o *op) DiffWRT(inputs int) []bool { return o.wrt }

func (o *op) SymDiff(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
	return o.gradients(in, y, dy, o.wrt)
}

// gradients makes at least those that are wanted.
func (o *op) gradients(in G.Nodes, y, dy *G.Node, wanted []bool) (G.Nodes, error) {
	switch {
	case o.grad != nil:
		return o.grad(in, y, dy)
	case o.grads == nil:
		return nil, fmt.Errorf("nn: %v has no gradient", o)
	}
	out := make(G.Nodes, len(in))
	for i, f := range o.grads(in, y, dy)[:len(in)] {
		if f == nil || !wanted[i] {
			continue
		}
		var err error
		if out[i], err = f(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (o *op) Do(in ...G.Value) (G.Value, error) {
	var y G.Value = G.NewF32(0)
	if o.out.Dims() > 0 {
		y = tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(o.out...))
	}
	return o.UsePreallocDo(y, in...)
}

// UsePreallocDo computes into y, which it overwrites whole. A panic below it
// becomes an error, because it may run on a goroutine nobody can recover.
func (o *op) UsePreallocDo(y G.Value, in ...G.Value) (_ G.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("nn: %v: panic: %v", o, r)
		}
	}()
	if len(in) != len(o.in) {
		return nil, fmt.Errorf("nn: %v: got %d inputs, want %d", o, len(in), len(o.in))
	}
	var a kernels.Inputs
	for i, v := range in {
		if a[i], err = elements(v, o.in[i]); err != nil {
			return nil, fmt.Errorf("nn: %v: input %d: %w", o, i, err)
		}
	}
	if d, ok := y.(*tensor.Dense); ok && d.RequiresIterator() {
		return nil, fmt.Errorf("nn: %v: output is a strided view", o)
	}
	out, err := elements(y, o.out)
	if err != nil {
		return nil, fmt.Errorf("nn: %v: output: %w", o, err)
	}
	if p, ok := o.kernel.(kernels.Preparer); ok {
		p.Prepare()
	}
	if err := o.kernel.Run(out, a); err != nil {
		return nil, fmt.Errorf("nn: %v: %w", o, err)
	}
	return y, nil
}

// WritesWhole reports whether UsePreallocDo may be given dirty memory, for the
// executor.
func (o *op) WritesWhole() bool { return true }

// InPlace reports whether y may lie where input i lies.
func (o *op) InPlace(i int) bool { return o.inPlace.has(i) }

// Reads reports whether the kernel looks at input i.
func (o *op) Reads(i int) bool { return !o.unread.has(i) }

// Fuse is the op that does next, if it is an activation or a maximum, in the pass
// of o.
func (o *op) Fuse(next G.Op) exec.Writer {
	a, ok := next.(*op)
	k, can := o.kernel.(kernels.Fuser)
	if !ok || !can {
		return nil
	}
	joint := k.Fuse(a.kernel)
	if joint == nil {
		return nil
	}
	both := *o
	both.name, both.out, both.kernel = o.name+"+"+a.name, a.out, joint
	return &both
}

// Kernel is what the op computes, of its inputs in their order.
func (o *op) Kernel() kernels.Kernel { return o.kernel }

func (o *op) ReturnsPtr() bool     { return false }
func (o *op) CallsExtern() bool    { return false }
func (o *op) OverwritesInput() int { return -1 }

func (o *op) WriteHash(h hash.Hash) {
	fmt.Fprintf(h, "crococlock/nn %s%s%v%v %s", o.name, o.attrs, o.in, o.out, o.id)
}

func (o *op) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// String names the op, its configuration and the shapes it works on.
func (o *op) String() string {
	in := make([]string, len(o.in))
	for i, s := range o.in {
		in[i] = fmt.Sprint(s)
	}
	return fmt.Sprintf("%s%s %s→%v", o.name, o.attrs, strings.Join(in, "·"), o.out)
}
