package cnn

import (
	"image"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// Picture returns an image of any size as the network takes it, (3, Height,
// Width) in [0,1]: its centre square, scaled. An image of Height×Width pixels is
// taken as it is.
func Picture(img image.Image) []float32 { return dataset.FromImage(dataset.Square(img, Height)) }
