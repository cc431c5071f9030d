package kernels

import "math"

// rowsAlong is a computation on the values of an axis of x (outer, n, inner), one
// run of them after another; body gets them side by side.
type rowsAlong struct {
	y, x, z  []float32
	n, inner int
	log      bool
	body     func(v *rowsAlong, y, x, z []float32)
}

var rowTasks tasks[rowsAlong]

// eachRow computes body for each of outer·inner runs; z may be nil.
func eachRow(outer int, v rowsAlong) {
	rowTasks.run(outer*v.inner, max(1, costlyGrain/v.n), v, func(v *rowsAlong, lo, hi int) {
		if v.inner == 1 {
			for i := lo; i < hi; i++ {
				var z []float32
				if v.z != nil {
					z = v.z[i*v.n:][:v.n]
				}
				v.body(v, v.y[i*v.n:][:v.n], v.x[i*v.n:][:v.n], z)
			}
			return
		}
		lent, memory := scratch(3 * v.n)
		defer lent.handBack()
		y, x, z := memory[:v.n], memory[v.n:2*v.n], memory[2*v.n:]
		for i := lo; i < hi; i++ {
			at := i/v.inner*v.n*v.inner + i%v.inner
			for k := range x {
				x[k] = v.x[at+k*v.inner]
				if v.z != nil {
					z[k] = v.z[at+k*v.inner]
				}
			}
			v.body(v, y, x, z)
			for k, w := range y {
				v.y[at+k*v.inner] = w
			}
		}
	})
}

// Softmax computes y = exp x/Σ exp x over the middle axis of (outer, n, inner),
// or its logarithm. y may be x.
func Softmax(y, x []float32, outer, n, inner int, log bool) {
	need("Softmax", "y", y, outer*n*inner)
	need("Softmax", "x", x, outer*n*inner)
	eachRow(outer, rowsAlong{y: y, x: x, n: n, inner: inner, log: log, body: func(v *rowsAlong, y, x, _ []float32) {
		total := logSumExp(x)
		if v.log {
			for i, w := range x {
				y[i] = float32(float64(w) - total)
			}
			return
		}
		for i := exponentialsGradVectors(y, x, total, 1); i < len(x); i++ {
			y[i] = float32(expNegative(float64(x[i]) - total))
		}
	}})
}

// SoftmaxGrad computes dx from dy and Softmax's y: y·(dy − Σ dy·y), or for the
// logarithm dy − exp y·Σ dy. dx may be dy or y.
func SoftmaxGrad(dx, dy, y []float32, outer, n, inner int, log bool) {
	need("SoftmaxGrad", "dx", dx, outer*n*inner)
	need("SoftmaxGrad", "dy", dy, outer*n*inner)
	need("SoftmaxGrad", "y", y, outer*n*inner)
	eachRow(outer, rowsAlong{y: dx, x: dy, z: y, n: n, inner: inner, log: log, body: func(v *rowsAlong, dx, dy, y []float32) {
		var sum float64
		if v.log {
			for _, g := range dy {
				sum += float64(g)
			}
			for i, g := range dy {
				dx[i] = float32(float64(g) - float64(expNegative(float64(y[i]))*sum))
			}
			return
		}
		for i, g := range dy {
			sum += float64(g) * float64(y[i])
		}
		for i, g := range dy {
			dx[i] = float32(float64(y[i]) * (float64(g) - sum))
		}
	}})
}

// LogSumExp computes y (outer, inner), log Σ exp x over the middle axis of x
// (outer, n, inner).
func LogSumExp(y, x []float32, outer, n, inner int) {
	need("LogSumExp", "y", y, outer*inner)
	need("LogSumExp", "x", x, outer*n*inner)
	sumExpTasks.run(outer*inner, max(1, costlyGrain/n), sumExp{y: y, x: x, n: n, inner: inner}, func(v *sumExp, lo, hi int) {
		lent, row := scratch(v.n)
		defer lent.handBack()
		for i := lo; i < hi; i++ {
			at := i/v.inner*v.n*v.inner + i%v.inner
			for k := range row {
				row[k] = v.x[at+k*v.inner]
			}
			v.y[i] = float32(logSumExp(row))
		}
	})
}

// sumExp is the arguments of LogSumExp and its gradient.
type sumExp struct {
	dx, dy, y, x []float32
	n, inner     int
}

var sumExpTasks tasks[sumExp]

// LogSumExpGrad computes dx = dy·exp(x − y) from LogSumExp's x and y.
func LogSumExpGrad(dx, dy, x, y []float32, outer, n, inner int) {
	need("LogSumExpGrad", "dx", dx, outer*n*inner)
	need("LogSumExpGrad", "dy", dy, outer*inner)
	need("LogSumExpGrad", "x", x, outer*n*inner)
	need("LogSumExpGrad", "y", y, outer*inner)
	sumExpTasks.run(outer*n, max(1, costlyGrain/inner), sumExp{dx, dy, y, x, n, inner}, func(v *sumExp, lo, hi int) {
		for i := lo; i < hi; i++ {
			for k := range v.inner {
				from, at := i/v.n*v.inner+k, i*v.inner+k
				v.dx[at] = float32(float64(v.dy[from]) * math.Exp(float64(v.x[at])-float64(v.y[from])))
			}
		}
	})
}
