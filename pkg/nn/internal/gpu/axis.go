package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

func (r *run) concat(k kernels.Concat, y pointer, in [6]pointer) {
	total, at := 0, 0
	for _, n := range k.Sizes {
		total += n
	}
	for i, n := range k.Sizes {
		r.copyRuns(y, in[i], k.Outer, total*k.Inner, n*k.Inner, at*k.Inner, 0, n*k.Inner)
		at += n
	}
}

func (r *run) sliceForward(k kernels.SliceForward, y pointer, in [6]pointer) {
	if k.Step == 1 || k.Count == 1 {
		r.copyRuns(y, in[0], k.Outer, k.Count*k.Inner, k.N*k.Inner, 0, k.From*k.Inner, k.Count*k.Inner)
		return
	}
	n := k.Outer * k.Count * k.Inner
	r.copyAxisEach(each(n, 1), in[0], y, n, k.Count, k.N, k.Inner, 0, k.From, 1, k.Step, k.Count)
}

func (r *run) sliceBackward(k kernels.SliceBackward, dx pointer, in [6]pointer) {
	n := k.Outer * k.N * k.Inner
	r.spreadAxis(each(n, 1), in[0], dx, n, k.N, k.Inner, k.From, k.Step, k.Count)
}

// copyRuns copies from each of outer rows of x, nx values long, count that begin with
// value fromX to fromY of a row of y, ny values long.
func (r *run) copyRuns(y, x pointer, outer, ny, nx, fromY, fromX, count int) {
	n := outer * count
	if (ny|nx|fromY|fromX|count)%4 == 0 {
		r.copyAxis4(each(n/4, 1), x, y, n/4, ny/4, nx/4, fromY/4, fromX/4, count/4)
		return
	}
	r.copyAxisEach(each(n, 1), x, y, n, ny, nx, 1, fromY, fromX, 1, 1, count)
}
