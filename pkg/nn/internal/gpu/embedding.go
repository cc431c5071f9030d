package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

func (r *run) embeddingForward(k *kernels.EmbeddingForward, y pointer, in [6]pointer) {
	n := k.N * k.Width
	r.embeddingRows(each(n, 1), in[0], in[1], y, n, k.Rows, k.Width)
}

func (r *run) embeddingBackward(k *kernels.EmbeddingBackward, dw pointer, in [6]pointer) {
	threads := min(divUp(k.Width, 32)*32, 128)
	r.embeddingGradRows(grid{x: k.Rows, y: divUp(k.Width, threads), threads: threads}, in[0], in[1], dw, k.N, k.Width)
}
