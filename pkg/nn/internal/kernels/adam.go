package kernels

import "math"

// AdamHyper holds the settings of Adam and AdamW; PyTorch's defaults are LR
// 1e-3, betas 0.9 and 0.999, Eps 1e-8, WeightDecay 0 (AdamW: 0.01).
type AdamHyper struct{ LR, Beta1, Beta2, Eps, WeightDecay float64 }

// Adam moves w against its gradient g (Kingma and Ba 2015, algorithm 1), and
// with it the moments m and v, all in place. step counts from 1. WeightDecay is
// added to the gradient, as PyTorch's Adam does.
func Adam(w, m, v, g []float32, h AdamHyper, step int) {
	adam("Adam", w, m, v, g, h, step, h.WeightDecay, 1)
}

// AdamW is Adam with the decay taken from the weights instead of through the
// gradient (Loshchilov and Hutter 2019).
func AdamW(w, m, v, g []float32, h AdamHyper, step int) {
	adam("AdamW", w, m, v, g, h, step, 0, 1-h.LR*h.WeightDecay)
}

func adam(op string, w, m, v, g []float32, h AdamHyper, step int, decay, shrink float64) {
	need(op, "m", m, len(w))
	need(op, "v", v, len(w))
	need(op, "g", g, len(w))
	eachElement(cheapGrain, arrays{w, m, v, g}, constants{
		float32(decay),
		float32(h.Beta1), float32(1 - h.Beta1),
		float32(h.Beta2), float32(1 - h.Beta2),
		float32(1 / math.Sqrt(1-math.Pow(h.Beta2, float64(step)))), float32(h.Eps),
		float32(h.LR / (1 - math.Pow(h.Beta1, float64(step)))),
		float32(shrink),
	}, adamPiece)
}

// adamPiece rounds every product, as the assembly does.
func adamPiece(s arrays, c *constants) {
	w, m, v, g := s[0], s[1], s[2], s[3]
	decay, b1, c1, b2, c2, root, eps, rate, keep := c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]
	for i := adamVectors(w, m, v, g, c); i < len(g); i++ {
		x := w[i]
		d := g[i] + float32(decay*x)
		m1 := float32(b1*m[i]) + float32(c1*d)
		v1 := float32(b2*v[i]) + float32(c2*d*d)
		m[i], v[i] = m1, v1
		size := float32(float32(math.Sqrt(float64(v1)))*root) + eps
		w[i] = float32(x*keep) - float32(rate*m1)/size
	}
}
