package kernels

// ChannelAffine computes y = x·scale + shift with one scale and one shift for
// each plane: x and y (n, c, spatial), scale and shift (n, c). y may be x.
func ChannelAffine(y, x, scale, shift []float32, n, c, spatial int) {
	need("ChannelAffine", "y", y, n*c*spatial)
	need("ChannelAffine", "x", x, n*c*spatial)
	need("ChannelAffine", "scale", scale, n*c)
	need("ChannelAffine", "shift", shift, n*c)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{y, x}, ch: c, spatial: spatial, by: [6][]float32{scale, shift},
		body: func(p *planes, s arrays, i int) { affine(s[0], s[1], 0, p.by[0][i], p.by[1][i]) },
	})
}

// ChannelAffineGradX computes dx = dy·scale. dx may be dy.
func ChannelAffineGradX(dx, dy, scale []float32, n, c, spatial int) {
	need("ChannelAffineGradX", "dx", dx, n*c*spatial)
	need("ChannelAffineGradX", "dy", dy, n*c*spatial)
	need("ChannelAffineGradX", "scale", scale, n*c)
	eachPlane(n*c, cheapGrain, planes{
		s: arrays{dx, dy}, ch: c, spatial: spatial, by: [6][]float32{scale},
		body: func(p *planes, s arrays, i int) { scaled(s[0], s[1], p.by[0][i]) },
	})
}

// ChannelAffineGradScale computes dscale (n, c), the sum of dy·x over each plane.
func ChannelAffineGradScale(dscale, dy, x []float32, n, c, spatial int) {
	need("ChannelAffineGradScale", "dscale", dscale, n*c)
	need("ChannelAffineGradScale", "dy", dy, n*c*spatial)
	need("ChannelAffineGradScale", "x", x, n*c*spatial)
	planeSums{sums: dscale, x: dy, y: x, spatial: spatial, count: 1}.compute()
}
