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
	c := constants{float32(h.WeightDecay), float32(h.Momentum), float32(1 - h.Dampening), float32(h.LR)}
	if h.Momentum == 0 {
		eachElement(cheapGrain, arrays{w, g}, c, sgdPlain)
		return
	}
	need("SGD", "buffer", buffer, len(w))
	if step == 1 {
		// A buffer of zeros and an undamped gradient make it the gradient.
		clear(buffer)
		c[2] = 1
	}
	body := sgdMomentum
	if h.Nesterov {
		body = sgdNesterov
	}
	eachElement(cheapGrain, arrays{w, buffer, g}, c, body)
}

// The pieces round every product, as the assembly does.

func sgdPlain(s arrays, c *constants) {
	w, g := s[0], s[1]
	for i, x := range w {
		d := g[i] + float32(c[0]*x)
		w[i] = x - float32(c[3]*d)
	}
}

func sgdMomentum(s arrays, c *constants) {
	w, buffer, g := s[0], s[1], s[2]
	for i := sgdVectors(w, buffer, g, c); i < len(g); i++ {
		d := g[i] + float32(c[0]*w[i])
		b := float32(c[1]*buffer[i]) + float32(c[2]*d)
		buffer[i] = b
		w[i] -= float32(c[3] * b)
	}
}

func sgdNesterov(s arrays, c *constants) {
	w, buffer, g := s[0], s[1], s[2]
	for i := nesterovVectors(w, buffer, g, c); i < len(g); i++ {
		d := g[i] + float32(c[0]*w[i])
		b := float32(c[1]*buffer[i]) + float32(c[2]*d)
		buffer[i] = b
		b = d + float32(c[1]*b)
		w[i] -= float32(c[3] * b)
	}
}
