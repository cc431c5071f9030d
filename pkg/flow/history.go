package flow

import (
	"errors"
	"fmt"
	"strings"
)

// A Point is the mean loss of the steps up to one.
type Point struct {
	Step int     // counted from 1
	Loss float64 // mean squared error of the velocity, in units of pixels in [−1,1]
}

// History is the losses of a training, a point for every PointEvery steps.
type History []Point

// PointEvery is the number of steps in a point of a History.
const PointEvery = 100

// String is a table, a line a point.
func (h History) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, "  step   loss")
	for _, p := range h {
		fmt.Fprintf(&b, "%6d  %.4f\n", p.Step, p.Loss)
	}
	return b.String()
}

// recent sums the losses since the last point.
type recent struct {
	loss, none float64 // of the network, and of one that says 0
	count      int
}

// errDiverged is wrapped by the error about a network that is worse than none.
var errDiverged = errors.New("training diverged; a smaller learning rate may help")

// add fails where the network has been worse, for a while, than one that always
// says 0: what it learnt is gone, though no number shows it.
func (r *recent) add(loss, none float64) error {
	r.loss, r.none, r.count = r.loss+loss, r.none+none, r.count+1
	if r.count >= PointEvery/4 && r.loss > 1.5*r.none {
		n := float64(r.count)
		return fmt.Errorf("the mean loss of %d steps is %.3g, that of a network which says 0 is %.3g: %w", r.count, r.loss/n, r.none/n, errDiverged)
	}
	return nil
}

// mean ends a point.
func (r *recent) mean() float64 {
	m := r.loss / float64(r.count)
	*r = recent{}
	return m
}
