package kernels

// The points of F(4, 3) are 0, ±a, ±b and ∞, with which errors are a quarter of
// those at 0, ±1, ±2 and ∞; p and q are the squares of a and b. Filters are divided
// by the product of a point's distances from the others: zero, small and large are
// what that leaves of 1 at 0, ±a and ±b.
const (
	winogradA     = 5. / 8
	winogradB     = 3. / 2
	winogradP     = winogradA * winogradA
	winogradQ     = winogradB * winogradB
	winogradZero  = 1 / (winogradP * winogradQ)
	winogradSmall = 1 / (2 * winogradP * (winogradP - winogradQ))
	winogradLarge = 1 / (2 * winogradQ * (winogradQ - winogradP))
)

// line3 transforms one row or column.
func (t separable) line3(v *[6]float32) {
	const a, b, p, q, zero, small, large = winogradA, winogradB, winogradP, winogradQ, winogradZero, winogradSmall, winogradLarge
	switch t {
	case winograd3Data:
		e, o := v[4]-q*v[2], v[3]-q*v[1]
		f, u := v[4]-p*v[2], v[3]-p*v[1]
		*v = [6]float32{p*q*v[0] + v[4] - (p+q)*v[2], e + a*o, e - a*o, f + b*u, f - b*u, v[5] + p*q*v[1] - (p+q)*v[3]}
	case winograd3Output:
		e, o := v[1]+v[2], v[1]-v[2]
		f, u := v[3]+v[4], v[3]-v[4]
		*v = [6]float32{v[0] + e + f, a*o + b*u, p*e + q*f, v[5] + a*p*o + b*q*u}
	case winograd3OutputGrad:
		e, o := v[0]+p*v[2], v[1]+p*v[3]
		f, u := v[0]+q*v[2], v[1]+q*v[3]
		*v = [6]float32{v[0], e + a*o, e - a*o, f + b*u, f - b*u, v[3]}
	case winograd3FilterGrad:
		e, o := v[1]+v[2], v[1]-v[2]
		f, u := v[3]+v[4], v[3]-v[4]
		*v = [6]float32{zero*v[0] + small*e + large*f, a*small*o + b*large*u, v[5] + p*small*e + q*large*f}
	}
}

// winograd3Rows are the rows of G: what the taps of a column count at each point.
var winograd3Rows = [6][3]float32{
	{winogradZero, 0, 0},
	{winogradSmall, winogradA * winogradSmall, winogradP * winogradSmall},
	{winogradSmall, -winogradA * winogradSmall, winogradP * winogradSmall},
	{winogradLarge, winogradB * winogradLarge, winogradQ * winogradLarge},
	{winogradLarge, -winogradB * winogradLarge, winogradQ * winogradLarge},
	{0, 0, 1},
}

// taps3 are what the rows of taps count in a row of points, of filters that may be
// turned round.
func taps3(row int, turned bool) [3]float32 {
	r := winograd3Rows[row]
	if turned {
		r[0], r[2] = r[2], r[0]
	}
	return r
}

// filterRow3 transforms one filter, whose taps lie panelWidth apart, to a row of
// points.
func filterRow3(at []float32, row int, turned bool) (points [6]float32) {
	count := taps3(row, turned)
	var g [3]float32
	for i := range g {
		to := i
		if turned {
			to = 2 - i
		}
		g[to] = count[0]*at[i*panelWidth] + count[1]*at[(3+i)*panelWidth] + count[2]*at[(6+i)*panelWidth]
	}
	for i, r := range &winograd3Rows {
		points[i] = r[0]*g[0] + r[1]*g[1] + r[2]*g[2]
	}
	return points
}
