package kernels

import "fmt"

// Function is one that is applied to each element on its own.
type Function int

// The functions of Elementwise; the gradients of those up to OfSigmoid come from their
// results.
const (
	OfReLU      Function = iota // max(x, 0); NaN stays NaN
	OfLeakyReLU                 // x where x > 0, Slope·x elsewhere
	OfTanh
	OfSigmoid
	OfSiLU     // x·sigmoid x
	OfGELU     // x·Φ(x)
	OfGELUTanh // its approximation with tanh
)

// FromResult reports whether the gradient is made from the function's result; if
// not, from its argument.
func (f Function) FromResult() bool { return f <= OfSigmoid }

// Elementwise is y, the function of each of N values of x. y may be x.
type Elementwise struct {
	N     int
	Of    Function
	Slope float32 // of OfLeakyReLU
}

// Run takes x.
func (k Elementwise) Run(y []float32, in Inputs) error {
	x := in[0]
	switch k.Of {
	case OfReLU:
		ReLU(y, x)
	case OfLeakyReLU:
		LeakyReLU(y, x, k.Slope)
	case OfTanh:
		Tanh(y, x)
	case OfSigmoid:
		Sigmoid(y, x)
	case OfSiLU:
		SiLU(y, x)
	case OfGELU:
		GELU(y, x)
	case OfGELUTanh:
		GELUTanh(y, x)
	default:
		return fmt.Errorf("there is no function %d", k.Of)
	}
	return nil
}

// actOf is the activation that k is, for others to do in their pass; nil if it is
// none. Slope 0 is not ReLU: 0 times a value has its sign, or is NaN.
func actOf(k Kernel) *Act {
	e, ok := k.(Elementwise)
	switch {
	case ok && e.Of == OfReLU:
		return &Act{}
	case ok && e.Of == OfLeakyReLU && e.Slope != 0:
		return &Act{Slope: e.Slope}
	}
	return nil
}

// ElementwiseBackward is dx of dy and Elementwise's result, or its argument for
// functions that are not FromResult. dx may be either.
type ElementwiseBackward struct {
	N     int
	Of    Function
	Slope float32 // of OfLeakyReLU
}

// Run takes dy and the result or argument.
func (k ElementwiseBackward) Run(dx []float32, in Inputs) error {
	dy, v := in[0], in[1]
	switch k.Of {
	case OfReLU:
		ReLUGrad(dx, dy, v)
	case OfLeakyReLU:
		LeakyReLUGrad(dx, dy, v, k.Slope)
	case OfTanh:
		TanhGrad(dx, dy, v)
	case OfSigmoid:
		SigmoidGrad(dx, dy, v)
	case OfSiLU:
		SiLUGrad(dx, dy, v)
	case OfGELU:
		GELUGrad(dx, dy, v)
	case OfGELUTanh:
		GELUTanhGrad(dx, dy, v)
	default:
		return fmt.Errorf("there is no function %d", k.Of)
	}
	return nil
}
