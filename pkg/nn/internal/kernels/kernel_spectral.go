package kernels

import "errors"

// SpectralForward is y = w/σ, σ = uᵀWv: filters w divided by their largest singular
// value, as u and v estimate it.
type SpectralForward struct {
	Matrix
	// Train moves U and V by one power iteration first.
	Train bool
	// U (Rows) and V (Cols) are memory beside. They belong to a layer: others read
	// and write them between runs.
	U, V []float32
	// NowU, NowV and Sigma, a single number, are memory beside, where a run leaves
	// what SpectralBackward needs, whatever becomes of U and V meanwhile.
	NowU, NowV, Sigma []float32

	exact float64 // Sigma, not rounded
}

// Run takes w. It fails where σ is 0; where nobody can look, y is not finite.
func (k *SpectralForward) Run(y []float32, in Inputs) error {
	w := in[0]
	if k.Train {
		PowerIteration(k.U, k.V, w, k.Matrix)
	}
	copy(k.NowU, k.U)
	copy(k.NowV, k.V)
	k.exact = SpectralNorm(k.U, k.V, w, k.Matrix)
	k.Sigma[0] = float32(k.exact)
	if k.exact == 0 {
		return errors.New("the weights' norm is 0")
	}
	SpectralScale(y, w, k.exact)
	return nil
}

// SpectralBackward is dw = (dy − ⟨dy, y⟩·uvᵀ)/σ of dy and Forward's y, u and v being
// constants; it takes NowU, NowV and Sigma from Forward. dw may be dy or y.
type SpectralBackward struct{ Forward *SpectralForward }

// Run takes dy and y.
func (k SpectralBackward) Run(dw []float32, in Inputs) error {
	f := k.Forward
	SpectralGrad(dw, in[0], in[1], f.NowU, f.NowV, f.Matrix, f.exact)
	return nil
}
