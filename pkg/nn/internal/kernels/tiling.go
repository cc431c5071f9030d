package kernels

// tiling is values x in rows of w, each with a tile of scale×scale values of y,
// which are by times it, or make it by times their sum.
type tiling struct {
	y, x     []float32
	w, scale int
	by       float32
	body     func(t *tiling, y, x []float32)
}

var tilings tasks[tiling]

// compute runs body on pieces of the rows of x and what belongs to them.
func (t tiling) compute() {
	tilings.run(len(t.x)/t.w, max(1, cheapGrain/(t.w*t.scale*t.scale)), t, func(t *tiling, lo, hi int) {
		lo, hi, area := lo*t.w, hi*t.w, t.scale*t.scale
		t.body(t, t.y[lo*area:hi*area], t.x[lo:hi])
	})
}

// fill computes y from x.
func (t *tiling) fill(y, x []float32) { fillTiles(y, x, t.w, t.scale, t.by) }

// sum computes x from y.
func (t *tiling) sum(y, x []float32) { sumTiles(x, y, t.w, t.scale, t.by) }

// fillTiles writes a·x, in rows of w, to tiles of scale×scale.
func fillTiles(y, x []float32, w, scale int, a float32) {
	switch {
	case scale == 2:
		double(y, x, w, a)
	case scale%2 == 0:
		lent, half := scratch(len(y) / 4)
		defer lent.handBack()
		fillTiles(half, x, w, scale/2, a)
		double(y, half, w*scale/2, 1)
	default:
		for wide := w * scale; len(x) > 0; y, x = y[scale*wide:], x[w:] {
			repeat(y[:wide], x[:w], scale, a)
			for k := 1; k < scale; k++ {
				copy(y[k*wide:], y[:wide])
			}
		}
	}
}

// sumTiles computes y, in rows of w, a times the sums of tiles of scale×scale:
// of sums of 2×2 while scale is even, else of columns.
func sumTiles(y, x []float32, w, scale int, a float32) {
	switch {
	case scale == 2:
		halfSums(y, x, w, a)
	case scale%2 == 0:
		lent, half := scratch(len(x) / 4)
		defer lent.handBack()
		halfSums(half, x, w*scale/2, 1)
		sumTiles(y, half, w, scale/2, a)
	default:
		wide := w * scale
		lent, columns := scratch(wide)
		defer lent.handBack()
		for ; len(y) > 0; y, x = y[w:], x[scale*wide:] {
			addRows(columns, x[:scale*wide])
			for q := range y[:w] {
				var sum float32
				for _, v := range columns[q*scale:][:scale] {
					sum += v
				}
				y[q] = sum * a
			}
		}
	}
}

// double writes a·x, in rows of w, to windows of 2×2.
func double(y, x []float32, w int, a float32) {
	if doubleVectors(y, x, w, a) {
		return
	}
	for ; len(x) > 0; y, x = y[4*w:], x[w:] {
		top, bottom := y[:2*w], y[2*w:4*w]
		for q, v := range x[:w] {
			v *= a
			top[2*q], top[2*q+1], bottom[2*q], bottom[2*q+1] = v, v, v, v
		}
	}
}

// halfSums computes y, in rows of w, a times the sums of windows of 2×2.
func halfSums(y, x []float32, w int, a float32) {
	if halfSumsVectors(y, x, w, a) {
		return
	}
	for ; len(y) > 0; y, x = y[w:], x[4*w:] {
		top, bottom := x[:2*w], x[2*w:4*w]
		for q := range y[:w] {
			y[q] = ((top[2*q] + bottom[2*q]) + (top[2*q+1] + bottom[2*q+1])) * a
		}
	}
}

// repeat writes a·x, times each.
func repeat(y, x []float32, times int, a float32) {
	if repeatVectors(y, x, times, a) {
		return
	}
	for i, v := range x {
		v *= a
		to := y[i*times:][:times]
		for k := range to {
			to[k] = v
		}
	}
}

// addRows computes sum, that of the rows, which are as long.
func addRows(sum, rows []float32) {
	n := copy(sum, rows)
	for rows = rows[n:]; len(rows) > 0; rows = rows[n:] {
		add(sum, rows[:n])
	}
}
