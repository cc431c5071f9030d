package kernels

// Scale computes y = by·x. y may be x.
func Scale(y, x []float32, by float32) {
	need("Scale", "x", x, len(y))
	eachElement(cheapGrain, arrays{y, x}, constants{by}, func(s arrays, c *constants) {
		scaled(s[0], s[1], c[0])
	})
}
