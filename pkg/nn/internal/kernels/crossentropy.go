package kernels

import (
	"fmt"
	"math"
)

// SoftmaxCrossEntropy is the mean over n rows of logits x (n, classes) of
// −log softmax(x)[label]; labels lie in [0, classes).
func SoftmaxCrossEntropy(x []float32, labels []int, n, classes int) float32 {
	needLabels("SoftmaxCrossEntropy", x, labels, n, classes)
	var sum float64
	for i, label := range labels {
		row := x[i*classes:][:classes]
		sum += logSumExp(row) - float64(row[label])
	}
	return float32(sum / float64(n))
}

// SoftmaxCrossEntropyGrad computes dx = up·(softmax(x) − one-hot(labels))/n.
func SoftmaxCrossEntropyGrad(dx, x []float32, labels []int, n, classes int, up float32) {
	needLabels("SoftmaxCrossEntropyGrad", x, labels, n, classes)
	need("SoftmaxCrossEntropyGrad", "dx", dx, n*classes)
	args := logits{dx: dx, x: x, labels: labels, classes: classes, scale: float64(up) / float64(n)}
	logitTasks.run(n, max(1, costlyGrain/classes), args, func(a *logits, lo, hi int) {
		for i := lo; i < hi; i++ {
			row, out := a.x[i*a.classes:][:a.classes], a.dx[i*a.classes:][:a.classes]
			total := logSumExp(row)
			for k := exponentialsGradVectors(out, row, total, a.scale); k < len(row); k++ {
				out[k] = float32(a.scale * expNegative(float64(row[k])-total))
			}
			label := a.labels[i]
			out[label] = float32(a.scale * (expNegative(float64(row[label])-total) - 1))
		}
	})
}

// logits and the classes they should name.
type logits struct {
	dx, x   []float32
	labels  []int
	classes int
	scale   float64
}

var logitTasks tasks[logits]

// logSumExp is log Σ exp(row), shifted by the maximum so that nothing overflows.
func logSumExp(row []float32) float64 {
	top := float64(row[argmax(row)])
	if math.IsInf(top, 0) {
		return top
	}
	return top + math.Log(exponentials(row, top))
}

// exponentials is Σ exp(row − top), made in lanes.
func exponentials(row []float32, top float64) float64 {
	if sum, ok := exponentialsVectors(row, top); ok {
		return sum
	}
	var l laneSums
	for i, v := range row {
		l[i%len(l)] += expNegative(float64(v) - top)
	}
	return l.total()
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
