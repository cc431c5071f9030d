package kernels

// ChannelAffine computes y = x·scale + shift with one scale and one shift for
// each plane: x and y (n, c, spatial), scale and shift (n, c). y may be x.
func ChannelAffine(y, x, scale, shift []float32, n, c, spatial int) {
	need("ChannelAffine", "y", y, n*c*spatial)
	need("ChannelAffine", "x", x, n*c*spatial)
	need("ChannelAffine", "scale", scale, n*c)
	need("ChannelAffine", "shift", shift, n*c)
	Parallel(n*c, max(1, cheapGrain/spatial), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			a, b := scale[i], shift[i]
			in, out := x[i*spatial:][:spatial], y[i*spatial:][:spatial]
			for j, v := range in {
				out[j] = v*a + b
			}
		}
	})
}

// ChannelAffineGradX computes dx = dy·scale. dx may be dy.
func ChannelAffineGradX(dx, dy, scale []float32, n, c, spatial int) {
	need("ChannelAffineGradX", "dx", dx, n*c*spatial)
	need("ChannelAffineGradX", "dy", dy, n*c*spatial)
	need("ChannelAffineGradX", "scale", scale, n*c)
	Parallel(n*c, max(1, cheapGrain/spatial), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			a := scale[i]
			g, out := dy[i*spatial:][:spatial], dx[i*spatial:][:spatial]
			for j, v := range g {
				out[j] = v * a
			}
		}
	})
}

// ChannelAffineGradScale computes dscale (n, c), the sum of dy·x over each plane.
func ChannelAffineGradScale(dscale, dy, x []float32, n, c, spatial int) {
	need("ChannelAffineGradScale", "dscale", dscale, n*c)
	need("ChannelAffineGradScale", "dy", dy, n*c*spatial)
	need("ChannelAffineGradScale", "x", x, n*c*spatial)
	Parallel(n*c, max(1, cheapGrain/spatial), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			in := x[i*spatial:][:spatial]
			var sum float64
			for j, g := range dy[i*spatial:][:spatial] {
				sum += float64(g) * float64(in[j])
			}
			dscale[i] = float32(sum)
		}
	})
}

// ChannelAffineGradShift computes dshift (n, c), the sum of dy over each plane.
func ChannelAffineGradShift(dshift, dy []float32, n, c, spatial int) {
	GlobalSumPool(dshift, dy, n, c, spatial)
}
