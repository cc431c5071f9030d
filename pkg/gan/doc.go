// Package gan is generation as one would think of it first: the report's dense
// autoencoder and the average of two pictures, which fail, and a generative
// adversarial network small enough for a thousand images (Goodfellow et al.,
// 2014).
//
// Symbols: N images of 3 channels, Size rows and columns, float32 in [0,1],
// row-major (N, 3, Size, Size); K classes. A mix is the share of each class, K
// numbers in [0,1] that add up to 1; Between(at) is that of two classes, 0 being
// the first one, 1 the second.
//
//	d, err := dataset.Open()
//	config := gan.DefaultConfig()
//	config.Checkpoint = "gan.safetensors.run"
//	model, history, err := gan.Train(ctx, d, d.All(), config, gan.ShowProgress(os.Stdout, config))
//	fmt.Println(history.Verdict())
//	between, err := model.Sample(ctx, 64, gan.Between(0.5), seed)
//	err = model.WriteFile("gan.safetensors")
//
// HingeConfig is the usual GAN, which collapses on so few images;
// DefaultConfig the one that trains. TrainAutoencoder and PixelAverage are the
// baselines.
package gan
