package kernels

// Groups is the geometry of group normalisation: x (N, C, Spatial), the channels
// in G groups of neighbours.
type Groups struct{ N, C, G, Spatial int }

func (g Groups) len() int  { return g.N * g.C * g.Spatial }
func (g Groups) size() int { return g.C / g.G * g.Spatial }

// groupNorm is a computation on the groups of a batch.
type groupNorm struct {
	Groups
	y, x, dy, gamma, beta, mean, rstd []float32
	sums                              []float64
	eps                               float64
	body                              func(v *groupNorm, i int)
}

var groupNorms tasks[groupNorm]

func (v groupNorm) run() {
	groupNorms.run(v.N*v.G, max(1, cheapGrain/v.size()), v, func(v *groupNorm, lo, hi int) {
		for i := lo; i < hi; i++ {
			v.body(v, i)
		}
	})
}

// GroupNorm normalises each group of channels of each image by its own mean and
// biased variance (Wu and He, 2018), which it leaves in mean and rstd (N, G), the
// latter as 1/√(variance + eps); gamma and beta are (C).
func GroupNorm(y, mean, rstd, x, gamma, beta []float32, g Groups, eps float64) {
	need("GroupNorm", "y", y, g.len())
	need("GroupNorm", "x", x, g.len())
	need("GroupNorm", "mean", mean, g.N*g.G)
	need("GroupNorm", "rstd", rstd, g.N*g.G)
	need("GroupNorm", "gamma", gamma, g.C)
	need("GroupNorm", "beta", beta, g.C)
	groupNorm{Groups: g, y: y, x: x, gamma: gamma, beta: beta, mean: mean, rstd: rstd, eps: eps, body: (*groupNorm).forward}.run()
}

func (v *groupNorm) forward(i int) {
	size, channels := v.size(), v.C/v.G
	x, y := v.x[i*size:][:size], v.y[i*size:][:size]
	v.mean[i] = float32(sum64(x) / float64(size))
	// Deviations from a rounded mean: their own mean corrects the rounding.
	var sums [2]float64
	deviationsOf(sums[:], x, nil, v.mean[i:i+1], 1, size)
	drift := sums[1] / float64(size)
	inv := invStd(float32(sums[0]/float64(size)-drift*drift), v.eps)
	v.rstd[i] = float32(inv)
	for c := range channels {
		k := i%v.G*channels + c
		at := c * v.Spatial
		affine(y[at:at+v.Spatial], x[at:at+v.Spatial], v.mean[i], float32(inv*float64(v.gamma[k])), v.beta[k])
	}
}

// GroupNormGrad computes dx, dgamma and dbeta (C) from dy, the x and gamma of
// GroupNorm and the statistics it left. dx may be dy.
func GroupNormGrad(dx, dgamma, dbeta, dy, x, gamma, mean, rstd []float32, g Groups) {
	need("GroupNormGrad", "dx", dx, g.len())
	need("GroupNormGrad", "dy", dy, g.len())
	need("GroupNormGrad", "x", x, g.len())
	need("GroupNormGrad", "dgamma", dgamma, g.C)
	need("GroupNormGrad", "dbeta", dbeta, g.C)
	need("GroupNormGrad", "gamma", gamma, g.C)
	need("GroupNormGrad", "mean", mean, g.N*g.G)
	need("GroupNormGrad", "rstd", rstd, g.N*g.G)
	lent, sums := scratch64(2 * g.N * g.C)
	defer lent.handBack()
	clear(sums)
	groupNorm{Groups: g, y: dx, dy: dy, x: x, gamma: gamma, mean: mean, rstd: rstd, sums: sums, body: (*groupNorm).backward}.run()
	for c := range g.C {
		var scale, shift float64
		for n := range g.N {
			at := 2 * (n*g.C + c)
			scale += sums[at] * float64(rstd[n*g.G+c/(g.C/g.G)])
			shift += sums[at+1]
		}
		dgamma[c], dbeta[c] = float32(scale), float32(shift)
	}
}

// backward leaves Σ dy·(x − mean) and Σ dy of each plane in sums.
func (v *groupNorm) backward(i int) {
	size, channels, s := v.size(), v.C/v.G, v.Spatial
	x, dy, dx := v.x[i*size:][:size], v.dy[i*size:][:size], v.y[i*size:][:size]
	sums := v.sums[2*i*channels:][:2*channels]
	var dot, sum float64
	for c := range channels {
		correlationsOf(sums[2*c:2*c+2], x[c*s:][:s], dy[c*s:][:s], v.mean[i:i+1], 1, s)
		gamma := float64(v.gamma[i%v.G*channels+c])
		dot += gamma * sums[2*c]
		sum += gamma * sums[2*c+1]
	}
	inv := float64(v.rstd[i])
	mean, slope, shift := v.mean[i], float32(-dot*inv*inv*inv/float64(size)), float32(-sum*inv/float64(size))
	for c := range channels {
		scale := float32(inv * float64(v.gamma[i%v.G*channels+c]))
		normGradTo(dx[c*s:][:s], dy[c*s:][:s], x[c*s:][:s], mean, slope, shift, scale)
	}
}

// normGradTo computes dx = dy·scale + (x − mean)·slope + shift. dx may be dy.
func normGradTo(dx, dy, x []float32, mean, slope, shift, scale float32) {
	for j := groupNormGradVectors(dx, dy, x, mean, slope, shift, scale); j < len(x); j++ {
		dx[j] = float32(dy[j]*scale) + float32((x[j]-mean)*slope) + shift
	}
}
