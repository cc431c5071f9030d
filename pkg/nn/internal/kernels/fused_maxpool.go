package kernels

// MaxPool2DAct computes y, the activation of MaxPool2D's result.
func MaxPool2DAct(y, x []float32, p Pool, a Act) {
	if !p.halves() {
		MaxPool2D(y, x, p)
		Activate(y, y, a)
		return
	}
	needPool("MaxPool2DAct", "y", y, "x", x, p)
	v := halvingsAct.Get()
	*v = halvingAct{y: y, x: x, w: p.W, act: a}
	parallel(p.N*p.C*p.H/2, up(max(1, cheapGrain/(2*p.W)), 4), v)
	*v = halvingAct{}
	halvingsAct.Put(v)
}

// halvingAct is a halving and an activation, cut at rows of windows.
type halvingAct struct {
	y, x []float32
	w    int // of x
	act  Act
}

var halvingsAct pool[halvingAct]

func (v *halvingAct) piece(lo, hi int) {
	y, x := v.y[lo*v.w/2:hi*v.w/2], v.x[lo*2*v.w:hi*2*v.w]
	done := halve(instructions(), y, x, hi-lo, v.w)
	maxPool2x2(y[done*v.w/2:], x[done*2*v.w:], v.w)
	v.act.apply(y)
}
