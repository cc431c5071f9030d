package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// Rows and columns longer than these are folded in pieces of so many values.
const (
	longRow, rowPiece       = 4096, 2048
	longColumn, columnPiece = 256, 128
	mostInGrid              = 65535 // blocks along its second and third dimension
)

func (r *run) reduction(k kernels.Reduction, y pointer, in [6]pointer) {
	x, top := in[0], k.Fold == kernels.FoldMax
	axes := k.Axes
	if len(axes) == 0 {
		n := count(k.Shape)
		r.copyFloats(each(n, perThread), x, y, n)
		return
	}
	// Runs of neighbouring axes, the last one first: those behind a run are gone, or
	// are not folded.
	for last := len(axes) - 1; last >= 0; {
		first := last
		for first > 0 && axes[first-1] == axes[first]-1 {
			first--
		}
		outer, folded := count(k.Shape[:axes[first]]), count(k.Shape[axes[first]:axes[last]+1])
		inner := count(k.Shape[axes[last]+1:])
		for _, a := range axes[last+1:] {
			inner /= k.Shape[a]
		}
		to := y
		if first > 0 {
			to = r.scratch(outer * inner)
		}
		r.foldMiddle(to, x, outer, folded, inner, top, 1)
		x, last = to, first-1
	}
}

// foldMiddle folds the middle axis of x (outer, n, inner) away: its sums times scale,
// or its largest values.
func (r *run) foldMiddle(y, x pointer, outer, n, inner int, top bool, scale float32) {
	if inner == 1 {
		if pieces := divUp(n, rowPiece); n > longRow {
			to := r.scratch(outer * pieces)
			r.foldRows(teams(outer*pieces), x, to, outer, n, rowPiece, pieces, truth(top), 1)
			r.foldMiddle(y, to, outer, pieces, 1, top, scale)
			return
		}
		r.foldRows(teams(outer), x, y, outer, n, n, 1, truth(top), scale)
		return
	}
	if n > longColumn {
		size := max(columnPiece, divUp(n, mostInGrid))
		pieces := divUp(n, size)
		to := r.scratch(outer * pieces * inner)
		r.foldBlocks(to, x, outer, n, inner, size, top, 1)
		r.foldMiddle(y, to, outer, pieces, inner, top, scale)
		return
	}
	r.foldBlocks(y, x, outer, n, inner, n, top, scale)
}

// foldBlocks is foldColumns, for as many at a time as a grid takes.
func (r *run) foldBlocks(y, x pointer, outer, n, inner, size int, top bool, scale float32) {
	pieces := divUp(n, size)
	for o := 0; o < outer; o += mostInGrid {
		g := grid{x: divUp(inner, 32), y: min(outer-o, mostInGrid), z: pieces, threads: 256}
		r.foldColumns(g, x.at(o*n*inner), y.at(o*pieces*inner), n, inner, size, truth(top), scale)
	}
}

// at is the address of the n-th float.
func (p pointer) at(n int) pointer { return p + pointer(4*n) }

func count(sizes []int) int {
	n := 1
	for _, s := range sizes {
		n *= s
	}
	return n
}
