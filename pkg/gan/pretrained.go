package gan

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"

	"github.com/crococlock/crococlock/pkg/nn"
)

// shipped are weights in half precision, packed to keep the program small; gan.md
// is their model card.
//
//go:embed gan.safetensors.gz
var shipped []byte

// Pretrained returns the generator of the relativistic GAN that is shipped with the
// package, trained on all of the study's images of clocks and crocodiles. gan.md
// says how, and what its pictures are worth.
func Pretrained() (*Model, error) {
	packed, err := gzip.NewReader(bytes.NewReader(shipped))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(packed)
	if err != nil {
		return nil, err
	}
	s, err := nn.ParseStateDict("gan.safetensors", data)
	if err != nil {
		return nil, err
	}
	return FromStateDict(s)
}
