package kernels

import "math"

// SiLU computes y = x/(1 + exp −x) (Elfwing et al., 2018). y may be x.
func SiLU(y, x []float32) {
	need("SiLU", "y", y, len(x))
	eachElement(costlyGrain, arrays{y, x}, constants{}, func(s arrays, _ *constants) {
		lent, gate := scratch(len(s[1]))
		defer lent.handBack()
		sigmoidTo(gate, s[1])
		gated(s[0], s[1], gate)
	})
}

// SiLUGrad computes dx from dy and SiLU's x. dx may be dy or x.
func SiLUGrad(dx, dy, x []float32) {
	need("SiLUGrad", "dx", dx, len(x))
	need("SiLUGrad", "dy", dy, len(x))
	eachElement(costlyGrain, arrays{dx, dy, x}, constants{}, func(a arrays, _ *constants) {
		dx, dy, x := a[0], a[1], a[2]
		lent, s := scratch(len(x))
		defer lent.handBack()
		sigmoidTo(s, x)
		for i := siluGradVectors(dx, dy, x, s); i < len(x); i++ {
			t := float32(x[i]*(1-s[i])) + 1
			dx[i] = dy[i] * float32(t*s[i])
		}
	})
}

// The tanh form of GELU is x·sigmoid(x·(a + b·x²)), a = √(8/π), b = 0.044715·a.
const (
	geluA = 1.5957691216057308
	geluB = 0.044715 * geluA
)

// GELUTanh computes y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))) (Hendrycks and
// Gimpel, 2016). y may be x.
func GELUTanh(y, x []float32) {
	need("GELUTanh", "y", y, len(x))
	eachElement(costlyGrain, arrays{y, x}, constants{}, func(s arrays, _ *constants) {
		lent, gate := scratch(len(s[1]))
		defer lent.handBack()
		geluGate(gate, s[1])
		gated(s[0], s[1], gate)
	})
}

// GELUTanhGrad computes dx from dy and GELUTanh's x. dx may be dy or x.
func GELUTanhGrad(dx, dy, x []float32) {
	need("GELUTanhGrad", "dx", dx, len(x))
	need("GELUTanhGrad", "dy", dy, len(x))
	eachElement(costlyGrain, arrays{dx, dy, x}, constants{}, func(a arrays, _ *constants) {
		dx, dy, x := a[0], a[1], a[2]
		lent, s := scratch(len(x))
		defer lent.handBack()
		geluGate(s, x)
		const a1, c1 = float32(geluA), float32(3 * geluB)
		for i := geluGradVectors(dx, dy, x, s, a1, c1); i < len(x); i++ {
			slope := float32(float32(x[i]*x[i])*c1) + a1
			t := float32(float32(x[i]*(1-s[i]))*slope) + 1
			dx[i] = dy[i] * float32(t*s[i])
		}
	})
}

func geluGate(gate, x []float32) {
	const a, b = float32(geluA), float32(geluB)
	for i := geluArgumentVectors(gate, x, a, b); i < len(x); i++ {
		gate[i] = float32(float32(float32(x[i]*x[i])*b)+a) * x[i]
	}
	sigmoidTo(gate, gate)
}

// GELU computes y = x·Φ(x), Φ the normal distribution (Hendrycks and Gimpel,
// 2016). y may be x.
func GELU(y, x []float32) {
	need("GELU", "y", y, len(x))
	eachElement(costlyGrain, arrays{y, x}, constants{}, func(s arrays, _ *constants) {
		for i, v := range s[1] {
			s[0][i] = float32(float64(v) * phi(float64(v)))
		}
	})
}

// GELUGrad computes dx from dy and GELU's x. dx may be dy or x.
func GELUGrad(dx, dy, x []float32) {
	need("GELUGrad", "dx", dx, len(x))
	need("GELUGrad", "dy", dy, len(x))
	eachElement(costlyGrain, arrays{dx, dy, x}, constants{}, func(s arrays, _ *constants) {
		for i, v := range s[2] {
			v := float64(v)
			density := expNegative(-v*v/2) / math.Sqrt(2*math.Pi)
			s[0][i] = float32(float64(s[1][i]) * (phi(v) + float64(v*density)))
		}
	})
}

// phi is the normal distribution function.
func phi(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

func sigmoidTo(y, x []float32) {
	for i := sigmoidVectors(y, x); i < len(x); i++ {
		y[i] = float32(logistic(float64(x[i])))
	}
}

// gated computes y = a·b. y may be a.
func gated(y, a, b []float32) {
	for i := dropoutVectors(y, a, b, 1); i < len(a); i++ {
		y[i] = a[i] * b[i]
	}
}
