package kernels

import "math"

// Add computes y = a + b. y may be a or b.
func Add(y, a, b []float32) {
	need("Add", "a", a, len(y))
	need("Add", "b", b, len(y))
	eachElement(cheapGrain, arrays{y, a, b}, constants{}, func(s arrays, _ *constants) {
		y, a, b := s[0], s[1], s[2]
		if &y[0] == &b[0] {
			a, b = b, a
		}
		copy(y, a)
		add(y, b)
	})
}

// ReLU computes y = max(x, 0); NaN stays NaN. y may be x.
func ReLU(y, x []float32) {
	need("ReLU", "y", y, len(x))
	eachElement(cheapGrain, arrays{y, x}, constants{}, func(s arrays, _ *constants) {
		y, x := s[0], s[1]
		for i := reluVectors(y, x); i < len(x); i++ {
			v := x[i]
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
	eachElement(cheapGrain, arrays{dx, dy, x}, constants{}, func(s arrays, _ *constants) {
		dx, dy, x := s[0], s[1], s[2]
		for i := reluGradVectors(dx, dy, x); i < len(x); i++ {
			g := dy[i]
			if x[i] <= 0 {
				g = 0
			}
			dx[i] = g
		}
	})
}

// LeakyReLU computes y = x where x > 0, slope·x elsewhere. y may be x.
func LeakyReLU(y, x []float32, slope float32) {
	need("LeakyReLU", "y", y, len(x))
	eachElement(cheapGrain, arrays{y, x}, constants{slope}, func(s arrays, c *constants) {
		y, x := s[0], s[1]
		for i := leakyReLUVectors(y, x, c[0]); i < len(x); i++ {
			v := x[i]
			if v <= 0 {
				v *= c[0]
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
	eachElement(cheapGrain, arrays{dx, dy, x}, constants{slope}, func(s arrays, c *constants) {
		dx, dy, x := s[0], s[1], s[2]
		for i := leakyReLUGradVectors(dx, dy, x, c[0]); i < len(x); i++ {
			g := dy[i]
			if x[i] <= 0 {
				g *= c[0]
			}
			dx[i] = g
		}
	})
}

// Tanh computes y = tanh x. y may be x.
func Tanh(y, x []float32) {
	need("Tanh", "y", y, len(x))
	eachElement(costlyGrain, arrays{y, x}, constants{}, func(s arrays, _ *constants) {
		y, x := s[0], s[1]
		for i := tanhVectors(y, x); i < len(x); i++ {
			y[i] = float32(math.Tanh(float64(x[i])))
		}
	})
}

// TanhGrad computes dx = dy·(1 − y²) from Tanh's y. dx may be dy.
func TanhGrad(dx, dy, y []float32) {
	need("TanhGrad", "dx", dx, len(y))
	need("TanhGrad", "dy", dy, len(y))
	eachElement(cheapGrain, arrays{dx, dy, y}, constants{}, func(s arrays, _ *constants) {
		dx, dy, y := s[0], s[1], s[2]
		for i := tanhGradVectors(dx, dy, y); i < len(y); i++ {
			square := y[i] * y[i]
			dx[i] = dy[i] * (1 - float32(square))
		}
	})
}

// Sigmoid computes y = 1/(1 + exp −x), without overflow anywhere. y may be x.
func Sigmoid(y, x []float32) {
	need("Sigmoid", "y", y, len(x))
	eachElement(costlyGrain, arrays{y, x}, constants{}, func(s arrays, _ *constants) {
		y, x := s[0], s[1]
		for i := sigmoidVectors(y, x); i < len(x); i++ {
			y[i] = float32(logistic(float64(x[i])))
		}
	})
}

// SigmoidGrad computes dx = dy·y·(1 − y) from Sigmoid's y. dx may be dy.
func SigmoidGrad(dx, dy, y []float32) {
	need("SigmoidGrad", "dx", dx, len(y))
	need("SigmoidGrad", "dy", dy, len(y))
	eachElement(cheapGrain, arrays{dx, dy, y}, constants{}, func(s arrays, _ *constants) {
		dx, dy, y := s[0], s[1], s[2]
		for i := sigmoidGradVectors(dx, dy, y); i < len(y); i++ {
			dx[i] = dy[i] * y[i] * (1 - y[i])
		}
	})
}

// Dropout computes y = x·mask/(1 − p) for a mask of zeros and ones drawn with
// probability p of zero, 0 ≤ p < 1. The gradient is the same function of dy.
// y may be x.
func Dropout(y, x, mask []float32, p float32) {
	need("Dropout", "y", y, len(x))
	need("Dropout", "mask", mask, len(x))
	eachElement(cheapGrain, arrays{y, x, mask}, constants{1 / (1 - p)}, func(s arrays, c *constants) {
		y, x, mask := s[0], s[1], s[2]
		for i := dropoutVectors(y, x, mask, c[0]); i < len(x); i++ {
			y[i] = x[i] * mask[i] * c[0]
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
