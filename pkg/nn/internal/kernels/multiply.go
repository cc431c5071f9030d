package kernels

const (
	multiplyRows    = 48 // of a matrix, for one goroutine at a time
	multiplyColumns = 128
)

// matrices is a product of matrices, c (m, n) = shift + A·B, cut into blocks.
type matrices struct {
	c, shift, a, b   []float32
	m, n, wide       int
	rows, steps      []int32
	rowsLen, colsLen int // of a block
	across           int // blocks beside each other
	act              maybe
}

var matricesPool pool[matrices]

// multiply computes c (m, n) = shift + A·B over depth values of
// A[i][k] = a[i·row + k·step] and B[k][j] = b[k·wide + j]; wide is n rounded up
// to lanes, and so is the length of shift. act, where there is one, is done on c.
func multiply(c []float32, m, n int, shift, a []float32, row, step int, b []float32, wide, depth int, act maybe) {
	v := matricesPool.Get()
	v.c, v.shift, v.a, v.b, v.m, v.n, v.wide, v.act = c, shift, a, b, m, n, wide, act
	v.rows, v.steps = multiples(v.rows, m, row), multiples(v.steps, depth, step)
	v.rowsLen, v.colsLen = min(m, multiplyRows), min(wide, multiplyColumns)
	v.across = (wide + v.colsLen - 1) / v.colsLen
	parallel((m+v.rowsLen-1)/v.rowsLen*v.across, 1, v)
	v.c, v.shift, v.a, v.b = nil, nil, nil, nil
	matricesPool.Put(v)
}

// piece computes block i.
func (v *matrices) piece(i, _ int) {
	top, left := i/v.across*v.rowsLen, i%v.across*v.colsLen
	rows, width := min(v.rowsLen, v.m-top), min(v.colsLen, v.wide-left)
	p := product{
		c: v.c[top*v.n+left:], ldc: v.n, from: v.shift[left:], a: v.a,
		rows: v.rows[top : top+rows], steps: v.steps, b: v.b[left:], ldb: v.wide, width: width,
	}
	if left+width <= v.n {
		p.compute()
		for r := range rows {
			v.act.apply(p.c[r*v.n:][:width])
		}
		return
	}
	lent, sums := scratch(rows * width)
	defer lent.handBack()
	p.c, p.ldc = sums, width
	p.compute()
	v.act.apply(sums)
	for r := range rows {
		copy(v.c[(top+r)*v.n+left:][:v.n-left], sums[r*width:])
	}
}

// multiples are 0, step, 2·step, …, in s if it is long enough.
func multiples(s []int32, n, step int) []int32 {
	s = resize(s, n)
	for i := range s {
		s[i] = int32(i * step)
	}
	return s
}

// resize is s with n values, anything in them.
func resize(s []int32, n int) []int32 {
	if cap(s) < n {
		return make([]int32, n)
	}
	return s[:n]
}
