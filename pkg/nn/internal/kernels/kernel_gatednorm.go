package kernels

import "math/rand/v2"

// GatedNormForward is dropout(silu(groupnorm(x)·(1 + scale) + shift)) of x
// (N, C, Spatial), gamma and beta (C) and, where there is a Film, film (N, 2C), whose
// first C columns are scale and whose last are shift.
type GatedNormForward struct {
	GatedNorm
	Film bool
	// Mean and Rstd (N, G) are memory beside, which a run leaves for
	// GatedNormBackward, Rstd being 1/√(variance + Eps).
	Mean, Rstd []float32
	// Rand is what the seed is drawn from, where Drop is not 0.
	Rand *rand.Rand
}

// Prepare draws the seed for the run and its gradient.
func (k *GatedNormForward) Prepare() {
	if k.Drop > 0 {
		k.Seed = k.Rand.Uint64()
	}
}

// Run takes x, gamma, beta and film.
func (k *GatedNormForward) Run(y []float32, in Inputs) error {
	ApplyGatedNorm(y, k.Mean, k.Rstd, in[0], in[1], in[2], in[3], k.GatedNorm)
	return nil
}

// GatedNormBackward is dx of dy and the inputs of Forward, whose seed and statistics
// it uses. dx may be dy.
type GatedNormBackward struct {
	Forward *GatedNormForward
	// DGamma and DBeta (C) and DFilm (N, 2C), nil where there is no film, are memory
	// beside, where a run leaves these gradients.
	DGamma, DBeta, DFilm []float32
}

// Run takes dy, x, gamma, beta and film.
func (k GatedNormBackward) Run(dx []float32, in Inputs) error {
	film := in[4]
	if !k.Forward.Film {
		film = nil // something that is there to come first
	}
	GatedNormGrad(dx, k.DGamma, k.DBeta, k.DFilm, in[0], in[1], in[2], in[3], film, k.Forward.Mean, k.Forward.Rstd, k.Forward.GatedNorm)
	return nil
}
