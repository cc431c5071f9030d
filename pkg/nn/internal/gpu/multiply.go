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

// The shapes that there are of gemm.
var (
	productTilesTF32 = []tile{{64, 64, 64, 0.33, 0.11}, {128, 64, 128, 0.37, 0.19}}
	productTiles     = []tile{{32, 32, 64, 0.27, 0.1}, {64, 64, 128, 0.44, 0.38}, {128, 64, 128, 0.9, 0.78}}
)

// productLaunch starts one of them.
type productLaunch func(g grid, c, a, b, bias pointer, m, n, k, rowA, columnA, rowB, columnB, each, act int, slope float32)

// multiply computes c (m, n).
func (r *run) multiply(c pointer, p product) {
	tiles, launches := productTiles, []productLaunch{r.gemm32x32, r.gemm64x64, r.gemm128x64}
	if r.tf32 {
		tiles, launches = productTilesTF32, []productLaunch{r.gemm64x64TF32, r.gemm128x64TF32}
	}
	which, pieces := cheapest(tiles, p.m, p.n, 1, divUp(p.k, stepDepth), p.m*p.n)
	t := tiles[which]
	g := grid{x: divUp(p.n, t.columns), y: divUp(p.m, t.rows), z: pieces, threads: t.threads}
	act, slope := activation(p.act)
	to := c
	if g.z > 1 {
		to = r.scratch(g.z * p.m * p.n)
	}
	launches[which](g, to, p.a, p.b, p.bias, p.m, p.n, p.k, p.rowA, p.columnA, p.rowB, p.columnB, p.each, act, slope)
	if g.z > 1 {
		r.addPieces(c, to, p.bias, p.m*p.n, g.z, divUp(p.n, p.each), p.each, 1, act, slope)
	}
}

// activation is how kernels are told of an activation.
func activation(a *kernels.Act) (act int, slope float32) {
	if a == nil {
		return 0, 0
	}
	return 1, a.Slope
}
