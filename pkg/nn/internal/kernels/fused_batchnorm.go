package kernels

// BatchNorm2DTrainAct computes y, the activation of BatchNorm2DTrain's result.
func BatchNorm2DTrainAct(y, mean, variance, x, gamma, beta []float32, n, c, spatial int, eps float64, a Act) {
	need("BatchNorm2DTrainAct", "mean", mean, c)
	need("BatchNorm2DTrainAct", "variance", variance, c)
	need("BatchNorm2DTrainAct", "x", x, n*c*spatial)
	batchNormStatistics(mean, variance, x, n, c, spatial)
	BatchNorm2DEvalAct(y, x, gamma, beta, mean, variance, n, c, spatial, eps, a)
}

// batchNormStatistics computes the mean and the biased variance of each channel.
func batchNormStatistics(mean, variance, x []float32, n, c, spatial int) {
	count := float64(n * spatial)
	lent, totals := scratch64(2 * c)
	defer lent.handBack()
	channelTotals(totals, totalOf, x, nil, nil, n, c, spatial)
	for k := range mean {
		mean[k] = float32(totals[2*k] / count)
	}
	// Deviations from a rounded mean: their own mean corrects the rounding.
	channelTotals(totals, deviationsOf, x, nil, mean, n, c, spatial)
	for k := range variance {
		drift := totals[2*k+1] / count
		variance[k] = float32(totals[2*k]/count - drift*drift)
	}
}

// BatchNorm2DEvalAct computes y, the activation of BatchNorm2DEval's result. y
// may be x.
func BatchNorm2DEvalAct(y, x, gamma, beta, mean, variance []float32, n, c, spatial int, eps float64, a Act) {
	need("BatchNorm2DEvalAct", "y", y, n*c*spatial)
	need("BatchNorm2DEvalAct", "x", x, n*c*spatial)
	need("BatchNorm2DEvalAct", "gamma", gamma, c)
	need("BatchNorm2DEvalAct", "beta", beta, c)
	need("BatchNorm2DEvalAct", "mean", mean, c)
	need("BatchNorm2DEvalAct", "variance", variance, c)
	v := normsAct.Get()
	*v = normAct{y, x, gamma, beta, mean, variance, c, spatial, eps, a}
	parallel(n*c, max(1, cheapGrain/spatial), v)
	*v = normAct{}
	normsAct.Put(v)
}

// normAct is a normalisation and an activation, cut at planes.
type normAct struct {
	y, x, gamma, beta, mean, variance []float32
	ch, spatial                       int
	eps                               float64
	act                               Act
}

var normsAct pool[normAct]

func (v *normAct) piece(lo, hi int) {
	for i := lo; i < hi; i++ {
		k, y, x := i%v.ch, v.y[i*v.spatial:][:v.spatial], v.x[i*v.spatial:][:v.spatial]
		affine(y, x, v.mean[k], float32(invStd(v.variance[k], v.eps)*float64(v.gamma[k])), v.beta[k])
		v.act.apply(y)
	}
}
