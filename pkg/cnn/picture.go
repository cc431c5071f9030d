package cnn

import (
	"image"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// Picture returns an image of any size as SimpleNet takes it, (3, Height, Width)
// in [0,1]: its centre square, scaled. An image of Height×Width pixels is taken
// as it is.
func Picture(img image.Image) []float32 { return dataset.FromImage(dataset.Square(img, Height)) }

// Picture returns an image of any size as the model takes it, (3, Size, Size) in
// [0,1]: its centre square, scaled. An image of that size is taken as it is.
func (m *Model) Picture(img image.Image) []float32 {
	return dataset.FromImage(dataset.Square(img, m.size))
}
