package kernels

import "math"

// Matrix says how filters lie in memory as a matrix: element (row, (a, b)) of
// its Rows rows and Outer·Inner columns is at (a·Rows + row)·Inner + b. A
// convolution's filters (K, C, R, S) have Outer 1 and K rows.
type Matrix struct{ Outer, Rows, Inner int }

// Cols is the number of columns.
func (m Matrix) Cols() int { return m.Outer * m.Inner }

// tiny keeps the normalisation of a zero vector finite, as PyTorch's does.
const tiny = 1e-12

// PowerIteration moves u (Rows) and v (Cols) one step towards the singular
// vectors of w's largest singular value: v = Wᵀu/‖·‖, u = Wv/‖·‖ (Miyato et al.
// 2018, algorithm 1).
func PowerIteration(u, v, w []float32, m Matrix) {
	needMatrix("PowerIteration", u, v, w, m)
	lent, sums := scratch64(m.Cols() + m.Rows)
	defer lent.handBack()
	cols, rows := sums[:m.Cols()], sums[m.Cols():]
	for a := range m.Outer {
		weightedColumns(cols[a*m.Inner:][:m.Inner], w[a*m.Rows*m.Inner:], u)
	}
	normalise(v, cols)
	timesVector(rows, v, w, m)
	normalise(u, rows)
}

// SpectralNorm is uᵀWv, which for singular vectors is the singular value.
func SpectralNorm(u, v, w []float32, m Matrix) float64 {
	needMatrix("SpectralNorm", u, v, w, m)
	lent, rows := scratch64(m.Rows)
	defer lent.handBack()
	timesVector(rows, v, w, m)
	var sigma float64
	for r, x := range rows {
		sigma += float64(u[r]) * x
	}
	return sigma
}

// SpectralScale computes y = w/sigma. y may be w.
func SpectralScale(y, w []float32, sigma float64) {
	need("SpectralScale", "y", y, len(w))
	eachElement(cheapGrain, arrays{y, w}, constants{float32(1 / sigma)}, func(s arrays, c *constants) { scaled(s[0], s[1], c[0]) })
}

// SpectralGrad computes dw = (dy − ⟨dy, y⟩·uvᵀ)/sigma for SpectralScale's y, u
// and v being constants. dw may be dy or y.
func SpectralGrad(dw, dy, y, u, v []float32, m Matrix, sigma float64) {
	needMatrix("SpectralGrad", u, v, y, m)
	need("SpectralGrad", "dw", dw, len(y))
	need("SpectralGrad", "dy", dy, len(y))
	var along [1]float64
	rowProducts(along[:], dy, y, len(dy), 0)
	for a := range m.Outer {
		v := v[a*m.Inner:][:m.Inner]
		for r := range m.Rows {
			at, f := (a*m.Rows+r)*m.Inner, along[0]*float64(u[r])
			dw, dy := dw[at:][:m.Inner], dy[at:][:m.Inner]
			for b := spectralGradVectors(dw, dy, v, f, sigma); b < len(v); b++ {
				dw[b] = float32((float64(dy[b]) - float64(f*float64(v[b]))) / sigma)
			}
		}
	}
}

// weightedColumns computes sums, those of the columns of w times u.
func weightedColumns(sums []float64, w, u []float32) {
	ld := len(sums)
	done := weightedColumnsVectors(sums, w, u)
	clear(sums[done:])
	sums = sums[done:]
	for r, f := range u {
		f, w := float64(f), w[r*ld+done:][:len(sums)]
		for b := range sums {
			sums[b] += f * float64(w[b])
		}
	}
}

// timesVector computes rows = Wv.
func timesVector(rows []float64, v, w []float32, m Matrix) {
	lent, part := scratch64(m.Rows)
	defer lent.handBack()
	clear(rows)
	for a := range m.Outer {
		rowProducts(part, w[a*m.Rows*m.Inner:], v[a*m.Inner:], m.Inner, 0)
		for r, sum := range part {
			rows[r] += sum
		}
	}
}

// normalise writes s at length 1 to out.
func normalise(out []float32, s []float64) {
	var squares float64
	for _, x := range s {
		squares += x * x
	}
	scale := 1 / max(math.Sqrt(squares), tiny)
	for i, x := range s {
		out[i] = float32(x * scale)
	}
}

func needMatrix(op string, u, v, w []float32, m Matrix) {
	need(op, "u", u, m.Rows)
	need(op, "v", v, m.Cols())
	need(op, "w", w, m.Rows*m.Cols())
}
