package kernels

// SGDHyper holds the settings of SGD. Nesterov wants Momentum > 0 and no
// Dampening, as in PyTorch.
type SGDHyper struct {
	LR, Momentum, Dampening, WeightDecay float64
	Nesterov                             bool
}

// SGD moves w against its gradient g, and with it the momentum buffer, in
// place. step counts from 1; the first sets the buffer to the gradient,
// undamped, whatever was in it. buffer may be nil where Momentum is 0.
func SGD(w, buffer, g []float32, h SGDHyper, step int) {
	need("SGD", "g", g, len(w))
	rate, l2 := float32(h.LR), float32(h.WeightDecay)
	if h.Momentum == 0 {
		Parallel(len(w), cheapGrain, func(lo, hi int) {
			w, g := w[lo:hi], g[lo:hi]
			for i, x := range w {
				w[i] = x - rate*(g[i]+l2*x)
			}
		})
		return
	}
	need("SGD", "buffer", buffer, len(w))
	momentum, fresh := float32(h.Momentum), float32(1-h.Dampening)
	Parallel(len(w), cheapGrain, func(lo, hi int) {
		w, g, buffer := w[lo:hi], g[lo:hi], buffer[lo:hi]
		for i, x := range w {
			d := g[i] + l2*x
			b := d
			if step > 1 {
				b = momentum*buffer[i] + fresh*d
			}
			buffer[i] = b
			if h.Nesterov {
				b = d + momentum*b
			}
			w[i] = x - rate*b
		}
	})
}
