package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Param is a named tensor that belongs to a layer: a weight, or a statistic
// that is saved with the weights. Graphs refer to Value, they do not copy it,
// so whoever changes its elements changes every graph built from the layer.
type Param struct {
	Name  string // as PyTorch would call it: "conv1.weight"
	Value *tensor.Dense
}

// Data is the parameter's own memory, row-major; nil of one of whole numbers. Where
// machines compute on a card (On), take it anew after each run.
func (p Param) Data() []float32 {
	if p.Value.Dtype() != tensor.Float32 {
		return nil
	}
	data := p.Value.Float32s()
	card.Here(data)
	return data
}

// Ints is Data of a parameter of whole numbers, such as batch norm's
// num_batches_tracked; nil of one of floats.
func (p Param) Ints() []int64 {
	if p.Value.Dtype() != tensor.Int64 {
		return nil
	}
	return p.Value.Int64s()
}

// Node is the input node of graph g that reads p. Asked twice, it is one node.
// It fails if g already has an input of that name for another tensor.
func (p Param) Node(g *G.ExprGraph) (*G.Node, error) {
	if found := g.ByName(p.Name); len(found) > 0 {
		if found[0].Value() != G.Value(p.Value) {
			return nil, fmt.Errorf("nn: two parameters of one graph are called %q", p.Name)
		}
		return found[0], nil
	}
	if p.Value.Dtype() == tensor.Float32 {
		card.Keep(p.Value.Float32s())
	}
	return G.NewTensor(g, tensor.Float32, p.Value.Dims(), G.WithShape(p.Value.Shape()...),
		G.WithName(p.Name), G.WithValue(p.Value)), nil
}

func newParam(name string, shape ...int) Param {
	return Param{Name: name, Value: tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(shape...))}
}

// newCounter is a parameter without dimensions that counts, from 0.
func newCounter(name string) Param {
	return Param{Name: name, Value: tensor.New(tensor.Of(tensor.Int64), tensor.FromScalar(int64(0)))}
}

// Count is the number of elements in all of params.
func Count(params []Param) int {
	n := 0
	for _, p := range params {
		n += p.Value.Shape().TotalSize()
	}
	return n
}
