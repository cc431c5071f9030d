package kernels

import "math"

// BCEWithLogits is the mean binary cross-entropy of logits x against targets in
// [0, 1]: max(x, 0) − x·t + log(1 + exp −|x|), finite for every finite x.
func BCEWithLogits(x, target []float32) float32 {
	need("BCEWithLogits", "target", target, len(x))
	return meanOf(x, target, crossEntropies)
}

// BCEWithLogitsGrad computes dx = up·(sigmoid(x) − target)/len(x).
func BCEWithLogitsGrad(dx, x, target []float32, up float32) {
	need("BCEWithLogitsGrad", "dx", dx, len(x))
	need("BCEWithLogitsGrad", "target", target, len(x))
	eachDifference(costlyGrain, dx, x, target, float64(up)/float64(len(x)), func(dx, x, t []float32, scale float64) {
		for i := crossEntropiesGradVectors(dx, x, t, scale); i < len(x); i++ {
			dx[i] = float32(scale * (logistic64(float64(x[i])) - float64(t[i])))
		}
	})
}

// MSE is the mean of (x − target)².
func MSE(x, target []float32) float32 {
	need("MSE", "target", target, len(x))
	return meanOf(x, target, squares)
}

// MSEGrad computes dx = up·2·(x − target)/len(x).
func MSEGrad(dx, x, target []float32, up float32) {
	need("MSEGrad", "dx", dx, len(x))
	need("MSEGrad", "target", target, len(x))
	eachDifference(cheapGrain, dx, x, target, 2*float64(up)/float64(len(x)), func(dx, x, t []float32, scale float64) {
		for i := squaresGradVectors(dx, x, t, scale); i < len(x); i++ {
			dx[i] = float32(scale * (float64(x[i]) - float64(t[i])))
		}
	})
}

// HingeDiscriminator is the mean of max(1 − sign·x, 0): sign is +1 for real
// images, −1 for generated ones.
func HingeDiscriminator(x, sign []float32) float32 {
	need("HingeDiscriminator", "sign", sign, len(x))
	return meanOf(x, sign, hinges)
}

// HingeDiscriminatorGrad computes dx = −up·sign/len(x) where sign·x < 1, else 0.
func HingeDiscriminatorGrad(dx, x, sign []float32, up float32) {
	need("HingeDiscriminatorGrad", "dx", dx, len(x))
	need("HingeDiscriminatorGrad", "sign", sign, len(x))
	eachDifference(cheapGrain, dx, x, sign, float64(up)/float64(len(x)), func(dx, x, sign []float32, scale float64) {
		for i := hingesGradVectors(dx, x, sign, scale); i < len(x); i++ {
			slope := 0.0
			if 1-float64(sign[i])*float64(x[i]) > 0 {
				slope = -float64(sign[i])
			}
			dx[i] = float32(scale * slope)
		}
	})
}

// The sums are made in lanes. Products of two float32 are exact in float64.

func crossEntropies(x, t []float32) float64 {
	if sum, ok := crossEntropiesVectors(x, t); ok {
		return sum
	}
	var l laneSums
	for i, v := range x {
		v := float64(v)
		l[i%len(l)] += max(v, 0) - v*float64(t[i]) + logOnePlus(expNegative(-math.Abs(v)))
	}
	return l.total()
}

func squares(x, t []float32) float64 {
	if sum, ok := squaresVectors(x, t); ok {
		return sum
	}
	var l laneSums
	for i, v := range x {
		d := float64(v) - float64(t[i])
		l[i%len(l)] += float64(d * d)
	}
	return l.total()
}

func hinges(x, sign []float32) float64 {
	if sum, ok := hingesVectors(x, sign); ok {
		return sum
	}
	var l laneSums
	for i, v := range x {
		l[i%len(l)] += max(1-float64(sign[i])*float64(v), 0)
	}
	return l.total()
}

// comparison of x with what it should be.
type comparison struct {
	dx, x, target []float32
	scale         float64
	partial       []float64
	sum           func(x, t []float32) float64
	grad          func(dx, x, t []float32, scale float64)
}

var comparisons tasks[comparison]

// meanOf is sum over x and target, divided by their number.
func meanOf(x, target []float32, sum func(x, t []float32) float64) float32 {
	lent, partial := scratch64((len(x) + reducePiece - 1) / reducePiece)
	defer lent.handBack()
	comparisons.run(len(x), reducePiece, comparison{x: x, target: target, partial: partial, sum: sum}, func(c *comparison, lo, hi int) {
		c.partial[lo/reducePiece] = c.sum(c.x[lo:hi], c.target[lo:hi])
	})
	var total float64
	for _, v := range partial {
		total += v
	}
	return float32(total / float64(len(x)))
}

// eachDifference computes dx with grad in pieces of grain values.
func eachDifference(grain int, dx, x, target []float32, scale float64, grad func(dx, x, t []float32, scale float64)) {
	args := comparison{dx: dx, x: x, target: target, scale: scale, grad: grad}
	comparisons.run(len(x), grain, args, func(c *comparison, lo, hi int) {
		c.grad(c.dx[lo:hi], c.x[lo:hi], c.target[lo:hi], c.scale)
	})
}
