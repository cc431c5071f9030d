package kernels

// transpose writes src (rows × cols, rows lds apart) to dst (cols × rows, rows
// ldd apart).
func transpose(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	if rows == 0 || cols == 0 {
		return
	}
	_, _ = dst[(cols-1)*ldd+rows-1], src[(rows-1)*lds+cols-1]
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
