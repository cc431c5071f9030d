package dataset

import (
	"image"

	"github.com/crococlock/crococlock/pkg/figures"
)

// sampleCount is how many images stand for a dataset, of all classes alike.
const sampleCount = 16

// Render shows the dataset in a notebook: some images of each class. A dataset
// without images is shown as text.
func (d *Dataset) Render() figures.Rendering {
	var images []image.Image
	var labels []int
	for class, name := range d.Classes {
		of := d.OfClass(name)
		for _, i := range of[:min(len(of), max(1, sampleCount/len(d.Classes)))] {
			images, labels = append(images, d.Image(i)), append(labels, class)
		}
	}
	img, err := figures.Check(images, labels, d.Classes, d.Source)
	if err != nil {
		return figures.Rendering{}
	}
	return figures.Rendered(img, d.String())
}
