package kernels

import "fmt"

// LossFunction is one whose mean over pairs of values and targets is a loss.
type LossFunction int

// The losses of LossForward.
const (
	LossBCE   LossFunction = iota // binary cross-entropy of logits and targets in [0, 1]
	LossMSE                       // (x − t)²
	LossHinge                     // max(1 − t·x, 0), t being a sign
	// LossWeightedBCE is LossBCE whose positive part counts PositiveWeight times,
	// with targets moved towards ½ by Smoothing: t + Smoothing·(½ − t).
	LossWeightedBCE
)

// Loss is the numbers of a mean over N pairs of values x and targets t.
type Loss struct {
	N              int
	Of             LossFunction
	PositiveWeight float64
	Smoothing      float32
}

// LossForward is y, a single number.
type LossForward struct{ Loss }

// Run takes x and t.
func (k LossForward) Run(y []float32, in Inputs) error {
	x, t := in[0], in[1]
	switch k.Of {
	case LossBCE:
		y[0] = BCEWithLogits(x, t)
	case LossMSE:
		y[0] = MSE(x, t)
	case LossHinge:
		y[0] = HingeDiscriminator(x, t)
	case LossWeightedBCE:
		lent, soft := k.smoothed(t)
		defer lent.handBack()
		y[0] = WeightedBCEWithLogits(x, soft, k.PositiveWeight)
	default:
		return fmt.Errorf("there is no loss %d", k.Of)
	}
	return nil
}

// smoothed is t as a weighted cross-entropy wants it.
func (k Loss) smoothed(t []float32) (lent *buffer, soft []float32) {
	lent, soft = scratch(len(t))
	for i, v := range t {
		soft[i] = v + k.Smoothing*(0.5-v)
	}
	return lent, soft
}

// LossBackward is dx of x, t and dy, a single number. dx may be x or t.
type LossBackward struct{ Loss }

// Run takes x, t and dy.
func (k LossBackward) Run(dx []float32, in Inputs) error {
	x, t, up := in[0], in[1], in[2][0]
	switch k.Of {
	case LossBCE:
		BCEWithLogitsGrad(dx, x, t, up)
	case LossMSE:
		MSEGrad(dx, x, t, up)
	case LossHinge:
		HingeDiscriminatorGrad(dx, x, t, up)
	case LossWeightedBCE:
		lent, soft := k.smoothed(t)
		defer lent.handBack()
		WeightedBCEWithLogitsGrad(dx, x, soft, k.PositiveWeight, up)
	default:
		return fmt.Errorf("there is no loss %d", k.Of)
	}
	return nil
}
