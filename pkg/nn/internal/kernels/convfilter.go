package kernels

const (
	pieceColumns  = 2048    // least columns of the gathered matrix in one partial sum
	maxPieces     = 16      // partial sums of one gradient
	maxPartialLen = 1 << 22 // values in all partial sums together
)

// Conv2DGradFilter computes dw, the gradient of the filters, from x and dy.
// Partial sums over fixed groups of images are added in their order.
func Conv2DGradFilter(dw, x, dy []float32, c Conv) {
	needConv("Conv2DGradFilter", "dy", dy, "x", x, "dw", dw, c)
	convFilter(dw, x, dy, c)
}

func convFilter(dw, x, dy []float32, c Conv) {
	t, g := inner, c.gather(x)
	depth, pixels := g.depth(), g.rows*g.cols
	blocks := (depth + blockColumns - 1) / blockColumns
	width := up((depth+blocks-1)/blocks, t.cols)
	sumsLen := up(c.O, t.rows) * width

	pieces := max(1, min(maxPieces, c.N*pixels/pieceColumns, maxPartialLen/(sumsLen*blocks)))
	images := (c.N + pieces - 1) / pieces
	pieces = (c.N + images - 1) / images

	lent, partial := scratch(pieces * blocks * sumsLen)
	defer lent.handBack()
	Parallel(pieces*blocks, 1, func(i, _ int) {
		piece, block := i/blocks, i%blocks
		sums := partial[i*sumsLen:][:sumsLen]
		clear(sums)
		first := block * width
		n := min(width, depth-first)
		if n <= 0 {
			return
		}
		rowsLen := up(c.O, t.rows) * blockDepth
		lent, buffer := scratch(rowsLen + blockDepth*width + blockDepth)
		defer lent.handBack()
		a, b, row := buffer[:rowsLen], buffer[rowsLen:rowsLen+blockDepth*width], buffer[rowsLen+blockDepth*width:]
		end := min((piece+1)*images, c.N) * pixels
		for j := piece * images * pixels; j < end; j += blockDepth {
			d := min(blockDepth, end-j)
			packGradient(a, t, dy, c.O, pixels, j, d)
			g.packRows(b, row, t, first, n, j, d)
			t.multiply(sums, width, c.O, up(n, t.cols), d, a, d*t.rows, b, d*t.cols)
		}
	})
	Parallel(len(dw), costlyGrain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			o, k := i/depth, i%depth
			at := k/width*sumsLen + o*width + k%width
			var sum float64
			for p := range pieces {
				sum += float64(partial[p*blocks*sumsLen+at])
			}
			dw[i] = float32(sum)
		}
	})
}

// packGradient packs dy (n, m, pixels) as panels of A: rows are channels, depth
// columns from j on are pixels of consecutive images; spare rows are zero.
func packGradient(a []float32, t tile, dy []float32, m, pixels, j, depth int) {
	for o := range up(m, t.rows) {
		to := a[o/t.rows*depth*t.rows+o%t.rows:]
		if o >= m {
			for k := range depth {
				to[k*t.rows] = 0
			}
			continue
		}
		image, pixel := j/pixels, j%pixels
		for k := 0; k < depth; {
			run := min(depth-k, pixels-pixel)
			for _, v := range dy[(image*m+o)*pixels+pixel:][:run] {
				to[k*t.rows] = v
				k++
			}
			image, pixel = image+1, 0
		}
	}
}
