package kernels

// planes is a computation on the planes of tensors (n, c, spatial), each on its
// own: body gets plane i of every array.
type planes struct {
	s          arrays
	ch         int
	spatial    int
	eps, count float64
	by         [6][]float32 // what body looks up by channel or plane
	act        maybe
	body       func(p *planes, s arrays, i int)
}

var planeTasks tasks[planes]

// eachPlane computes p.body on n planes, in pieces of about grain values.
func eachPlane(n, grain int, p planes) {
	planeTasks.run(n, max(1, grain/p.spatial), p, func(p *planes, lo, hi int) {
		var s arrays
		for i := lo; i < hi; i++ {
			for j, a := range p.s {
				if a != nil {
					s[j] = a[i*p.spatial:][:p.spatial]
				}
			}
			p.body(p, s, i)
		}
	})
}

// affine computes y = (x − mean)·scale + shift.
func affine(y, x []float32, mean, scale, shift float32) {
	for i := affineVectors(y, x, mean, scale, shift); i < len(x); i++ {
		y[i] = float32((x[i]-mean)*scale) + shift
	}
}

// add computes y = y + x.
func add(y, x []float32) {
	for i := accumulateVectors(y, x); i < len(x); i++ {
		y[i] += x[i]
	}
}

// scaled computes y = x·a.
func scaled(y, x []float32, a float32) {
	for i := scaleVectors(y, x, a); i < len(x); i++ {
		y[i] = x[i] * a
	}
}
