package main

import (
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

const side = 512

func square(seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	m := make([]float32, side*side)
	for i := range m {
		m[i] = rng.Float32()
	}
	return m
}

// sgemm is a product of two 512×512 matrices, as the linear layer makes it: the
// ceiling for every convolution.
func sgemm() (contender, error) {
	x, w, y := square(1), square(2), square(3)
	return func() error {
		kernels.Conv2D(y, x, w, nil, kernels.LinearConv(side, side, side))
		return nil
	}, nil
}
