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
	k := &kernels.SpectralForward{Matrix: m, Train: mode == Train, U: u.Float32s(), V: v.Float32s(), Sigma: make([]float32, 1)}
	k.NowU, k.NowV = make([]float32, len(k.U)), make([]float32, len(k.V))
	s := w.Shape()
	return apply(&op{
		name: "spectral_norm", attrs: fmt.Sprintf("{%v}", mode), out: s, wrt: []bool{true}, kernel: k,
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dw, err := apply(&op{
				name: "spectral_normGrad", out: s, inPlace: 0b11, kernel: kernels.SpectralBackward{Forward: k},
			}, dy, y)
			return G.Nodes{dw}, err
		},
	}, w)
}
