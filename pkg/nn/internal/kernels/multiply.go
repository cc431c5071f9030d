package kernels

const (
	multiplyRows    = 48 // of a matrix, for one goroutine at a time
	multiplyColumns = 4 * panelWidth
	multiplyDepth   = 256 // whose rows of a panel stay in the first-level cache
)

// matrices is a product of matrices, c (m, n) = shift + A·B, cut into blocks.
type matrices struct {
	c, shift, a []float32
	b           panels
	m, n, wide  int
	rows, steps []int32
	rowsLen     int // of a block
	across      int // blocks beside each other
	act         maybe
}

var matricesPool pool[matrices]

// multiply computes c (m, n) = shift + A·B over depth values of
// A[i][k] = a[i·row + k·step]. shift has n values, rounded up to lanes. act,
// where there is one, is done on c.
func multiply(c []float32, m, n int, shift, a []float32, row, step int, b panels, depth int, act maybe) {
	v := matricesPool.Get()
	v.c, v.shift, v.a, v.b, v.m, v.n, v.wide, v.act = c, shift, a, b, m, n, up(n, lanes), act
	v.rows, v.steps = multiples(v.rows, m, row), multiples(v.steps, depth, step)
	v.rowsLen, v.across = min(m, multiplyRows), (n+multiplyColumns-1)/multiplyColumns
	parallel((m+v.rowsLen-1)/v.rowsLen*v.across, 1, v)
	v.c, v.shift, v.a, v.b = nil, nil, nil, panels{}
	matricesPool.Put(v)
}

// piece computes block i.
func (v *matrices) piece(i, _ int) {
	top, left := i/v.across*v.rowsLen, i%v.across*multiplyColumns
	rows, width := min(v.rowsLen, v.m-top), min(multiplyColumns, v.wide-left)
	c, ldc := v.c[top*v.n+left:], v.n
	ragged := left+width > v.n
	if ragged {
		lent, sums := scratch(rows * width)
		defer lent.handBack()
		c, ldc = sums, width
	}
	for j := 0; j < width; j += panelWidth {
		v.panel(c[j:], ldc, top, left+j, rows, min(panelWidth, width-j))
	}
	for r := range rows {
		v.act.apply(c[r*ldc:][:width])
		if ragged {
			copy(v.c[(top+r)*v.n+left:][:v.n-left], c[r*ldc:])
		}
	}
}

// panel computes rows of c, from row top on, in the columns of one panel, from
// left on.
func (v *matrices) panel(c []float32, ldc, top, left, rows, width int) {
	p := product{
		c: c, ldc: ldc, from: v.shift[left:], a: v.a, rows: v.rows[top : top+rows],
		ldb: v.b.ld, width: width,
	}
	b := v.b.b[left/panelWidth*v.b.next:]
	for k := 0; k == 0 || k < len(v.steps); k += multiplyDepth {
		p.steps, p.b = v.steps[k:min(k+multiplyDepth, len(v.steps))], b[k*p.ldb:]
		p.compute()
		p.from, p.ldf = c, ldc
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
