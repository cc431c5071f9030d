package dataset

import (
	"errors"
	"fmt"
	"os"

	"github.com/crococlock/crococlock/internal/project"
)

// EnvData is the environment variable that names the folder of images to use.
const EnvData = project.EnvData

// DefaultDir returns data/clocks_crocodiles under the checkout's root, where
// "crococlock data" puts the study's images and Open looks for them.
func DefaultDir() string { return project.Path("data", "clocks_crocodiles") }

// Open returns the images to work on: those of the folder that CROCOCLOCK_DATA
// names, else those of DefaultDir if it exists, else the synthetic ones,
// 500 of each class from seed 1. Source says which. A folder that is named or
// exists but cannot be read is an error: other images never stand in for it.
func Open() (*Dataset, error) {
	if dir := os.Getenv(EnvData); dir != "" {
		d, err := ReadFolder(dir)
		if err != nil {
			return nil, fmt.Errorf("%w (named by %s)", err, EnvData)
		}
		return d, nil
	}
	dir := DefaultDir()
	if _, err := os.Lstat(dir); errors.Is(err, os.ErrNotExist) {
		return Synthetic(SyntheticPerClass, SyntheticSeed), nil
	}
	return ReadFolder(dir)
}
