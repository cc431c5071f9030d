package kernels

// lanes is what the widths of products are multiples of: the widest vector.
const lanes = 16

// panelWidth is the number of columns of a packed panel of B.
const panelWidth = 2 * lanes

// product is the innermost computation, on which every convolution and linear
// layer runs: C = from + A·B, where
//
//	C[i][j] is c[i·ldc + j], from likewise (ldf 0 starts every row from one),
//	A[i][k] is a[rows[i] + steps[k]],
//	B[k][j] is b[k·ldb + j],
//
// with len(rows) rows, width columns, a multiple of lanes, and sums over
// len(steps). Values of A are looked up one by one, wherever they lie: a
// convolution's input needs no packing. Each sum is made in the order of k,
// with fused multiply-adds except in pure Go, whatever the size of the tiles.
type product struct {
	c          []float32
	ldc        int
	from       []float32
	ldf        int
	a          []float32
	rows       []int32
	steps      []int32
	b          []float32
	ldb, width int
}

func (p *product) compute() {
	m, k := len(p.rows), len(p.steps)
	if m == 0 {
		return
	}
	// The assembly checks nothing: the ends of all rows must be there.
	_ = p.c[(m-1)*p.ldc+p.width-1]
	_ = p.from[(m-1)*p.ldf+p.width-1]
	if k > 0 {
		_ = p.b[(k-1)*p.ldb+p.width-1]
	}
	if !p.vectors(instructions()) {
		p.plain()
	}
}

// plain works in tiles of 2×4, whose eight sums the compiler keeps in registers.
func (p *product) plain() {
	for i := 0; i < len(p.rows); i += 2 {
		for j := 0; j < p.width; j += 4 {
			if i+1 < len(p.rows) {
				p.plain2x4(i, j)
			} else {
				p.plain1x4(i, j)
			}
		}
	}
}

func (p *product) plain2x4(i, j int) {
	f, g := p.from[i*p.ldf+j:][:4], p.from[(i+1)*p.ldf+j:][:4]
	c00, c01, c02, c03 := f[0], f[1], f[2], f[3]
	c10, c11, c12, c13 := g[0], g[1], g[2], g[3]
	top, bottom := p.a[p.rows[i]:], p.a[p.rows[i+1]:]
	bs, ldb := p.b, p.ldb
	at := j
	for _, step := range p.steps {
		b := bs[at : at+4 : at+4]
		b0, b1, b2, b3 := b[0], b[1], b[2], b[3]
		x, y := top[step], bottom[step]
		c00 += x * b0
		c10 += y * b0
		c01 += x * b1
		c11 += y * b1
		c02 += x * b2
		c12 += y * b2
		c03 += x * b3
		c13 += y * b3
		at += ldb
	}
	c, d := p.c[i*p.ldc+j:][:4], p.c[(i+1)*p.ldc+j:][:4]
	c[0], c[1], c[2], c[3] = c00, c01, c02, c03
	d[0], d[1], d[2], d[3] = c10, c11, c12, c13
}

func (p *product) plain1x4(i, j int) {
	f := p.from[i*p.ldf+j:][:4]
	c0, c1, c2, c3 := f[0], f[1], f[2], f[3]
	row := p.a[p.rows[i]:]
	bs, ldb := p.b, p.ldb
	at := j
	for _, step := range p.steps {
		b := bs[at : at+4 : at+4]
		x := row[step]
		c0, c1, c2, c3 = c0+x*b[0], c1+x*b[1], c2+x*b[2], c3+x*b[3]
		at += ldb
	}
	c := p.c[i*p.ldc+j:][:4]
	c[0], c[1], c[2], c[3] = c0, c1, c2, c3
}

// up rounds n up to a multiple of unit.
func up(n, unit int) int { return (n + unit - 1) / unit * unit }
