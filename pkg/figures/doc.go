// Package figures draws every picture of the report from plain slices and
// images. It knows nothing of models or data sets.
//
// A figure is an image.Image, which a notebook shows inline with its Alt text, and
// Save writes it as PNG. The same input gives the same bytes. Figures are white,
// about 600 px wide, so that they can be read on a phone, and their colours (Okabe and Ito, 2008) can be told apart by
// people who are colour-blind. Where a function takes a caption, say there where
// the data come from and the seed.
//
// Symbols: N images or examples, C channels or maps, H and W height and width.
//
//	img, err := figures.LossAccuracy(figures.Curves{
//		TrainLoss: []float64{0.69, 0.52}, ValidationLoss: []float64{0.69, 0.55},
//		TrainAccuracy: []float64{0.51, 0.76}, ValidationAccuracy: []float64{0.50, 0.74},
//	}, "the study's images, seed 0")
//	path, err := figures.SaveAs(img, true, "loss_acc.png")
package figures
