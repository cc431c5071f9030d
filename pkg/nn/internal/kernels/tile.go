package kernels

// tile is the innermost loop, on which every convolution and linear layer
// runs: mul adds to the rows×cols values of c, whose rows begin ldc apart, the
// product of a panel of A and a panel of B. Panels are packed so that the
// loop reads them front to back: a[k·rows+i] and b[k·cols+j] for k in [0, K).
type tile struct {
	rows, cols int
	mul        func(c []float32, ldc int, a, b []float32)
}

// inner is the tile for this processor. Another instruction set takes another
// rows and cols; nothing else knows them.
var inner = tile{rows: 2, cols: 4, mul: mul2x4}

// mul2x4 keeps eight sums in registers: with fewer, loads dominate, with more,
// the sums spill to the stack. Four steps of k at a time share the slicing.
func mul2x4(c []float32, ldc int, a, b []float32) {
	var c00, c01, c02, c03, c10, c11, c12, c13 float32
	for len(a) >= 8 && len(b) >= 16 {
		b0, b1, b2, b3 := b[0], b[1], b[2], b[3]
		x := a[0]
		c00, c01, c02, c03 = c00+x*b0, c01+x*b1, c02+x*b2, c03+x*b3
		x = a[1]
		c10, c11, c12, c13 = c10+x*b0, c11+x*b1, c12+x*b2, c13+x*b3

		b0, b1, b2, b3 = b[4], b[5], b[6], b[7]
		x = a[2]
		c00, c01, c02, c03 = c00+x*b0, c01+x*b1, c02+x*b2, c03+x*b3
		x = a[3]
		c10, c11, c12, c13 = c10+x*b0, c11+x*b1, c12+x*b2, c13+x*b3

		b0, b1, b2, b3 = b[8], b[9], b[10], b[11]
		x = a[4]
		c00, c01, c02, c03 = c00+x*b0, c01+x*b1, c02+x*b2, c03+x*b3
		x = a[5]
		c10, c11, c12, c13 = c10+x*b0, c11+x*b1, c12+x*b2, c13+x*b3

		b0, b1, b2, b3 = b[12], b[13], b[14], b[15]
		x = a[6]
		c00, c01, c02, c03 = c00+x*b0, c01+x*b1, c02+x*b2, c03+x*b3
		x = a[7]
		c10, c11, c12, c13 = c10+x*b0, c11+x*b1, c12+x*b2, c13+x*b3

		a, b = a[8:], b[16:]
	}
	for len(a) >= 2 && len(b) >= 4 {
		b0, b1, b2, b3 := b[0], b[1], b[2], b[3]
		x := a[0]
		c00, c01, c02, c03 = c00+x*b0, c01+x*b1, c02+x*b2, c03+x*b3
		x = a[1]
		c10, c11, c12, c13 = c10+x*b0, c11+x*b1, c12+x*b2, c13+x*b3
		a, b = a[2:], b[4:]
	}
	top, bottom := c[:4], c[ldc:ldc+4]
	top[0] += c00
	top[1] += c01
	top[2] += c02
	top[3] += c03
	bottom[0] += c10
	bottom[1] += c11
	bottom[2] += c12
	bottom[3] += c13
}

// multiply adds A·B to c (rows m, rounded up to whole tiles, by n, a multiple
// of t.cols; rows ldc apart). Panel i of A begins at a[i·strideA], panel j of B
// at b[j·strideB]; k is how much of them to use.
func (t tile) multiply(c []float32, ldc, m, n, k int, a []float32, strideA int, b []float32, strideB int) {
	for i := 0; i*t.rows < m; i++ {
		panel := a[i*strideA:][:k*t.rows]
		row := c[i*t.rows*ldc:]
		for j := 0; j*t.cols < n; j++ {
			t.mul(row[j*t.cols:], ldc, panel, b[j*strideB:][:k*t.cols])
		}
	}
}

// up rounds n up to a multiple of unit.
func up(n, unit int) int { return (n + unit - 1) / unit * unit }
