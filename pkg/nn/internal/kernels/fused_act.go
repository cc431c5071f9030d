package kernels

// Act is an activation that other computations do in their own pass, on values
// that are still in the cache: v where v > 0, Slope·v elsewhere, as LeakyReLU
// does; with Slope 0 it is ReLU, with 0 elsewhere even for infinities.
type Act struct{ Slope float32 }

// apply changes y in place, on the calling goroutine.
func (a Act) apply(y []float32) {
	if a.Slope == 0 {
		for i := reluVectors(y, y); i < len(y); i++ {
			if y[i] <= 0 {
				y[i] = 0
			}
		}
		return
	}
	for i := leakyReLUVectors(y, y, a.Slope); i < len(y); i++ {
		if y[i] <= 0 {
			y[i] *= a.Slope
		}
	}
}

// maybe is an activation or none, which is its zero value.
type maybe struct {
	act Act
	on  bool
}

// apply changes y in place, on the calling goroutine, where there is one.
func (m maybe) apply(y []float32) {
	if m.on {
		m.act.apply(y)
	}
}

// Activate computes y = a(x). y may be x.
func Activate(y, x []float32, a Act) {
	if a.Slope == 0 {
		ReLU(y, x)
		return
	}
	LeakyReLU(y, x, a.Slope)
}

// maybeOf is a, where it is not nil.
func maybeOf(a *Act) maybe {
	if a == nil {
		return maybe{}
	}
	return maybe{*a, true}
}
