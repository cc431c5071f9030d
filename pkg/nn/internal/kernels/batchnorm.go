package kernels

import "math"

// BatchNorm2DTrain normalises each channel of x (n, c, spatial) by the mean
// and the biased variance of the batch, which it writes to mean and variance
// (c): y = (x − mean)/√(variance + eps)·gamma + beta, then a, where it is not nil.
func BatchNorm2DTrain(y, mean, variance, x, gamma, beta []float32, n, c, spatial int, eps float64, a *Act) {
	const op = "BatchNorm2DTrain"
	need(op, "mean", mean, c)
	need(op, "variance", variance, c)
	need(op, "x", x, n*c*spatial)
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
	batchNormEval(op, y, x, gamma, beta, mean, variance, n, c, spatial, eps, a)
}

// BatchNorm2DEval normalises each channel of x (n, c, spatial) by the given
// statistics: y = (x − mean)/√(variance + eps)·gamma + beta, then a, where it is not
// nil. y may be x.
func BatchNorm2DEval(y, x, gamma, beta, mean, variance []float32, n, c, spatial int, eps float64, a *Act) {
	batchNormEval("BatchNorm2DEval", y, x, gamma, beta, mean, variance, n, c, spatial, eps, a)
}

func batchNormEval(op string, y, x, gamma, beta, mean, variance []float32, n, c, spatial int, eps float64, a *Act) {
	need(op, "y", y, n*c*spatial)
	need(op, "x", x, n*c*spatial)
	need(op, "gamma", gamma, c)
	need(op, "beta", beta, c)
	need(op, "mean", mean, c)
	need(op, "variance", variance, c)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{y, x}, ch: c, spatial: spatial, eps: eps, by: [6][]float32{mean, variance, gamma, beta}, act: maybeOf(a),
		body: func(p *planes, s arrays, i int) {
			k := i % p.ch
			mean, variance, gamma, beta := p.by[0][k], p.by[1][k], p.by[2][k], p.by[3][k]
			affine(s[0], s[1], mean, float32(invStd(variance, p.eps)*float64(gamma)), beta)
			p.act.apply(s[0])
		},
	})
}

// BatchNorm2DTrainGrad computes dx (n, c, spatial), dgamma and dbeta (c) from
// dy, the x and gamma of BatchNorm2DTrain and the statistics it computed; the
// gradient flows through these too.
func BatchNorm2DTrainGrad(dx, dgamma, dbeta, dy, x, gamma, mean, variance []float32, n, c, spatial int, eps float64) {
	batchNormSums("BatchNorm2DTrainGrad", dx, dgamma, dbeta, dy, x, gamma, mean, variance, n, c, spatial, eps)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{dx, dy, x}, ch: c, spatial: spatial, eps: eps, count: float64(n * spatial),
		by: [6][]float32{mean, variance, gamma, dgamma, dbeta},
		body: func(p *planes, s arrays, i int) {
			k := i % p.ch
			inv := invStd(p.by[1][k], p.eps)
			mean, scale := p.by[0][k], float32(inv*float64(p.by[2][k]))
			slope, shift := float32(inv*float64(p.by[3][k])/p.count), float32(float64(p.by[4][k])/p.count)
			dx, dy, x := s[0], s[1], s[2]
			for j := normGradVectors(dx, dy, x, mean, slope, shift, scale); j < len(x); j++ {
				dx[j] = (dy[j] - shift - float32((x[j]-mean)*slope)) * scale
			}
		},
	})
}

// BatchNorm2DEvalGrad computes dx (n, c, spatial), dgamma and dbeta (c) from dy
// and the inputs of BatchNorm2DEval; the statistics are constants.
func BatchNorm2DEvalGrad(dx, dgamma, dbeta, dy, x, gamma, mean, variance []float32, n, c, spatial int, eps float64) {
	batchNormSums("BatchNorm2DEvalGrad", dx, dgamma, dbeta, dy, x, gamma, mean, variance, n, c, spatial, eps)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{dx, dy}, ch: c, spatial: spatial, eps: eps, by: [6][]float32{variance, gamma},
		body: func(p *planes, s arrays, i int) {
			k := i % p.ch
			scaled(s[0], s[1], float32(invStd(p.by[0][k], p.eps)*float64(p.by[1][k])))
		},
	})
}

// batchNormSums computes dbeta = Σ dy and dgamma = Σ dy·(x − mean)/σ.
func batchNormSums(op string, dx, dgamma, dbeta, dy, x, gamma, mean, variance []float32, n, c, spatial int, eps float64) {
	need(op, "dx", dx, n*c*spatial)
	need(op, "dgamma", dgamma, c)
	need(op, "dbeta", dbeta, c)
	need(op, "dy", dy, n*c*spatial)
	need(op, "x", x, n*c*spatial)
	need(op, "gamma", gamma, c)
	need(op, "mean", mean, c)
	need(op, "variance", variance, c)
	lent, totals := scratch64(2 * c)
	defer lent.handBack()
	channelTotals(totals, correlationsOf, x, dy, mean, n, c, spatial)
	for k := range dgamma {
		dgamma[k] = float32(totals[2*k] * invStd(variance[k], eps))
		dbeta[k] = float32(totals[2*k+1])
	}
}

// BatchNormRunning moves the running statistics (c), in place, towards those of
// a batch of count values a channel: run += momentum·(batch − run), with the
// unbiased variance, as in PyTorch. A batch of a single value a channel has no
// unbiased variance and leaves NaN.
func BatchNormRunning(runMean, runVar, mean, variance []float32, count int, momentum float64) {
	need("BatchNormRunning", "runVar", runVar, len(runMean))
	need("BatchNormRunning", "mean", mean, len(runMean))
	need("BatchNormRunning", "variance", variance, len(runMean))
	unbiased := float64(count) / float64(count-1)
	for k := range runMean {
		runMean[k] = float32((1-momentum)*float64(runMean[k]) + momentum*float64(mean[k]))
		runVar[k] = float32((1-momentum)*float64(runVar[k]) + momentum*unbiased*float64(variance[k]))
	}
}

func invStd(variance float32, eps float64) float64 { return 1 / math.Sqrt(float64(variance)+eps) }
