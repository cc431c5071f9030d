package nn

import (
	"math"
	"math/rand/v2"
)

// Init fills dst, a weight of the given fans, from rng. Fan-in is the number of
// inputs that one output of the layer sees, fan-out the number of outputs that
// one input reaches, without strides. The same rng draws the same bits.
type Init func(dst []float32, fanIn, fanOut int, rng *rand.Rand)

// UniformFanIn draws uniformly from ±1/√fanIn, which is what PyTorch does for the weights
// and biases of linear and convolutional layers (He et al., 2015, with a = √5).
// It is what layers use unless told otherwise.
func UniformFanIn(dst []float32, fanIn, fanOut int, rng *rand.Rand) {
	uniform(dst, 1/math.Sqrt(float64(max(fanIn, 1))), rng)
}

// XavierUniform draws uniformly from ±√(6/(fanIn+fanOut)) (Glorot and Bengio,
// 2010, eq. 16).
func XavierUniform(dst []float32, fanIn, fanOut int, rng *rand.Rand) {
	uniform(dst, math.Sqrt(6/float64(max(fanIn+fanOut, 1))), rng)
}

// Normal002 draws from a normal distribution of mean 0 and deviation 0.02
// (Radford et al., 2016, section 4), the usual start of a GAN.
func Normal002(dst []float32, fanIn, fanOut int, rng *rand.Rand) {
	for i := range dst {
		dst[i] = float32(0.02 * rng.NormFloat64())
	}
}

// Zeros fills with zeros and draws nothing.
func Zeros(dst []float32, fanIn, fanOut int, rng *rand.Rand) { clear(dst) }

func uniform(dst []float32, bound float64, rng *rand.Rand) {
	for i := range dst {
		dst[i] = float32(bound * (2*rng.Float64() - 1))
	}
}
