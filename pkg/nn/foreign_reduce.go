package nn

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// reduction does the work of Gorgonia's Sum and Max over axes, which is wrong
// over inner axes of four: G.Sum(x, 2, 3) of 0, 1, … 119 in (2, 3, 4, 5) gives
// 190, 390, … where 190, 590, … is right.
type reduction struct {
	G.Op
	kernel  kernels.Reduction
	in, out tensor.Shape
}

var _ exec.Writer = (*reduction)(nil)

// newReduction is the reduction for n, or nil if it is not one.
func newReduction(n *G.Node, in []*G.Node) exec.Writer {
	kind, _ := foreignKind(n)
	r := &reduction{Op: n.Op(), out: n.Shape()}
	switch kind {
	case "sumOp":
		r.kernel.Fold = kernels.FoldSum
	case "maxOp":
		r.kernel.Fold = kernels.FoldMax
	default:
		return nil
	}
	if t := in[0].Dtype(); t != tensor.Float32 && t != tensor.Float64 {
		return nil
	}
	r.in = in[0].Shape()
	_, list, _ := strings.Cut(strings.TrimSuffix(fmt.Sprint(n.Op()), "]"), "[")
	for _, f := range strings.Fields(list) {
		axis, err := strconv.Atoi(f)
		if err != nil || axis < 0 || axis >= r.in.Dims() {
			return nil
		}
		r.kernel.Axes = append(r.kernel.Axes, axis)
	}
	slices.Sort(r.kernel.Axes)
	r.kernel.Shape = r.in
	return r
}

func (r *reduction) WritesWhole() bool    { return true }
func (r *reduction) OverwritesInput() int { return -1 }

// Kernel is what it computes of float32.
func (r *reduction) Kernel() kernels.Kernel { return r.kernel }

// UsePreallocDo is for float32.
func (r *reduction) UsePreallocDo(y G.Value, in ...G.Value) (G.Value, error) {
	x, err := elements(in[0], r.in)
	if err != nil {
		return nil, fmt.Errorf("nn: %v: %w", r.Op, err)
	}
	out, err := elements(y, r.out)
	if err != nil {
		return nil, fmt.Errorf("nn: %v: output: %w", r.Op, err)
	}
	return y, r.kernel.Run(out, kernels.Inputs{x})
}

// Do is for float64.
func (r *reduction) Do(in ...G.Value) (G.Value, error) {
	d, ok := in[0].(*tensor.Dense)
	if !ok || d.Dtype() != tensor.Float64 || !slices.Equal(d.Shape(), r.in) {
		return nil, fmt.Errorf("nn: %v: got %T of shape %v, want float64 of shape %v", r.Op, in[0], in[0].Shape(), r.in)
	}
	if d.RequiresIterator() {
		d = d.Materialize().(*tensor.Dense)
	}
	out := make([]float64, r.out.TotalSize())
	if r.out.Dims() == 0 {
		out = make([]float64, 1)
	}
	kernels.Reduce(out, d.Float64s(), r.kernel.Fold, r.in, r.kernel.Axes)
	if r.out.Dims() == 0 {
		return G.NewF64(out[0]), nil
	}
	return tensor.New(tensor.WithShape(r.out...), tensor.WithBacking(out)), nil
}
