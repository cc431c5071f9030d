package flow

import (
	_ "embed"

	"github.com/crococlock/crococlock/pkg/nn"
)

// shipped are weights in half precision; flow.md is their model card.
//
//go:embed flow.safetensors
var shipped []byte

// Pretrained returns the flow that is shipped with the package, trained on all of
// the study's images of clocks and crocodiles. flow.md says how, and what its
// pictures are worth.
func Pretrained() (*Model, error) {
	s, err := nn.ParseStateDict("flow.safetensors", shipped)
	if err != nil {
		return nil, err
	}
	return FromStateDict(s)
}
