package kernels

type mulFunc func(c *float32, ldc int, from *float32, ldf int, a *float32, rows *int32, tiles int, steps *int32, depth int, b *float32, ldb int)

// By rows of a tile. The number of rows is limited by the registers for sums
// and, at twelve, for addresses.
var (
	tiles32AVX512 = [...]mulFunc{
		1: mul1x2AVX512, mul2x2AVX512, mul3x2AVX512, mul4x2AVX512, mul5x2AVX512, mul6x2AVX512,
		mul7x2AVX512, mul8x2AVX512, mul9x2AVX512, mul10x2AVX512, mul11x2AVX512, mul12x2AVX512,
	}
	tiles16AVX512 = [...]mulFunc{
		1: mul1x1AVX512, mul2x1AVX512, mul3x1AVX512, mul4x1AVX512, mul5x1AVX512, mul6x1AVX512,
		mul7x1AVX512, mul8x1AVX512, mul9x1AVX512, mul10x1AVX512, mul11x1AVX512, mul12x1AVX512,
	}
	tiles16AVX2 = [...]mulFunc{
		1: mul1x2AVX2, mul2x2AVX2, mul3x2AVX2, mul4x2AVX2, mul5x2AVX2, mul6x2AVX2,
	}
)

// vectors computes p with the instructions of s; false if s has none.
func (p *product) vectors(s simd) bool {
	switch s {
	case avx512:
		j := 0
		for ; j+32 <= p.width; j += 32 {
			p.columns(tiles32AVX512[:], j)
		}
		for ; j < p.width; j += 16 {
			p.columns(tiles16AVX512[:], j)
		}
	case avx2:
		for j := 0; j < p.width; j += 16 {
			p.columns(tiles16AVX2[:], j)
		}
	default:
		return false
	}
	return true
}

// columns computes all rows of the columns from j on that one tile holds, in
// tiles as equal as can be: a small rest would waste time waiting for itself.
func (p *product) columns(byRows []mulFunc, j int) {
	m, most := len(p.rows), len(byRows)-1
	tiles := (m + most - 1) / most
	height, taller := m/tiles, m%tiles
	var steps *int32
	b := &p.a[0]
	if len(p.steps) > 0 {
		steps, b = &p.steps[0], &p.b[j]
	}
	if taller > 0 {
		byRows[height+1](&p.c[j], p.ldc, &p.from[j], p.ldf, &p.a[0], &p.rows[0], taller, steps, len(p.steps), b, p.ldb)
	}
	i := taller * (height + 1)
	byRows[height](&p.c[i*p.ldc+j], p.ldc, &p.from[i*p.ldf+j], p.ldf, &p.a[0], &p.rows[i], tiles-taller, steps, len(p.steps), b, p.ldb)
}
