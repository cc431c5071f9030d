// Package cnn is the classifier of the study, SimpleNet, its training, its
// evaluation and the weights that are shipped with it; and the same for anybody's
// pictures: any number of classes from two on, sizes from 16×16 up, other
// networks by name (New) or handed in (FromNetwork).
//
// Symbols: N images of 3 channels, Size rows and columns, float32 in [0,1],
// row-major (N, 3, Size, Size); K classes. Of two classes one probability is
// spoken of, that of the second class, which is the class with label 1.
//
//	d, err := dataset.Open()
//	split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(0, 0)))
//	config := cnn.DefaultConfig()
//	model, history, err := cnn.Train(ctx, d, split, config, cnn.ShowProgress(os.Stdout, config))
//	score, err := model.Evaluate(d, split.Test)
//	fmt.Printf("%.1f %% of the test images are right\n", 100*score.Accuracy)
//	err = model.WriteFile("mine.safetensors")
package cnn
