package kernels

import "math"

// GatedNorm is what a block of a diffusion network does before a convolution, in
// one pass over each group while it lies in the first cache: a group norm, a scale
// and a shift for each channel of each image, SiLU, and dropout.
type GatedNorm struct {
	Groups
	Eps float64
	// Drop is the share of values that become zero, in steps of 1/65536; which of
	// them follows from Seed and their position.
	Drop float64
	Seed uint64
}

// gatedNorm is a computation on the groups of a batch.
type gatedNorm struct {
	GatedNorm
	y, x, dy, gamma, beta, film, mean, rstd []float32
	sums                                    []float64
	body                                    func(v *gatedNorm, i int)
}

var gatedNorms tasks[gatedNorm]

func (v gatedNorm) run() {
	gatedNorms.run(v.N*v.G, max(1, costlyGrain/v.size()), v, func(v *gatedNorm, lo, hi int) {
		for i := lo; i < hi; i++ {
			v.body(v, i)
		}
	})
}

func (v *gatedNorm) need(op, yName string) {
	need(op, yName, v.y, v.len())
	need(op, "x", v.x, v.len())
	need(op, "mean", v.mean, v.N*v.G)
	need(op, "rstd", v.rstd, v.N*v.G)
	need(op, "gamma", v.gamma, v.C)
	need(op, "beta", v.beta, v.C)
	if v.film != nil {
		need(op, "film", v.film, 2*v.N*v.C)
	}
}

// ApplyGatedNorm computes y = dropout(silu(groupnorm(x)·(1 + scale) + shift)),
// scale and shift being the first and the last C columns of film (N, 2C), which may
// be nil for none. It leaves mean and rstd as GroupNorm does.
func ApplyGatedNorm(y, mean, rstd, x, gamma, beta, film []float32, g GatedNorm) {
	v := gatedNorm{GatedNorm: g, y: y, x: x, gamma: gamma, beta: beta, film: film, mean: mean, rstd: rstd, body: (*gatedNorm).forward}
	v.need("ApplyGatedNorm", "y")
	v.run()
}

func (v *gatedNorm) forward(i int) {
	size := v.size()
	x, y := v.x[i*size:][:size], v.y[i*size:][:size]
	v.mean[i], v.rstd[i] = normalised(x, v.Eps)
	v.affine(y, x, i)
	lent, gate := scratch(size)
	defer lent.handBack()
	sigmoidTo(gate, y)
	gated(y, y, gate)
	v.drop(y, y, gate, i)
}

// normalised is the mean of x and 1/√(variance + eps).
func normalised(x []float32, eps float64) (mean, rstd float32) {
	size := float64(len(x))
	means := [1]float32{float32(sum64(x) / size)}
	// Deviations from a rounded mean: their own mean corrects the rounding.
	var sums [2]float64
	deviationsOf(sums[:], x, nil, means[:], 1, len(x))
	drift := sums[1] / size
	return means[0], float32(invStd(float32(sums[0]/size-drift*drift), eps))
}

// change is what channel c of group i is multiplied by and what is added, after
// the division by the deviation; with it what the norm's scale and shift are
// multiplied by.
func (v *gatedNorm) change(i, c int) (scale, shift, factor float64) {
	k, factor, add := i%v.G*(v.C/v.G)+c, 1., 0.
	if v.film != nil {
		row := v.film[i/v.G*2*v.C:]
		factor, add = 1+float64(row[k]), float64(row[v.C+k])
	}
	return float64(v.gamma[k]) * factor, float64(v.beta[k])*factor + add, factor
}

// affine computes h, what SiLU is applied to, of group i.
func (v *gatedNorm) affine(h, x []float32, i int) {
	for c := range v.C / v.G {
		scale, shift, _ := v.change(i, c)
		at := c * v.Spatial
		affine(h[at:at+v.Spatial], x[at:at+v.Spatial], v.mean[i], float32(float64(v.rstd[i])*scale), float32(shift))
	}
}

// drop computes y of group i, what dropout leaves of x, in memory for a mask. y may
// be x.
func (v *gatedNorm) drop(y, x, mask []float32, i int) {
	if v.Drop == 0 {
		copy(y, x)
		return
	}
	dropMask(mask, v.Seed, uint64(i)*uint64((len(x)+3)/4), uint32(math.Round(v.Drop*(1<<16))))
	keep := float32(1 / (1 - v.Drop))
	for k := dropoutVectors(y, x, mask, keep); k < len(x); k++ {
		y[k] = x[k] * mask[k] * keep
	}
}

// dropMask is zeros, below of 65536 by chance, and ones: four from each number of
// the sequence of the seed (Steele et al., 2014, SplitMix64), from number first on.
func dropMask(mask []float32, seed, first uint64, below uint32) {
	const golden = 0x9e3779b97f4a7c15
	state := seed + first*golden
	var z uint64
	for i := range mask {
		if i%4 == 0 {
			state += golden
			z = (state ^ state>>30) * 0xbf58476d1ce4e5b9
			z = (z ^ z>>27) * 0x94d049bb133111eb
			z ^= z >> 31
		}
		dropped := (uint32(z&0xffff) - below) >> 31 // 1 if less than below
		mask[i] = math.Float32frombits((dropped - 1) & 0x3f800000)
		z >>= 16
	}
}

// GatedNormGrad computes dx, dgamma and dbeta (C) and, where there is a film,
// dfilm (N, 2C) from dy, the inputs of ApplyGatedNorm and the statistics it left.
// dx may be dy.
func GatedNormGrad(dx, dgamma, dbeta, dfilm, dy, x, gamma, beta, film, mean, rstd []float32, g GatedNorm) {
	const op = "GatedNormGrad"
	v := gatedNorm{GatedNorm: g, y: dx, dy: dy, x: x, gamma: gamma, beta: beta, film: film, mean: mean, rstd: rstd, body: (*gatedNorm).backward}
	v.need(op, "dx")
	need(op, "dy", dy, g.len())
	need(op, "dgamma", dgamma, g.C)
	need(op, "dbeta", dbeta, g.C)
	if film != nil {
		need(op, "dfilm", dfilm, 2*g.N*g.C)
	}
	lent, sums := scratch64(2 * g.N * g.C)
	defer lent.handBack()
	v.sums = sums
	v.run()
	each := g.C / g.G
	for c := range g.C {
		var scale, shift float64
		for n := range g.N {
			i, at := n*g.G+c/each, 2*(n*g.C+c)
			dot, sum := sums[at]*float64(rstd[i]), sums[at+1]
			_, _, factor := v.change(i, c%each)
			scale += factor * dot
			shift += factor * sum
			if film != nil {
				dfilm[n*2*g.C+c] = float32(float64(gamma[c])*dot + float64(beta[c])*sum)
				dfilm[n*2*g.C+g.C+c] = float32(sum)
			}
		}
		dgamma[c], dbeta[c] = float32(scale), float32(shift)
	}
}

// backward leaves Σ dh·(x − mean) and Σ dh of each plane in sums, h being what SiLU
// is applied to.
func (v *gatedNorm) backward(i int) {
	size, channels, s := v.size(), v.C/v.G, v.Spatial
	x, dy, dx := v.x[i*size:][:size], v.dy[i*size:][:size], v.y[i*size:][:size]
	lent, memory := scratch(2 * size)
	defer lent.handBack()
	h, gate := memory[:size], memory[size:]
	v.affine(h, x, i)
	v.drop(dx, dy, gate, i)
	sigmoidTo(gate, h)
	siluGradTo(dx, dx, h, gate)
	sums := v.sums[2*i*channels:][:2*channels]
	clear(sums)
	var dot, sum float64
	for c := range channels {
		correlationsOf(sums[2*c:2*c+2], x[c*s:][:s], dx[c*s:][:s], v.mean[i:i+1], 1, s)
		scale, _, _ := v.change(i, c)
		dot += scale * sums[2*c]
		sum += scale * sums[2*c+1]
	}
	inv := float64(v.rstd[i])
	mean, slope, shift := v.mean[i], float32(-dot*inv*inv*inv/float64(size)), float32(-sum*inv/float64(size))
	for c := range channels {
		scale, _, _ := v.change(i, c)
		normGradTo(dx[c*s:][:s], dx[c*s:][:s], x[c*s:][:s], mean, slope, shift, float32(inv*scale))
	}
}
