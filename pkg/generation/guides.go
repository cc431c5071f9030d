package generation

import (
	"embed"
	"fmt"
	"io/fs"
	"path"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/nn"
)

// Weights that are shipped, in half precision, and their model card.
//
//go:embed guides
var shipped embed.FS

// Guides returns the networks that are shipped to pick or to steer pictures between
// a clock and a crocodile. guides/guides.md says how they were trained. Judges,
// which measure what comes of it, are others.
func Guides() ([]*cnn.Model, error) {
	files, err := fs.Glob(shipped, "guides/*.safetensors")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("generation: no guides are shipped with this version; make judges trains them")
	}
	var guides []*cnn.Model
	for _, name := range files {
		data, err := shipped.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := nn.ParseStateDict(path.Base(name), data)
		if err != nil {
			return nil, err
		}
		m, err := cnn.FromStateDict(s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		guides = append(guides, m)
	}
	return guides, nil
}

// Classifiers are models as Selection and Ask take them.
func Classifiers(models []*cnn.Model) []cnn.Classifier {
	all := make([]cnn.Classifier, len(models))
	for i, m := range models {
		all[i] = m
	}
	return all
}
