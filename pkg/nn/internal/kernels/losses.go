package kernels

import "math"

// BCEWithLogits is the mean binary cross-entropy of logits x against targets in
// [0, 1]: max(x, 0) − x·t + log(1 + exp −|x|), finite for every finite x.
func BCEWithLogits(x, target []float32) float32 {
	need("BCEWithLogits", "target", target, len(x))
	return mean(len(x), func(i int) float64 {
		v, t := float64(x[i]), float64(target[i])
		return math.Max(v, 0) - v*t + math.Log1p(math.Exp(-math.Abs(v)))
	})
}

// BCEWithLogitsGrad computes dx = up·(sigmoid(x) − target)/len(x).
func BCEWithLogitsGrad(dx, x, target []float32, up float32) {
	need("BCEWithLogitsGrad", "dx", dx, len(x))
	need("BCEWithLogitsGrad", "target", target, len(x))
	scale := float64(up) / float64(len(x))
	Parallel(len(x), costlyGrain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dx[i] = float32(scale * (logistic(float64(x[i])) - float64(target[i])))
		}
	})
}

// MSE is the mean of (x − target)².
func MSE(x, target []float32) float32 {
	need("MSE", "target", target, len(x))
	return mean(len(x), func(i int) float64 {
		d := float64(x[i]) - float64(target[i])
		return d * d
	})
}

// MSEGrad computes dx = up·2·(x − target)/len(x).
func MSEGrad(dx, x, target []float32, up float32) {
	need("MSEGrad", "dx", dx, len(x))
	need("MSEGrad", "target", target, len(x))
	scale := 2 * float64(up) / float64(len(x))
	Parallel(len(x), cheapGrain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dx[i] = float32(scale * (float64(x[i]) - float64(target[i])))
		}
	})
}

// HingeDiscriminator is the mean of max(1 − sign·x, 0): sign is +1 for real
// images, −1 for generated ones.
func HingeDiscriminator(x, sign []float32) float32 {
	need("HingeDiscriminator", "sign", sign, len(x))
	return mean(len(x), func(i int) float64 {
		return math.Max(1-float64(sign[i])*float64(x[i]), 0)
	})
}

// HingeDiscriminatorGrad computes dx = −up·sign/len(x) where sign·x < 1, else 0.
func HingeDiscriminatorGrad(dx, x, sign []float32, up float32) {
	need("HingeDiscriminatorGrad", "dx", dx, len(x))
	need("HingeDiscriminatorGrad", "sign", sign, len(x))
	scale := float64(up) / float64(len(x))
	Parallel(len(x), cheapGrain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			var g float64
			if 1-float64(sign[i])*float64(x[i]) > 0 {
				g = -scale * float64(sign[i])
			}
			dx[i] = float32(g)
		}
	})
}

// mean is the mean of value(0), …, value(n−1).
func mean(n int, value func(i int) float64) float32 {
	return float32(reduce(n, func(lo, hi int) float64 {
		var sum float64
		for i := lo; i < hi; i++ {
			sum += value(i)
		}
		return sum
	}) / float64(n))
}
