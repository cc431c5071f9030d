// Package dataset brings images in and hands batches out.
//
// Images come from a folder with one folder a class (ReadFolder), from
// CIFAR-100's binary archive, which CIFAR turns into such a folder, or from a
// generator of clocks and crocodiles (Synthetic) that needs neither network nor
// files. Open picks among them, so that everything runs offline on the first
// try; Dataset.Source says which it was and belongs into every caption.
//
// Symbols: N images, 3 channels (R, G, B), H rows, W columns. A label is the
// position of the class in the sorted class names, so that for the study
// 0 = clock and 1 = crocodile. Pixels are kept as bytes; what networks get of
// them (X, Sample, Fill) is float32 in [0,1]: byte/255.
//
//	data, err := dataset.Open()
//	if err != nil {
//		return err
//	}
//	rng := rand.New(rand.NewPCG(0, 0))
//	split, err := dataset.RandomSplit(data.Len(), 500, 250, 250, rng)
//	if err != nil {
//		return err
//	}
//	for _, batch := range dataset.Batches(split.Train, 50, rng) {
//		x, y := data.X(batch), data.Y(batch) // 50×3×H×W and 50
//		...
//	}
//
// Training pictures are changed by an Augmentation, steps one after another; a
// Loader does that and makes the batches, ahead of the update that needs them.
// NearDuplicates finds pictures that are there twice, KFold deals for
// cross-validation.
package dataset
