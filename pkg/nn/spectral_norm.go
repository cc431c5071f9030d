package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// spectralNorm is w divided by its largest singular value as u and v, kept with
// the weights, estimate it: σ = uᵀWv. In Train mode a run first moves both by one
// power iteration. The gradient flows through W and σ, not through u and v. Used
// twice in one graph it is one node: one iteration a run.
func spectralNorm(w *G.Node, u, v *tensor.Dense, m kernels.Matrix, mode Mode) (*G.Node, error) {
	us, vs := u.Float32s(), v.Float32s()
	// What the gradient needs, whatever other machines do to u and v meanwhile.
	nowU, nowV, sigma := make([]float32, len(us)), make([]float32, len(vs)), 0.0
	s := w.Shape()
	return apply(&op{
		name: "spectral_norm", attrs: fmt.Sprintf("{%v}", mode), out: s, wrt: []bool{true},
		do: func(y []float32, in args) error {
			if mode == Train {
				kernels.PowerIteration(us, vs, in[0], m)
			}
			copy(nowU, us)
			copy(nowV, vs)
			if sigma = kernels.SpectralNorm(us, vs, in[0], m); sigma == 0 {
				return fmt.Errorf("the weights' norm is 0")
			}
			kernels.SpectralScale(y, in[0], sigma)
			return nil
		},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dw, err := apply(&op{
				name: "spectral_normGrad", out: s, inPlace: 0b11,
				do: func(dw []float32, in args) error {
					kernels.SpectralGrad(dw, in[0], in[1], nowU, nowV, m, sigma)
					return nil
				},
			}, dy, y)
			return G.Nodes{dw}, err
		},
	}, w)
}
