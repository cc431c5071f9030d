package kernels

import (
	"fmt"
	"math"
)

// SoftmaxCrossEntropy is the mean over n rows of logits x (n, classes) of
// −log softmax(x)[label]; labels lie in [0, classes).
func SoftmaxCrossEntropy(x []float32, labels []int, n, classes int) float32 {
	needLabels("SoftmaxCrossEntropy", x, labels, n, classes)
	return mean(n, func(i int) float64 {
		row := x[i*classes:][:classes]
		return logSumExp(row) - float64(row[labels[i]])
	})
}

// SoftmaxCrossEntropyGrad computes dx = up·(softmax(x) − one-hot(labels))/n.
func SoftmaxCrossEntropyGrad(dx, x []float32, labels []int, n, classes int, up float32) {
	needLabels("SoftmaxCrossEntropyGrad", x, labels, n, classes)
	need("SoftmaxCrossEntropyGrad", "dx", dx, n*classes)
	scale := float64(up) / float64(n)
	Parallel(n, max(1, costlyGrain/classes), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row, out := x[i*classes:][:classes], dx[i*classes:][:classes]
			total := logSumExp(row)
			for k, v := range row {
				p := math.Exp(float64(v) - total)
				if k == labels[i] {
					p--
				}
				out[k] = float32(scale * p)
			}
		}
	})
}

// logSumExp is log Σ exp(row), shifted by the maximum so that nothing overflows.
func logSumExp(row []float32) float64 {
	top := float64(row[argmax(row)])
	if math.IsInf(top, 0) {
		return top
	}
	var sum float64
	for _, v := range row {
		sum += math.Exp(float64(v) - top)
	}
	return top + math.Log(sum)
}

func needLabels(op string, x []float32, labels []int, n, classes int) {
	need(op, "x", x, n*classes)
	if len(labels) != n {
		panic(fmt.Sprintf("kernels: %s: labels has %d values, want %d", op, len(labels), n))
	}
	for i, l := range labels {
		if l < 0 || l >= classes {
			panic(fmt.Sprintf("kernels: %s: label %d is %d, want 0 to %d", op, i, l, classes-1))
		}
	}
}
