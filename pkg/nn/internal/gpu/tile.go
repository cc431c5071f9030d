package gpu

// tile is a shape of the kernels that multiply matrices: a block of threads makes so
// many rows and columns of sums of products.
type tile struct {
	rows, columns, threads int
	// alone is how many µs a block takes for 16 products of each sum, and step how many it
	// keeps a multiprocessor from others. They are about what make cycles says of an H100,
	// and, of float32, those of several that were tried with which whole steps of training
	// were fastest on an H200.
	alone, step float64
}

// stepDepth is how many products of each sum a step is.
const stepDepth = 16

// cheapest is which of tiles makes results of rows×columns, so many times, soonest,
// and into how many pieces it had better cut their sums, of so many steps, so that
// there are blocks for all multiprocessors; others then add up the pieces, of size
// values each.
func cheapest(tiles []tile, rows, columns, times, steps, size int) (which, pieces int) {
	const (
		around   = 1.4    // µs that beginning and ending take,
		each     = 0.4    // and of a multiprocessor, for each block
		sum      = 1.3    // µs to start adding up pieces,
		sumEach  = 2.8e-6 // and for each of their values
		most     = 1 << 26
		mostGrid = 65535
	)
	least := 0.
	for i, t := range tiles {
		blocks := divUp(rows, t.rows) * divUp(columns, t.columns) * times
		for p := 1; p == 1 || p <= min(steps, 256, most/size, mostGrid/times); p++ {
			all := float64(divUp(blocks*p, processors)) // of one multiprocessor
			cost := float64(divUp(steps, p))*max(t.alone, all*t.step) + around + all*each
			if p > 1 {
				cost += sum + sumEach*float64(p*size)
			}
			if least == 0 || cost < least {
				least, which, pieces = cost, i, p
			}
		}
	}
	return which, pieces
}

// addPieces adds up the pieces of n sums that lie in parts, and finishes them: bias,
// where there is one, has a value for as many of them as run says, and so many
// values one after the other. In parts they lie tap by tap.
func (r *run) addPieces(y, parts, bias pointer, n, pieces, channels, run, taps, act int, slope float32) {
	if pieces > 8 {
		r.sumManyPieces(grid{x: divUp(n, 32), threads: 256}, y, parts, bias, n, pieces, channels, run, taps, act, slope)
		return
	}
	r.sumPieces(each(n, 1), y, parts, bias, n, pieces, channels, run, taps, act, slope)
}
