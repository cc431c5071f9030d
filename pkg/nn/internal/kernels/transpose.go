package kernels

// transpose writes src (rows × cols, rows lds apart) to dst (cols × rows, rows
// ldd apart).
func transpose(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	if rows == 0 || cols == 0 {
		return
	}
	_, _ = dst[(cols-1)*ldd+rows-1], src[(rows-1)*lds+cols-1]
	if rows == 4 && ldd == 4 {
		transpose4(dst, src, lds, cols)
		return
	}
	r, c := transposeBlocks(instructions(), dst, ldd, src, lds, rows, cols)
	if r == rows && c == cols {
		return
	}
	for i := range rows {
		from := 0
		if i < r {
			from = c
		}
		at := from*ldd + i
		for _, v := range src[i*lds+from : i*lds+cols] {
			dst[at] = v
			at += ldd
		}
	}
}

// transpose4 is transpose of four rows to rows that follow each other, which blocks
// do not cover: planes of 2×2.
func transpose4(dst, src []float32, lds, cols int) {
	a, b, c, d := src[:cols], src[lds:][:cols], src[2*lds:][:cols], src[3*lds:][:cols]
	for i := range a {
		to := dst[4*i:][:4]
		to[0], to[1], to[2], to[3] = a[i], b[i], c[i], d[i]
	}
}
