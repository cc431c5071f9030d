package cnn

import (
	_ "embed"

	"github.com/crococlock/crococlock/pkg/nn"
)

// Made by "make weights": SimpleNet as DefaultConfig trains it on the study's
// images, split 500/250/250 with seed 0.
//
//go:embed simplenet.safetensors
var simpleNetWeights []byte

// Pretrained returns SimpleNet with the weights that are shipped with the
// package, trained on the training part of the study's images.
func Pretrained() (*Model, error) {
	s, err := nn.ParseStateDict("simplenet.safetensors", simpleNetWeights)
	if err != nil {
		return nil, err
	}
	return FromStateDict(s)
}
