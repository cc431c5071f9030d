package generation

import (
	"context"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// JudgeConfig is how judges and guides are trained: the small residual network,
// the residual network's own way with fewer epochs, twice as many images making up
// for them.
func JudgeConfig(seed uint64) cnn.Config {
	c := cnn.ResNetConfig()
	c.Architecture, c.Epochs, c.ValidateEvery, c.Seed = cnn.SmallResNet, 120, 0, seed
	return c
}

// TrainJudge trains a classifier on all images of a data set; none are left to
// measure it on. onEpoch and errors are those of cnn.Train.
func TrainJudge(ctx context.Context, d *dataset.Dataset, config cnn.Config, onEpoch func(cnn.Epoch)) (*cnn.Model, cnn.History, error) {
	return cnn.Train(ctx, d, dataset.Split{Train: d.All()}, config, onEpoch)
}
