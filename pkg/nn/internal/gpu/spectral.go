package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

func (r *run) spectralForward(k *kernels.SpectralForward, y pointer, in [6]pointer) {
	w, u, v := in[0], r.beside(k.U), r.beside(k.V)
	n, pieces := k.Rows*k.Cols(), 0
	var part pointer
	if k.Train {
		size := max(64, divUp(k.Rows, 4*8)*8) // rows of a piece
		pieces = divUp(k.Rows, size)
		part = r.scratch(pieces * k.Cols())
		r.spectralColumns(grid{x: divUp(k.Inner, 32), y: k.Outer, z: pieces, threads: 256}, w, u, part, k.Rows, k.Inner, size)
	}
	sums := r.scratch(k.Rows)
	r.spectralRows(grid{x: k.Rows, threads: combining(k.Cols())}, w, part, v, r.beside(k.NowV), sums, k.Rows, k.Outer, k.Inner, pieces)
	g := each(n, perThread)
	g.threads = 256
	r.spectralScale(g, w, sums, u, r.beside(k.NowU), r.beside(k.Sigma), y, n, k.Rows, truth(k.Train))
}

func (r *run) spectralBackward(k kernels.SpectralBackward, dw pointer, in [6]pointer) {
	f := k.Forward
	n := f.Rows * f.Cols()
	parts := divUp(n, lossPiece)
	part := r.scratch(parts)
	r.dotParts(grid{x: parts, threads: 256}, in[0], in[1], part, n)
	r.spectralGradEach(each(n, 1), in[0], part, r.beside(f.NowU), r.beside(f.NowV), r.beside(f.Sigma), dw, n, parts, f.Rows, f.Inner)
}
