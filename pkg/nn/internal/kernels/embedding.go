package kernels

import "fmt"

// Embedding copies rows of w (rows, dim): y[i] = w[index[i]], y (len(index), dim).
func Embedding(y, w []float32, index []int, rows, dim int) {
	needIndex("Embedding", "y", y, "w", w, index, rows, dim)
	for i, k := range index {
		copy(y[i*dim:][:dim], w[k*dim:][:dim])
	}
}

// EmbeddingGrad computes dw (rows, dim): each row is the sum of the rows of dy
// (len(index), dim) that it was copied to.
func EmbeddingGrad(dw, dy []float32, index []int, rows, dim int) {
	needIndex("EmbeddingGrad", "dy", dy, "dw", dw, index, rows, dim)
	clear(dw)
	for i, k := range index {
		add(dw[k*dim:][:dim], dy[i*dim:][:dim])
	}
}

func needIndex(op, yName string, y []float32, wName string, w []float32, index []int, rows, dim int) {
	need(op, yName, y, len(index)*dim)
	need(op, wName, w, rows*dim)
	for i, k := range index {
		if k < 0 || k >= rows {
			panic(fmt.Sprintf("kernels: %s: index %d is %d, want 0 to %d", op, i, k, rows-1))
		}
	}
}
