package kernels

// CopyAxis copies count runs of inner values each, from x (outer, nx, inner) to
// y (outer, ny, inner): run fromY + i·stepY of y is run fromX + i·stepX of x.
// What it does not reach stays as it is.
func CopyAxis(y, x []float32, outer, ny, nx, inner, fromY, fromX, stepY, stepX, count int) {
	need("CopyAxis", "y", y, outer*ny*inner)
	need("CopyAxis", "x", x, outer*nx*inner)
	args := axisCopy{y, x, ny * inner, nx * inner, inner, fromY * inner, fromX * inner, stepY * inner, stepX * inner, count}
	axisCopies.run(outer, max(1, cheapGrain/(count*inner)), args, func(a *axisCopy, lo, hi int) {
		for o := lo; o < hi; o++ {
			y, x := a.y[o*a.ny+a.fromY:], a.x[o*a.nx+a.fromX:]
			if a.stepY == a.inner && a.stepX == a.inner {
				copy(y[:a.count*a.inner], x)
				continue
			}
			for i := range a.count {
				copy(y[i*a.stepY:][:a.inner], x[i*a.stepX:])
			}
		}
	})
}

// axisCopy is in values where CopyAxis is in runs.
type axisCopy struct {
	y, x                                             []float32
	ny, nx, inner, fromY, fromX, stepY, stepX, count int
}

var axisCopies tasks[axisCopy]
