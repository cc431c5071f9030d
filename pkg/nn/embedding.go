package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Embedding looks up rows of w (V, D): index (N) holds row numbers as float32,
// the result is (N, D). A row that is looked up twice has both gradients added;
// there is none for index. A run fails on a number that is not a row.
func Embedding(w, index *G.Node) (*G.Node, error) {
	ws, is := w.Shape(), index.Shape()
	if ws.Dims() != 2 || is.Dims() != 1 {
		return nil, fmt.Errorf("nn: embedding: weight is %v, index is %v: want (V, D) and (N)", ws, is)
	}
	k := kernels.Lookup{N: is[0], Rows: ws[0], Width: ws[1]}
	return apply(&op{
		name: "embedding", out: tensor.Shape{k.N, k.Width}, wrt: []bool{true, false}, kernel: &kernels.EmbeddingForward{Lookup: k},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dw, err := apply(&op{
				name: "embeddingGrad", out: ws, kernel: &kernels.EmbeddingBackward{Lookup: k},
			}, dy, in[1])
			return G.Nodes{dw, nil}, err
		},
	}, w, index)
}
