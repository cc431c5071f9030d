package kernels

import "math"

// SoftTargetCrossEntropy is scale·Σ t·(log Σ exp x − x) over n rows of logits x and
// targets t (n, classes), whatever these sum up to.
func SoftTargetCrossEntropy(x, t []float32, n, classes int, scale float64) float32 {
	need("SoftTargetCrossEntropy", "x", x, n*classes)
	need("SoftTargetCrossEntropy", "t", t, n*classes)
	var sum float64
	for i := range n {
		row := x[i*classes:][:classes]
		total := logSumExp(row)
		for k, w := range t[i*classes:][:classes] {
			if w != 0 {
				sum += float64(w) * (total - float64(row[k]))
			}
		}
	}
	return float32(scale * sum)
}

// SoftTargetCrossEntropyGrad computes dx = up·scale·(softmax(x)·Σ t − t), the sum
// over each row's targets.
func SoftTargetCrossEntropyGrad(dx, x, t []float32, n, classes int, scale float64, up float32) {
	need("SoftTargetCrossEntropyGrad", "dx", dx, n*classes)
	need("SoftTargetCrossEntropyGrad", "x", x, n*classes)
	need("SoftTargetCrossEntropyGrad", "t", t, n*classes)
	scale *= float64(up)
	for i := range n {
		row, out, t := x[i*classes:][:classes], dx[i*classes:][:classes], t[i*classes:][:classes]
		total := logSumExp(row)
		var sum float64
		for _, w := range t {
			sum += float64(w)
		}
		for k, w := range t {
			out[k] = float32(scale * (expNegative(float64(row[k])-total)*sum - float64(w)))
		}
	}
}

// WeightedBCEWithLogits is the mean of (1−t)·x + (1 + (p−1)·t)·log(1 + exp −x), the
// binary cross-entropy whose positive part counts p times.
func WeightedBCEWithLogits(x, t []float32, p float64) float32 {
	need("WeightedBCEWithLogits", "t", t, len(x))
	var sum float64
	for i, v := range x {
		x, t := float64(v), float64(t[i])
		soft := max(-x, 0) + logOnePlus(expNegative(-math.Abs(x)))
		sum += float64((1-t)*x) + float64((1+(p-1)*t)*soft)
	}
	return float32(sum / float64(len(x)))
}

// WeightedBCEWithLogitsGrad computes dx = up·((1 + (p−1)·t)·sigmoid x − p·t)/len(x).
func WeightedBCEWithLogitsGrad(dx, x, t []float32, p float64, up float32) {
	need("WeightedBCEWithLogitsGrad", "dx", dx, len(x))
	need("WeightedBCEWithLogitsGrad", "t", t, len(x))
	scale := float64(up) / float64(len(x))
	for i, v := range x {
		t := float64(t[i])
		dx[i] = float32(scale * (float64((1+(p-1)*t)*logistic64(float64(v))) - p*t))
	}
}
