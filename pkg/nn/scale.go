package nn

import (
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// Scale is x·by, of any shape; by is a finite number. It weighs a loss against
// others that gorgonia.Add adds to it.
func Scale(x *G.Node, by float64) (*G.Node, error) {
	factor := float32(by)
	if math.IsNaN(by) || math.IsInf(float64(factor), 0) {
		return nil, fmt.Errorf("nn: scale: the factor is %g, want a finite float32", by)
	}
	return apply(&op{
		name: "scale", attrs: fmt.Sprintf("{by %g}", by), out: x.Shape(), wrt: []bool{true}, inPlace: 1,
		kernel: kernels.Scaling{N: count(x), By: factor},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := Scale(dy, by)
			return G.Nodes{dx}, err
		},
	}, x)
}
