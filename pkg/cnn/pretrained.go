package cnn

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn"
)

// Weights that are shipped, each with its model card beside it: what it was trained
// on, by which command, what it reaches and where it fails.
//
//go:embed *.safetensors
var shipped embed.FS

// PretrainedNames are the names that Pretrained knows. "resnet" is a SmallResNet,
// which is as often right as ResNet.
func PretrainedNames() []string {
	return slices.DeleteFunc(Architectures(), func(name string) bool {
		_, err := fs.Stat(shipped, name+".safetensors")
		return err != nil
	})
}

// Pretrained returns the network of a name with the weights that are shipped with
// the package, trained on the 500 training images of the study's split 0. The model
// cards say what they reach: simplenet.md and so on. An error lists the names that
// there are.
func Pretrained(name string) (*Model, error) {
	path := name + ".safetensors"
	data, err := shipped.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cnn: no weights of %q are shipped, only of %q", name, PretrainedNames())
	}
	s, err := nn.ParseStateDict(path, data)
	if err != nil {
		return nil, err
	}
	return FromStateDict(s)
}
