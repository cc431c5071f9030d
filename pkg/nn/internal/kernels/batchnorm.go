package kernels

import "math"

// BatchNorm2DTrain normalises each channel of x (n, c, spatial) by the mean
// and the biased variance of the batch, which it writes to mean and variance
// (c): y = (x − mean)/√(variance + eps)·gamma + beta.
func BatchNorm2DTrain(y, mean, variance, x, gamma, beta []float32, n, c, spatial int, eps float64) {
	need("BatchNorm2DTrain", "mean", mean, c)
	need("BatchNorm2DTrain", "variance", variance, c)
	need("BatchNorm2DTrain", "x", x, n*c*spatial)
	count := float64(n * spatial)
	reduceChannels(mean, nil, n, c, spatial, func(_, at int) (float64, float64) {
		return sum64(x[at : at+spatial]), 0
	})
	for k := range mean {
		mean[k] = float32(float64(mean[k]) / count)
	}
	// Deviations from a rounded mean: their own mean corrects the rounding.
	lent, drift := scratch(c)
	defer lent.handBack()
	reduceChannels(variance, drift, n, c, spatial, func(k, at int) (float64, float64) {
		m := float64(mean[k])
		var squares, sum float64
		for _, v := range x[at : at+spatial] {
			d := float64(v) - m
			squares += d * d
			sum += d
		}
		return squares, sum
	})
	for k := range variance {
		d := float64(drift[k]) / count
		variance[k] = float32(float64(variance[k])/count - d*d)
	}
	BatchNorm2DEval(y, x, gamma, beta, mean, variance, n, c, spatial, eps)
}

// BatchNorm2DEval normalises each channel of x (n, c, spatial) by the given
// statistics: y = (x − mean)/√(variance + eps)·gamma + beta.
func BatchNorm2DEval(y, x, gamma, beta, mean, variance []float32, n, c, spatial int, eps float64) {
	need("BatchNorm2DEval", "y", y, n*c*spatial)
	need("BatchNorm2DEval", "x", x, n*c*spatial)
	need("BatchNorm2DEval", "gamma", gamma, c)
	need("BatchNorm2DEval", "beta", beta, c)
	need("BatchNorm2DEval", "mean", mean, c)
	need("BatchNorm2DEval", "variance", variance, c)
	Parallel(n*c, max(1, cheapGrain/spatial), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			k := i % c
			m, scale, shift := mean[k], float32(invStd(variance[k], eps)*float64(gamma[k])), beta[k]
			in, out := x[i*spatial:][:spatial], y[i*spatial:][:spatial]
			for j, v := range in {
				out[j] = (v-m)*scale + shift
			}
		}
	})
}

// BatchNorm2DTrainGrad computes dx (n, c, spatial), dgamma and dbeta (c) from
// dy, the x and gamma of BatchNorm2DTrain and the statistics it computed; the
// gradient flows through these too.
func BatchNorm2DTrainGrad(dx, dgamma, dbeta, dy, x, gamma, mean, variance []float32, n, c, spatial int, eps float64) {
	batchNormSums("BatchNorm2DTrainGrad", dx, dgamma, dbeta, dy, x, gamma, mean, variance, n, c, spatial, eps)
	count := float64(n * spatial)
	Parallel(n*c, max(1, cheapGrain/spatial), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			k := i % c
			inv := invStd(variance[k], eps)
			scale := float32(inv * float64(gamma[k]))
			slope, shift := float32(inv*float64(dgamma[k])/count), float32(float64(dbeta[k])/count)
			in, g, out := x[i*spatial:][:spatial], dy[i*spatial:][:spatial], dx[i*spatial:][:spatial]
			for j, v := range in {
				out[j] = (g[j] - shift - (v-mean[k])*slope) * scale
			}
		}
	})
}

// BatchNorm2DEvalGrad computes dx (n, c, spatial), dgamma and dbeta (c) from dy
// and the inputs of BatchNorm2DEval; the statistics are constants.
func BatchNorm2DEvalGrad(dx, dgamma, dbeta, dy, x, gamma, mean, variance []float32, n, c, spatial int, eps float64) {
	batchNormSums("BatchNorm2DEvalGrad", dx, dgamma, dbeta, dy, x, gamma, mean, variance, n, c, spatial, eps)
	Parallel(n*c, max(1, cheapGrain/spatial), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			scale := float32(invStd(variance[i%c], eps) * float64(gamma[i%c]))
			g, out := dy[i*spatial:][:spatial], dx[i*spatial:][:spatial]
			for j, v := range g {
				out[j] = v * scale
			}
		}
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
	reduceChannels(dgamma, dbeta, n, c, spatial, func(k, at int) (float64, float64) {
		m, inv := float64(mean[k]), invStd(variance[k], eps)
		var dot, sum float64
		in := x[at : at+spatial]
		for j, g := range dy[at : at+spatial] {
			dot += float64(g) * (float64(in[j]) - m)
			sum += float64(g)
		}
		return dot * inv, sum
	})
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
