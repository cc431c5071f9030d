package kernels

// separable is a linear transform of small grids of vectors: the same matrix on
// the columns of a grid and then on its rows. The names are those of the
// matrices in the literature (Lavin and Gray, "Fast Algorithms for
// Convolutional Neural Networks", 2015) for F(4, 2): four outputs of a filter of
// two from five products at the points 0, 1, −1, 2 and ∞,
//
//	y = Aᵀ[(G·g) ⊙ (Bᵀ·d)], yᵢ = g₀·dᵢ + g₁·dᵢ₊₁.
//
// The gradients are those of the same sum: of g Gᵀ[(A·dy) ⊙ (Bᵀ·d)], of d
// B[(G·g) ⊙ (A·dy)].
type separable int

const (
	winogradData       separable = iota // Bᵀ: 5×5 to 5×5
	winogradFilter                      // G: 2×2 to 5×5
	winogradOutput                      // Aᵀ: 5×5 to 4×4
	winogradOutputGrad                  // A: 4×4 to 5×5
	winogradFilterGrad                  // Gᵀ: 5×5 to 2×2
	winogradDataGrad                    // B: 5×5 to 5×5, added to what is there

	// Those of F(4, 3), in winograd3_transform.go.
	winograd3Data
	winograd3Output
	winograd3OutputGrad
	winograd3FilterGrad
)

// sizes are the sides of the grids that transforms read and write.
var sizes = [...]struct{ in, out int }{{5, 5}, {2, 5}, {5, 4}, {4, 5}, {5, 2}, {5, 5}, {6, 6}, {6, 4}, {4, 6}, {6, 3}}

// apply transforms n grids, a multiple of lanes, that lie beside each other:
// element (i, j) of the first is src[at + i·srcRow + j·srcCol], and that of its
// transform dst[i·dstRow + j·dstCol]. Strides of src may be negative.
func (t separable) apply(dst []float32, dstRow, dstCol int, src []float32, at, srcRow, srcCol, n int) {
	last := sizes[t]
	_ = dst[(last.out-1)*(dstRow+dstCol)+n-1]
	_, _ = src[at+n-1], src[at+(last.in-1)*(srcRow+srcCol)+n-1]
	if t.vectors(instructions(), &dst[0], dstRow, dstCol, &src[at], srcRow, srcCol, n) {
		return
	}
	var between [36]float32
	for lane := range n {
		for j := range last.in {
			var v [6]float32
			for i := range last.in {
				v[i] = src[at+i*srcRow+j*srcCol+lane]
			}
			t.line(&v)
			for i := range last.out {
				between[i*6+j] = v[i]
			}
		}
		for i := range last.out {
			v := [6]float32(between[i*6:])
			t.line(&v)
			for j := range last.out {
				to := &dst[i*dstRow+j*dstCol+lane]
				if t == winogradDataGrad {
					v[j] += *to
				}
				*to = v[j]
			}
		}
	}
}

// line transforms one row or column.
func (t separable) line(v *[6]float32) {
	a, b, c, d, e := v[0], v[1], v[2], v[3], v[4]
	switch t {
	case winograd3Data, winograd3Output, winograd3OutputGrad, winograd3FilterGrad:
		t.line3(v)
	case winogradData:
		u, w := d-b, d-c
		*v = [6]float32{2*(a-c) + u, w - 2*b, w - 2*(c-b), u, e - c - 2*u}
	case winogradFilter:
		*v = [6]float32{a / 2, -(a + b) / 2, (b - a) / 6, a/6 + b/3, b}
	case winogradOutput:
		s, q := b+c, b-c
		*v = [6]float32{a + s + d, q + 2*d, s + 4*d, e + q + 8*d}
	case winogradOutputGrad:
		s, q := a+c, b+d
		*v = [6]float32{a, s + q, s - q, a + 4*c + 2*b + 8*d, d}
	case winogradFilterGrad:
		*v = [6]float32{(a-b)/2 + (d-c)/6, e - b/2 + c/6 + d/3}
	case winogradDataGrad:
		s, q := a+b, a+d
		*v = [6]float32{2 * a, 2*(c-b+e) - q, -(s + a + 3*c + e), s + c + d - 2*e, e}
	}
}

// filterRow transforms the filters of one part, from the channels of src to a
// panel, to one row of points: from taps (channel, kernel, kernel, panelWidth) to
// dst (channel, panelWidth) for each point, step apart.
func (v *winograd) filterRow(dst []float32, step int, taps []float32, part, row int) {
	area := v.kernel * v.kernel * panelWidth
	_, _ = dst[(v.side-1)*step+v.ch*panelWidth-1], taps[v.ch*area-1]
	taps = taps[(part/2*v.kernel+part%2)*panelWidth:]
	if v.filterRowVectors(instructions(), &dst[0], step, &taps[0], row) {
		return
	}
	for c := range v.ch {
		for lane := range panelWidth {
			at := taps[c*area+lane:]
			var points [6]float32
			if v.scheme == &scheme3 {
				points = filterRow3(at, row, v.turned)
			} else {
				left, right := [6]float32{at[0], at[8*panelWidth]}, [6]float32{at[2*panelWidth], at[10*panelWidth]}
				winogradFilter.line(&left)
				winogradFilter.line(&right)
				points = [6]float32{left[row], right[row]}
				winogradFilter.line(&points)
			}
			for i, p := range points[:v.side] {
				dst[i*step+c*panelWidth+lane] = p
			}
		}
	}
}
