package nn

import "math"

// Schedules of learning rates are functions of the step, counted from 0, for
// SetLR before each step; they hold no state, so a run goes on wherever it stopped.
// They can be put into each other: WarmUp(step, 100, Cosine(step, steps, 1e-3, 0)).

// Cosine falls from the rate high at step 0 to low at step steps along half a
// cosine (Loshchilov and Hutter, 2017, eq. 5, without restarts), and stays there.
func Cosine(step, steps int, high, low float64) float64 {
	return between(high, low, float64(step)/float64(max(steps, 1)))
}

// WarmUp is lr, but for the first steps rises to it in equal parts: step 0 has
// lr/steps, step steps−1 has lr (Goyal et al., 2017).
func WarmUp(step, steps int, lr float64) float64 {
	if step+1 >= steps {
		return lr
	}
	return lr * float64(max(step, 0)+1) / float64(steps)
}

// OneCycle rises along half a cosine from top/25 to the rate top within the first
// three tenths of steps, then falls to top/250,000 at the last, step steps−1
// (Smith and Topin, 2018): PyTorch's OneCycleLR as it is by default.
func OneCycle(step, steps int, top float64) float64 {
	const start, end, rise = 1. / 25, 1. / 25 / 1e4, 0.3
	peak := rise*float64(steps) - 1
	s := float64(step)
	if s <= peak {
		return between(start*top, top, s/peak)
	}
	return between(top, end*top, (s-peak)/(float64(steps)-1-peak))
}

// between goes from a to b along half a cosine as share goes from 0 to 1.
func between(a, b, share float64) float64 {
	share = min(max(share, 0), 1)
	return b + (a-b)*(1+math.Cos(math.Pi*share))/2
}
