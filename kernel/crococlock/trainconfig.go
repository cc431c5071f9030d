package main

import (
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// config is how the network that was chosen is trained on so many pictures. The
// large residual network has its own recipe, and takes twice as many updates.
func (o trainOptions) config(pictures int) cnn.Config {
	config := cnn.Config{
		BatchSize: trainBatch, LearningRate: 1e-3, Decay: true,
		Augment: dataset.Augmentation{dataset.Mirror{}, dataset.Shift{Most: 0.125}},
	}
	updates, most := usualUpdates, largestEpochs
	if o.arch == cnn.ResNet {
		config = cnn.ResNetConfig()
		config.ValidateEvery = 1
		updates, most = 2*usualUpdates, config.Epochs
	}
	config.KeepBest, config.Seed, config.Epochs = true, o.seed, o.epochs
	if config.Epochs == 0 {
		perEpoch := (pictures + config.BatchSize - 1) / config.BatchSize
		config.Epochs = min(max((updates+perEpoch-1)/perEpoch, fewestEpochs), most)
	}
	return config
}
