// Package cnn is the classifiers of the study: SimpleNet, and the residual network
// that gets as far as five hundred images take one; their training, their
// evaluation and the weights that are shipped; and the same for anybody's
// pictures: any number of classes from two on, sizes from 16×16 up, networks by
// name (New) or handed in (FromNetwork).
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
//
// ResNetConfig trains the residual network, from minutes to an hour by the machine;
// Checkpoint lets it be stopped. Model.Averaged looks at several views of a picture,
// Ensemble asks several networks, CrossValidate uses all images; each is a
// Classifier, of which a Report tells accuracy, confusion, ROC and calibration, and
// Occlusion where it looks.
//
//	config = cnn.ResNetConfig()
//	model, history, err = cnn.Train(ctx, d, split, config, cnn.ShowProgress(os.Stdout, config))
//	averaged, err := model.Averaged(cnn.DefaultViews())
//	validation, err := cnn.NewReport(averaged, d, split.Validation)
//	report, err := cnn.NewReport(averaged, d, split.Test)
//	report, err = report.WithTemperature(validation.Temperature())
//	fmt.Printf("%v, ECE %.3f\n", report.Score, report.Calibration().ECE)
package cnn
