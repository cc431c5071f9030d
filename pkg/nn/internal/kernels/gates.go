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
		siluGradTo(dx, dy, x, s)
	})
}

// siluGradTo computes dx from dy, x and s, the sigmoid of x. dx may be dy or x.
func siluGradTo(dx, dy, x, s []float32) {
	for i := siluGradVectors(dx, dy, x, s); i < len(x); i++ {
		t := float32(x[i]*(1-s[i])) + 1
		dx[i] = dy[i] * float32(t*s[i])
	}
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
		lent, memory := scratch(3 * len(s[1]))
		defer lent.handBack()
		gated(s[0], s[1], normalTo(memory, s[1]))
	})
}

// GELUGrad computes dx from dy and GELU's x: dy·(Φ(x) + x·φ(x)), φ the density. dx
// may be dy or x.
func GELUGrad(dx, dy, x []float32) {
	need("GELUGrad", "dx", dx, len(x))
	need("GELUGrad", "dy", dy, len(x))
	eachElement(costlyGrain, arrays{dx, dy, x}, constants{}, func(s arrays, _ *constants) {
		dx, dy, x := s[0], s[1], s[2]
		n := len(x)
		lent, memory := scratch(3 * n)
		defer lent.handBack()
		phi := normalTo(memory, x)
		density := memory[n : 2*n]
		for i, v := range x {
			density[i] = float32(-0.5*v) * v
		}
		exponentialTo(density, density, 1/math.Sqrt(2*math.Pi))
		for i, v := range x {
			dx[i] = dy[i] * (phi[i] + float32(v*density[i]))
		}
	})
}

// normalTo is Φ(x), in the first len(x) values of memory, three times as long.
func normalTo(memory, x []float32) []float32 {
	n := len(x)
	phi, t, u := memory[:n], memory[n:2*n], memory[2*n:3*n]
	for i := erfcArgumentVectors(u, t, x); i < n; i++ {
		z := max(x[i], -x[i]) * float32(rootHalf)
		t[i] = 1 / (float32(z*0.5) + 1)
		p := erfcTerms[len(erfcTerms)-1]
		for k := len(erfcTerms) - 2; k >= 0; k-- {
			p = float32(p*t[i]) + erfcTerms[k]
		}
		u[i] = p - float32(z*z)
	}
	exponentialTo(u, u, 1)
	for i := normalCDFVectors(phi, t, u, x); i < n; i++ {
		phi[i] = float32(t[i]*u[i]) * 0.5
		if !math.Signbit(float64(x[i])) {
			phi[i] = 1 - phi[i]
		}
	}
	return phi
}

const rootHalf = math.Sqrt2 / 2

// erfcTerms: erfc z = t·exp(−z² + Σ cᵢtⁱ), t = 1/(1 + z/2), for z ≥ 0, within 1.2e-7
// of itself (Press et al., Numerical Recipes, 1992, section 6.2, erfcc).
var erfcTerms = [...]float32{-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277}

// exponentialTo computes y = scale·exp x for x about 0 or less. y may be x.
func exponentialTo(y, x []float32, scale float64) {
	for i := exponentialsGradVectors(y, x, 0, scale); i < len(x); i++ {
		y[i] = float32(scale * expNegative(float64(x[i])))
	}
}

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
