package kernels

import "math"

// Elements that one goroutine takes at a time: cheap arithmetic wants long
// pieces, an exponential a value short ones.
const (
	cheapGrain  = 1 << 15
	costlyGrain = 1 << 12
)

// ReLU computes y = max(x, 0); NaN stays NaN. y may be x.
func ReLU(y, x []float32) {
	need("ReLU", "y", y, len(x))
	Parallel(len(x), cheapGrain, func(lo, hi int) {
		x, y := x[lo:hi], y[lo:hi]
		for i, v := range x {
			if v <= 0 {
				v = 0
			}
			y[i] = v
		}
	})
}

// ReLUGrad computes dx from dy and x; ReLU's y does as well as x. The gradient
// at 0 is 0. dx may be dy.
func ReLUGrad(dx, dy, x []float32) {
	need("ReLUGrad", "dx", dx, len(x))
	need("ReLUGrad", "dy", dy, len(x))
	Parallel(len(x), cheapGrain, func(lo, hi int) {
		x, dy, dx := x[lo:hi], dy[lo:hi], dx[lo:hi]
		for i, v := range x {
			g := dy[i]
			if v <= 0 {
				g = 0
			}
			dx[i] = g
		}
	})
}

// LeakyReLU computes y = x where x > 0, slope·x elsewhere. y may be x.
func LeakyReLU(y, x []float32, slope float32) {
	need("LeakyReLU", "y", y, len(x))
	Parallel(len(x), cheapGrain, func(lo, hi int) {
		x, y := x[lo:hi], y[lo:hi]
		for i, v := range x {
			if v <= 0 {
				v *= slope
			}
			y[i] = v
		}
	})
}

// LeakyReLUGrad computes dx = dy where x > 0, slope·dy elsewhere; LeakyReLU's y
// does as well as x if slope ≥ 0. dx may be dy.
func LeakyReLUGrad(dx, dy, x []float32, slope float32) {
	need("LeakyReLUGrad", "dx", dx, len(x))
	need("LeakyReLUGrad", "dy", dy, len(x))
	Parallel(len(x), cheapGrain, func(lo, hi int) {
		x, dy, dx := x[lo:hi], dy[lo:hi], dx[lo:hi]
		for i, v := range x {
			g := dy[i]
			if v <= 0 {
				g *= slope
			}
			dx[i] = g
		}
	})
}

// Tanh computes y = tanh x. y may be x.
func Tanh(y, x []float32) {
	need("Tanh", "y", y, len(x))
	Parallel(len(x), costlyGrain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			y[i] = float32(math.Tanh(float64(x[i])))
		}
	})
}

// TanhGrad computes dx = dy·(1 − y²) from Tanh's y. dx may be dy.
func TanhGrad(dx, dy, y []float32) {
	need("TanhGrad", "dx", dx, len(y))
	need("TanhGrad", "dy", dy, len(y))
	Parallel(len(y), cheapGrain, func(lo, hi int) {
		y, dy, dx := y[lo:hi], dy[lo:hi], dx[lo:hi]
		for i, v := range y {
			dx[i] = dy[i] * (1 - v*v)
		}
	})
}

// Sigmoid computes y = 1/(1 + exp −x), without overflow anywhere. y may be x.
func Sigmoid(y, x []float32) {
	need("Sigmoid", "y", y, len(x))
	Parallel(len(x), costlyGrain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			y[i] = float32(logistic(float64(x[i])))
		}
	})
}

// SigmoidGrad computes dx = dy·y·(1 − y) from Sigmoid's y. dx may be dy.
func SigmoidGrad(dx, dy, y []float32) {
	need("SigmoidGrad", "dx", dx, len(y))
	need("SigmoidGrad", "dy", dy, len(y))
	Parallel(len(y), cheapGrain, func(lo, hi int) {
		y, dy, dx := y[lo:hi], dy[lo:hi], dx[lo:hi]
		for i, v := range y {
			dx[i] = dy[i] * v * (1 - v)
		}
	})
}

// Dropout computes y = x·mask/(1 − p) for a mask of zeros and ones drawn with
// probability p of zero, 0 ≤ p < 1. The gradient is the same function of dy.
// y may be x.
func Dropout(y, x, mask []float32, p float32) {
	need("Dropout", "y", y, len(x))
	need("Dropout", "mask", mask, len(x))
	scale := 1 / (1 - p)
	Parallel(len(x), cheapGrain, func(lo, hi int) {
		x, y, mask := x[lo:hi], y[lo:hi], mask[lo:hi]
		for i, v := range x {
			y[i] = v * mask[i] * scale
		}
	})
}

// logistic is 1/(1 + exp −x), computed on the side that cannot overflow.
func logistic(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}
