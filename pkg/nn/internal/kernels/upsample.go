package kernels

// UpsampleNearest2D repeats each value of x (n, c, h, w) scale×scale times:
// y is (n, c, h·scale, w·scale).
func UpsampleNearest2D(y, x []float32, n, c, h, w, scale int) {
	need("UpsampleNearest2D", "x", x, n*c*h*w)
	need("UpsampleNearest2D", "y", y, n*c*h*w*scale*scale)
	tiling{y, x, w, scale, 1, (*tiling).fill}.compute()
}

// UpsampleNearest2DGrad computes dx (n, c, h, w), the sums of dy
// (n, c, h·scale, w·scale) over what each value was repeated to.
func UpsampleNearest2DGrad(dx, dy []float32, n, c, h, w, scale int) {
	need("UpsampleNearest2DGrad", "dx", dx, n*c*h*w)
	need("UpsampleNearest2DGrad", "dy", dy, n*c*h*w*scale*scale)
	tiling{dy, dx, w, scale, 1, (*tiling).sum}.compute()
}
