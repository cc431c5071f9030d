package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// product is a product of matrices, (m, k) · (k, n). Element (i, j) of a lies at
// i·rowA + j·columnA, of b at i·rowB + j·columnB; one of both steps is 1.
type product struct {
	m, n, k                      int
	a, b                         pointer
	rowA, columnA, rowB, columnB int
	bias                         pointer // 0 for none
	each                         int     // columns that have a value of bias in common
	act                          *kernels.Act
}

// whole reports whether fours of memory hold whole fours of a matrix that has so
// many elements in the direction where they follow each other, and rows so far apart.
func whole(p pointer, n, apart int) int { return truth(p%16 == 0 && n%4 == 0 && apart%4 == 0) }

// multiply computes c (m, n).
func (r *run) multiply(c pointer, p product) {
	const depth = 16 // of a step
	foursA, foursB := whole(p.a, p.m, p.columnA), whole(p.b, p.n, p.rowB)
	if p.columnA == 1 {
		foursA = whole(p.a, p.k, p.rowA)
	}
	if p.rowB == 1 {
		foursB = whole(p.b, p.k, p.columnB)
	}
	launch, rows, columns, threads := r.gemm64x64, 64, 64, 256
	switch small, large := divUp(p.m, 32)*divUp(p.n, 32), divUp(p.m, 128)*divUp(p.n, 64); {
	case large >= processors && p.m > 64:
		launch, rows = r.gemm128x64, 128
	case small <= 4*processors && p.k <= 512, p.m <= 32 && p.n <= 32:
		launch, rows, columns, threads = r.gemm32x32, 32, 32, 64
	}
	g := grid{x: divUp(p.n, columns), y: divUp(p.m, rows), threads: threads}
	g.z = pieces(g.x*g.y, divUp(p.k, depth), 8, p.m*p.n)
	act, slope := activation(p.act)
	to := c
	if g.z > 1 {
		to = r.scratch(g.z * p.m * p.n)
	}
	launch(g, to, p.a, p.b, p.bias, p.m, p.n, p.k, p.rowA, p.columnA, p.rowB, p.columnB, foursA, foursB, p.each, act, slope)
	if g.z > 1 {
		r.sumPieces(each(p.m*p.n, 1), c, to, p.bias, p.m*p.n, g.z, divUp(p.n, p.each), p.each, act, slope)
	}
}

// activation is how kernels are told of an activation.
func activation(a *kernels.Act) (act int, slope float32) {
	if a == nil {
		return 0, 0
	}
	return 1, a.Slope
}
