package kernels

import "math"

// GlobalSumPool computes y (n, c), the sum of each plane of x (n, c, spatial).
func GlobalSumPool(y, x []float32, n, c, spatial int) {
	need("GlobalSumPool", "y", y, n*c)
	need("GlobalSumPool", "x", x, n*c*spatial)
	planeSums{sums: y, x: x, spatial: spatial, count: 1}.compute()
}

// GlobalSumPoolGrad computes dx (n, c, spatial) from dy (n, c).
func GlobalSumPoolGrad(dx, dy []float32, n, c, spatial int) {
	spread("GlobalSumPoolGrad", dx, dy, n, c, spatial, 1)
}

// GlobalAvgPool computes y (n, c), the mean of each plane of x (n, c, spatial).
func GlobalAvgPool(y, x []float32, n, c, spatial int) {
	need("GlobalAvgPool", "y", y, n*c)
	need("GlobalAvgPool", "x", x, n*c*spatial)
	planeSums{sums: y, x: x, spatial: spatial, count: float64(spatial)}.compute()
}

// GlobalAvgPoolGrad computes dx (n, c, spatial) from dy (n, c).
func GlobalAvgPoolGrad(dx, dy []float32, n, c, spatial int) {
	spread("GlobalAvgPoolGrad", dx, dy, n, c, spatial, 1/float64(spatial))
}

// GlobalMaxPool computes y (n, c), the maximum of each plane of x
// (n, c, spatial); a NaN in a plane is its maximum.
func GlobalMaxPool(y, x []float32, n, c, spatial int) {
	need("GlobalMaxPool", "y", y, n*c)
	need("GlobalMaxPool", "x", x, n*c*spatial)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{x}, ch: c, spatial: spatial, by: [6][]float32{y},
		body: func(p *planes, s arrays, i int) { p.by[0][i] = s[0][argmax(s[0])] },
	})
}

// GlobalMaxPoolGrad computes dx from dy and GlobalMaxPool's x: all of it goes
// to the first maximum of each plane, or its last NaN.
func GlobalMaxPoolGrad(dx, dy, x []float32, n, c, spatial int) {
	need("GlobalMaxPoolGrad", "dx", dx, n*c*spatial)
	need("GlobalMaxPoolGrad", "dy", dy, n*c)
	need("GlobalMaxPoolGrad", "x", x, n*c*spatial)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{dx, x}, ch: c, spatial: spatial, by: [6][]float32{dy},
		body: func(p *planes, s arrays, i int) {
			clear(s[0])
			s[0][argmax(s[1])] = p.by[0][i]
		},
	})
}

// spread writes scale·dy[i] to all of plane i of dx.
func spread(op string, dx, dy []float32, n, c, spatial int, scale float64) {
	need(op, "dx", dx, n*c*spatial)
	need(op, "dy", dy, n*c)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{dx}, ch: c, spatial: spatial, by: [6][]float32{dy}, count: scale,
		body: func(p *planes, s arrays, i int) { repeat(s[0], p.by[0][i:i+1], p.spatial, float32(p.count)) },
	})
}

// argmax is the index of the first maximum of s, or of its last NaN.
func argmax(s []float32) int {
	best, at := float32(math.Inf(-1)), 0
	first, done := argmaxVectors(s)
	if done > 0 {
		best, at = s[first], first
	}
	for i := done; i < len(s); i++ {
		if v := s[i]; v > best || v != v {
			best, at = v, i
		}
	}
	return at
}
