package kernels

// UpsampleNearest2D repeats each value of x (n, c, h, w) scale×scale times:
// y is (n, c, h·scale, w·scale).
func UpsampleNearest2D(y, x []float32, n, c, h, w, scale int) {
	need("UpsampleNearest2D", "x", x, n*c*h*w)
	need("UpsampleNearest2D", "y", y, n*c*h*w*scale*scale)
	upsampleTasks.run(n*c*h, max(1, cheapGrain/(w*scale*scale)), upsampling{y, x, w, scale}, func(a *upsampling, lo, hi int) {
		y, x, w, scale, wide := a.y, a.x, a.w, a.scale, a.w*a.scale
		for r := lo; r < hi; r++ {
			rows := y[r*scale*wide:][:scale*wide]
			for q, v := range x[r*w:][:w] {
				for k := range scale {
					rows[q*scale+k] = v
				}
			}
			for k := 1; k < scale; k++ {
				copy(rows[k*wide:], rows[:wide])
			}
		}
	})
}

// UpsampleNearest2DGrad computes dx (n, c, h, w), the sums of dy
// (n, c, h·scale, w·scale) over what each value was repeated to.
func UpsampleNearest2DGrad(dx, dy []float32, n, c, h, w, scale int) {
	need("UpsampleNearest2DGrad", "dx", dx, n*c*h*w)
	need("UpsampleNearest2DGrad", "dy", dy, n*c*h*w*scale*scale)
	upsampleTasks.run(n*c*h, max(1, cheapGrain/(w*scale*scale)), upsampling{dy, dx, w, scale}, func(a *upsampling, lo, hi int) {
		dy, dx, w, scale, wide := a.y, a.x, a.w, a.scale, a.w*a.scale
		for r := lo; r < hi; r++ {
			rows, out := dy[r*scale*wide:][:scale*wide], dx[r*w:][:w]
			for q := range out {
				var sum float32
				for k := range scale {
					for _, g := range rows[k*wide+q*scale:][:scale] {
						sum += g
					}
				}
				out[q] = sum
			}
		}
	})
}

// upsampling of x, with rows of w, to y, or the same of their gradients.
type upsampling struct {
	y, x     []float32
	w, scale int
}

var upsampleTasks tasks[upsampling]
