package kernels

// laneSums are the interleaved sums that a long one in float64 is made of, so
// that none waits for the one before: value i belongs to sum i mod 16. Vectors
// keep the same ones, and give the same bits.
type laneSums [16]float64

func (l *laneSums) total() float64 {
	var s [4]float64
	for i := range s {
		s[i] = (l[i] + l[i+4]) + (l[i+8] + l[i+12])
	}
	return (s[0] + s[2]) + (s[1] + s[3])
}

// rowTotals computes sums, those of the rows of x, n values each.
func rowTotals(sums []float64, x []float32, n int) {
	if rowTotalsVectors(sums, x, n) {
		return
	}
	for r := range sums {
		var l laneSums
		row := x[r*n:][:n]
		for ; len(row) >= len(l); row = row[len(l):] {
			for i, v := range row[:len(l)] {
				l[i] += float64(v)
			}
		}
		for i, v := range row {
			l[i] += float64(v)
		}
		sums[r] = l.total()
	}
}

// rowProducts computes sums of the products of the rows of x, n values each,
// with those of y, step apart, or with y alone where step is 0.
func rowProducts(sums []float64, x, y []float32, n, step int) {
	if rowProductsVectors(sums, x, y, n, step) {
		return
	}
	for r := range sums {
		var l laneSums
		y := y[r*step:][:n]
		for i, v := range x[r*n:][:n] {
			l[i%len(l)] += float64(v) * float64(y[i])
		}
		sums[r] = l.total()
	}
}

// sum64 is the sum of s.
func sum64(s []float32) float64 {
	var sum [1]float64
	rowTotals(sum[:], s, len(s))
	return sum[0]
}

// planeSums are sums of x, or of its products with y, over each plane, divided
// by count.
type planeSums struct {
	sums, x, y []float32
	spatial    int
	count      float64
}

var planeSumTasks tasks[planeSums]

// compute fills sums.
func (p planeSums) compute() {
	planeSumTasks.run(len(p.sums), max(1, cheapGrain/p.spatial), p, func(p *planeSums, lo, hi int) {
		lent, sums := scratch64(hi - lo)
		defer lent.handBack()
		from, to := lo*p.spatial, hi*p.spatial
		if p.y == nil {
			rowTotals(sums, p.x[from:to], p.spatial)
		} else {
			rowProducts(sums, p.x[from:to], p.y[from:to], p.spatial, p.spatial)
		}
		for i, s := range sums {
			p.sums[lo+i] = float32(s / p.count)
		}
	})
}
