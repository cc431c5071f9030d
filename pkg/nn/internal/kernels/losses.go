package kernels

import "math"

// BCEWithLogits is the mean binary cross-entropy of logits x against targets in
// [0, 1]: max(x, 0) − x·t + log(1 + exp −|x|), finite for every finite x.
func BCEWithLogits(x, target []float32) float32 {
	need("BCEWithLogits", "target", target, len(x))
	return meanOf(x, target, func(x, t float64) float64 {
		return math.Max(x, 0) - x*t + math.Log1p(math.Exp(-math.Abs(x)))
	})
}

// BCEWithLogitsGrad computes dx = up·(sigmoid(x) − target)/len(x).
func BCEWithLogitsGrad(dx, x, target []float32, up float32) {
	need("BCEWithLogitsGrad", "dx", dx, len(x))
	need("BCEWithLogitsGrad", "target", target, len(x))
	eachDifference(costlyGrain, dx, x, target, float64(up)/float64(len(x)), func(x, t float64) float64 {
		return logistic(x) - t
	})
}

// MSE is the mean of (x − target)².
func MSE(x, target []float32) float32 {
	need("MSE", "target", target, len(x))
	return meanOf(x, target, func(x, t float64) float64 {
		return (x - t) * (x - t)
	})
}

// MSEGrad computes dx = up·2·(x − target)/len(x).
func MSEGrad(dx, x, target []float32, up float32) {
	need("MSEGrad", "dx", dx, len(x))
	need("MSEGrad", "target", target, len(x))
	eachDifference(cheapGrain, dx, x, target, 2*float64(up)/float64(len(x)), func(x, t float64) float64 {
		return x - t
	})
}

// HingeDiscriminator is the mean of max(1 − sign·x, 0): sign is +1 for real
// images, −1 for generated ones.
func HingeDiscriminator(x, sign []float32) float32 {
	need("HingeDiscriminator", "sign", sign, len(x))
	return meanOf(x, sign, func(x, sign float64) float64 {
		return math.Max(1-sign*x, 0)
	})
}

// HingeDiscriminatorGrad computes dx = −up·sign/len(x) where sign·x < 1, else 0.
func HingeDiscriminatorGrad(dx, x, sign []float32, up float32) {
	need("HingeDiscriminatorGrad", "dx", dx, len(x))
	need("HingeDiscriminatorGrad", "sign", sign, len(x))
	eachDifference(cheapGrain, dx, x, sign, float64(up)/float64(len(x)), func(x, sign float64) float64 {
		if 1-sign*x > 0 {
			return -sign
		}
		return 0
	})
}

// comparison of x with what it should be.
type comparison struct {
	dx, x, target []float32
	scale         float64
	partial       []float64
	value         func(x, t float64) float64
}

var comparisons tasks[comparison]

// meanOf is the mean of value over x and target.
func meanOf(x, target []float32, value func(x, t float64) float64) float32 {
	lent, partial := scratch64((len(x) + reducePiece - 1) / reducePiece)
	defer lent.handBack()
	comparisons.run(len(x), reducePiece, comparison{x: x, target: target, partial: partial, value: value}, func(c *comparison, lo, hi int) {
		var sum float64
		for i := lo; i < hi; i++ {
			sum += c.value(float64(c.x[i]), float64(c.target[i]))
		}
		c.partial[lo/reducePiece] = sum
	})
	var sum float64
	for _, v := range partial {
		sum += v
	}
	return float32(sum / float64(len(x)))
}

// eachDifference computes dx = scale·value(x, target).
func eachDifference(grain int, dx, x, target []float32, scale float64, value func(x, t float64) float64) {
	args := comparison{dx: dx, x: x, target: target, scale: scale, value: value}
	comparisons.run(len(x), grain, args, func(c *comparison, lo, hi int) {
		for i := lo; i < hi; i++ {
			c.dx[i] = float32(c.scale * c.value(float64(c.x[i]), float64(c.target[i])))
		}
	})
}
