package kernels

import "math"

// GlobalSumPool computes y (n, c), the sum of each plane of x (n, c, spatial).
func GlobalSumPool(y, x []float32, n, c, spatial int) {
	globalPool("GlobalSumPool", y, x, n, c, spatial, func(plane []float32) float32 { return float32(sum64(plane)) })
}

// GlobalSumPoolGrad computes dx (n, c, spatial) from dy (n, c).
func GlobalSumPoolGrad(dx, dy []float32, n, c, spatial int) {
	spread("GlobalSumPoolGrad", dx, dy, n, c, spatial, 1)
}

// GlobalAvgPool computes y (n, c), the mean of each plane of x (n, c, spatial).
func GlobalAvgPool(y, x []float32, n, c, spatial int) {
	globalPool("GlobalAvgPool", y, x, n, c, spatial, func(plane []float32) float32 {
		return float32(sum64(plane) / float64(spatial))
	})
}

// GlobalAvgPoolGrad computes dx (n, c, spatial) from dy (n, c).
func GlobalAvgPoolGrad(dx, dy []float32, n, c, spatial int) {
	spread("GlobalAvgPoolGrad", dx, dy, n, c, spatial, 1/float32(spatial))
}

// GlobalMaxPool computes y (n, c), the maximum of each plane of x
// (n, c, spatial); a NaN in a plane is its maximum.
func GlobalMaxPool(y, x []float32, n, c, spatial int) {
	globalPool("GlobalMaxPool", y, x, n, c, spatial, func(plane []float32) float32 { return plane[argmax(plane)] })
}

// GlobalMaxPoolGrad computes dx from dy and GlobalMaxPool's x: all of it goes
// to the first maximum of each plane, or its last NaN.
func GlobalMaxPoolGrad(dx, dy, x []float32, n, c, spatial int) {
	need("GlobalMaxPoolGrad", "dx", dx, n*c*spatial)
	need("GlobalMaxPoolGrad", "dy", dy, n*c)
	need("GlobalMaxPoolGrad", "x", x, n*c*spatial)
	Parallel(n*c, max(1, costlyGrain/spatial), func(lo, hi int) {
		clear(dx[lo*spatial : hi*spatial])
		for i := lo; i < hi; i++ {
			dx[i*spatial+argmax(x[i*spatial:][:spatial])] = dy[i]
		}
	})
}

func globalPool(op string, y, x []float32, n, c, spatial int, value func(plane []float32) float32) {
	need(op, "y", y, n*c)
	need(op, "x", x, n*c*spatial)
	Parallel(n*c, max(1, costlyGrain/spatial), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			y[i] = value(x[i*spatial:][:spatial])
		}
	})
}

// spread writes scale·dy[i] to all of plane i of dx.
func spread(op string, dx, dy []float32, n, c, spatial int, scale float32) {
	need(op, "dx", dx, n*c*spatial)
	need(op, "dy", dy, n*c)
	Parallel(n*c, max(1, cheapGrain/spatial), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			plane, g := dx[i*spatial:][:spatial], dy[i]*scale
			for k := range plane {
				plane[k] = g
			}
		}
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
