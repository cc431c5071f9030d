package kernels

// BatchNorm2DTrainAct computes y, the activation of BatchNorm2DTrain's result.
func BatchNorm2DTrainAct(y, mean, variance, x, gamma, beta []float32, n, c, spatial int, eps float64, a Act) {
	batchNormTrain("BatchNorm2DTrainAct", y, mean, variance, x, gamma, beta, n, c, spatial, eps, maybe{a, true})
}

// BatchNorm2DEvalAct computes y, the activation of BatchNorm2DEval's result. y
// may be x.
func BatchNorm2DEvalAct(y, x, gamma, beta, mean, variance []float32, n, c, spatial int, eps float64, a Act) {
	batchNormEval("BatchNorm2DEvalAct", y, x, gamma, beta, mean, variance, n, c, spatial, eps, maybe{a, true})
}
