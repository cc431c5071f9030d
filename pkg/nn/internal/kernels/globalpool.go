package kernels

import "math"

// GlobalSumPool computes y (n, c), the sum of each plane of x (n, c, spatial).
func GlobalSumPool(y, x []float32, n, c, spatial int) {
	globalPool("GlobalSumPool", y, x, n, c, spatial, func(p *planes, s arrays, i int) {
		p.by[0][i] = float32(sum64(s[0]))
	})
}

// GlobalSumPoolGrad computes dx (n, c, spatial) from dy (n, c).
func GlobalSumPoolGrad(dx, dy []float32, n, c, spatial int) {
	spread("GlobalSumPoolGrad", dx, dy, n, c, spatial, 1)
}

// GlobalAvgPool computes y (n, c), the mean of each plane of x (n, c, spatial).
func GlobalAvgPool(y, x []float32, n, c, spatial int) {
	globalPool("GlobalAvgPool", y, x, n, c, spatial, func(p *planes, s arrays, i int) {
		p.by[0][i] = float32(sum64(s[0]) / float64(p.spatial))
	})
}

// GlobalAvgPoolGrad computes dx (n, c, spatial) from dy (n, c).
func GlobalAvgPoolGrad(dx, dy []float32, n, c, spatial int) {
	spread("GlobalAvgPoolGrad", dx, dy, n, c, spatial, 1/float64(spatial))
}

// GlobalMaxPool computes y (n, c), the maximum of each plane of x
// (n, c, spatial); a NaN in a plane is its maximum.
func GlobalMaxPool(y, x []float32, n, c, spatial int) {
	globalPool("GlobalMaxPool", y, x, n, c, spatial, func(p *planes, s arrays, i int) {
		p.by[0][i] = s[0][argmax(s[0])]
	})
}

// GlobalMaxPoolGrad computes dx from dy and GlobalMaxPool's x: all of it goes
// to the first maximum of each plane, or its last NaN.
func GlobalMaxPoolGrad(dx, dy, x []float32, n, c, spatial int) {
	need("GlobalMaxPoolGrad", "dx", dx, n*c*spatial)
	need("GlobalMaxPoolGrad", "dy", dy, n*c)
	need("GlobalMaxPoolGrad", "x", x, n*c*spatial)
	eachPlane(n*c, costlyGrain, planes{
		s: arrays{dx, x}, ch: c, spatial: spatial, by: [6][]float32{dy},
		body: func(p *planes, s arrays, i int) {
			clear(s[0])
			s[0][argmax(s[1])] = p.by[0][i]
		},
	})
}

func globalPool(op string, y, x []float32, n, c, spatial int, body func(p *planes, s arrays, i int)) {
	need(op, "y", y, n*c)
	need(op, "x", x, n*c*spatial)
	eachPlane(n*c, costlyGrain, planes{s: arrays{x}, ch: c, spatial: spatial, by: [6][]float32{y}, body: body})
}

// spread writes scale·dy[i] to all of plane i of dx.
func spread(op string, dx, dy []float32, n, c, spatial int, scale float64) {
	need(op, "dx", dx, n*c*spatial)
	need(op, "dy", dy, n*c)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{dx}, ch: c, spatial: spatial, by: [6][]float32{dy}, count: scale,
		body: func(p *planes, s arrays, i int) {
			g := p.by[0][i] * float32(p.count)
			for k := range s[0] {
				s[0][k] = g
			}
		},
	})
}

// sum64 adds s in four interleaved sums, which do not wait for each other.
func sum64(s []float32) float64 {
	var s0, s1, s2, s3 float64
	for len(s) >= 4 {
		s0 += float64(s[0])
		s1 += float64(s[1])
		s2 += float64(s[2])
		s3 += float64(s[3])
		s = s[4:]
	}
	for _, v := range s {
		s0 += float64(v)
	}
	return (s0 + s1) + (s2 + s3)
}

// argmax is the index of the first maximum of s, or of its last NaN.
func argmax(s []float32) int {
	best, at := float32(math.Inf(-1)), 0
	for i, v := range s {
		if v > best || v != v {
			best, at = v, i
		}
	}
	return at
}
