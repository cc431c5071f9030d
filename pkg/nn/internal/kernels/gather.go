package kernels

// gather is the matrix a convolution multiplies its filters with, without
// writing it down: row (ch, tap), column (image, a, b), and as the value there
// what src (n, ch, h, w) holds at (a·stepH + tap.row, b·stepW + tap.col), 0
// where that lies outside.
type gather struct {
	src          []float32
	ch, h, w     int
	rows, cols   int // a in [0, rows), b in [0, cols)
	stepH, stepW int
	taps         []tap
}

// tap is one element of a filter.
type tap struct {
	row, col int // of the source, from that of a = b = 0
	lo, hi   int // the b whose column lies inside the source
	at       int // index in the filter's KH×KW
}

func (g *gather) addTap(row, col, at int) {
	// b·stepW + col in [0, w)
	lo := min(max(0, (-col+g.stepW-1)/g.stepW), g.cols)
	hi := 0
	if last := g.w - 1 - col; last >= 0 {
		hi = last/g.stepW + 1
	}
	g.taps = append(g.taps, tap{row: row, col: col, lo: lo, hi: max(lo, min(hi, g.cols)), at: at})
}

// depth is the number of rows of the matrix.
func (g *gather) depth() int { return g.ch * len(g.taps) }

// fill writes row k of the matrix, columns [j, j + len(out)), to out.
func (g *gather) fill(out []float32, k, j int) {
	ch, t := k/len(g.taps), &g.taps[k%len(g.taps)]
	if g.h*g.w == 1 && g.rows*g.cols == 1 && t.row == 0 && t.col == 0 {
		for i := range out {
			out[i] = g.src[(j+i)*g.ch+ch]
		}
		return
	}
	image, pixel := j/(g.rows*g.cols), j%(g.rows*g.cols)
	a, b := pixel/g.cols, pixel%g.cols
	for len(out) > 0 {
		run := out[:min(len(out), g.cols-b)]
		r := a*g.stepH + t.row
		if r < 0 || r >= g.h {
			clear(run)
		} else {
			g.fillRun(run, ((image*g.ch+ch)*g.h+r)*g.w, b, t)
		}
		out, b = out[len(run):], 0
		if a++; a == g.rows {
			image, a = image+1, 0
		}
	}
}

// fillRun is fill for columns b, b+1, … of one image's row, whose source row
// begins at src[base].
func (g *gather) fillRun(run []float32, base, b int, t *tap) {
	lo, hi := max(t.lo-b, 0), min(t.hi-b, len(run))
	if lo >= hi {
		clear(run)
		return
	}
	clear(run[:lo])
	clear(run[hi:])
	run = run[lo:hi]
	from := g.src[base+(b+lo)*g.stepW+t.col:]
	switch g.stepW {
	case 1:
		copy(run, from)
	case 2:
		from = from[:2*len(run)-1]
		for i := range run {
			run[i] = from[2*i]
		}
	default:
		for i := range run {
			run[i] = from[i*g.stepW]
		}
	}
}

// packColumns packs rows [k, k+depth) and columns [j, j+n) of the matrix as
// panels of B, one column of the matrix a column of B; spare columns are zero.
func (g *gather) packColumns(b, row []float32, t tile, k, depth, j, n int) {
	row = row[:up(n, t.cols)]
	clear(row[n:])
	for i := range depth {
		g.fill(row[:n], k+i, j)
		for p, at := 0, i*t.cols; p < len(row); p, at = p+t.cols, at+depth*t.cols {
			to, from := b[at:at+t.cols], row[p:p+t.cols]
			copy(to, from)
		}
	}
}

// packRows packs the same part transposed: rows [k, k+n) of the matrix are the
// columns of B, columns [j, j+depth) its rows; spare columns of B are zero.
func (g *gather) packRows(b, row []float32, t tile, k, n, j, depth int) {
	row = row[:depth]
	for i := range up(n, t.cols) {
		if i < n {
			g.fill(row, k+i, j)
		} else {
			clear(row)
		}
		to := b[i/t.cols*depth*t.cols+i%t.cols:]
		for q, v := range row {
			to[q*t.cols] = v
		}
	}
}
