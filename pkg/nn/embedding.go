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
	rows, width := ws[0], ws[1]
	numbers := make([]int, is[0])
	return apply(&op{
		name: "embedding", out: tensor.Shape{is[0], width}, wrt: []bool{true, false},
		do: func(y []float32, in args) error {
			if err := whole(numbers, in[1], rows); err != nil {
				return fmt.Errorf("index %w", err)
			}
			kernels.Embedding(y, in[0], numbers, rows, width)
			return nil
		},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dw, err := apply(&op{
				name: "embeddingGrad", out: ws,
				do: func(dw []float32, in args) error {
					if err := whole(numbers, in[1], rows); err != nil {
						return fmt.Errorf("index %w", err)
					}
					kernels.EmbeddingGrad(dw, in[0], numbers, rows, width)
					return nil
				},
			}, dy, in[1])
			return G.Nodes{dw, nil}, err
		},
	}, w, index)
}

// whole converts values to whole numbers from 0 to n−1, and reports the first
// that is not one.
func whole(dst []int, values []float32, n int) error {
	for i, v := range values {
		if !(v >= 0 && v < float32(n)) || v != float32(int(v)) {
			return fmt.Errorf("%d is %g, want a whole number from 0 to %d", i, v, n-1)
		}
		dst[i] = int(v)
	}
	return nil
}
