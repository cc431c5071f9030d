package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/flow"
	"github.com/crococlock/crococlock/pkg/nn"
)

// flowImages is how many pictures a flow sees, half as many as those of the one that
// the program ships, and epochs how often a classifier sees its own.
const (
	flowImages = 500_000
	epochs     = 240
)

// trainings trains a flow and a classifier, each twice from the same seed, and says how
// long that took and whether both came out the same to the bit.
func trainings() error {
	d := dataset.Synthetic(images, 1)
	split, err := dataset.StratifiedSplit(d.Labels, images, images/2, images/2, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		return err
	}
	small := cnn.ResNetConfig()
	small.Architecture, small.Epochs = cnn.SmallResNet, epochs
	config := flow.DefaultConfig()
	config.Images = flowImages
	fmt.Println(nn.CurrentDevice())
	for _, t := range []struct {
		name  string
		train func() (*nn.StateDict, error)
	}{
		{fmt.Sprintf("flow, %d pictures", flowImages), func() (*nn.StateDict, error) {
			m, _, err := flow.Train(context.Background(), d, d.All(), config, nil)
			if err != nil {
				return nil, err
			}
			return m.StateDict(), nil
		}},
		{fmt.Sprintf("classifier, %d epochs", epochs), func() (*nn.StateDict, error) {
			m, _, err := cnn.Train(context.Background(), d, split, small, nil)
			if err != nil {
				return nil, err
			}
			return m.StateDict(), nil
		}},
	} {
		var sums [2][sha256.Size]byte
		var took [2]time.Duration
		for i := range sums {
			start := time.Now()
			weights, err := t.train()
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			took[i] = time.Since(start)
			if sums[i], err = checksum(weights); err != nil {
				return err
			}
		}
		same := "the same bits"
		if sums[0] != sums[1] {
			same = "not the same bits"
		}
		fmt.Printf("%s: %.1f s, again %.1f s, %s\n", t.name, took[0].Seconds(), took[1].Seconds(), same)
	}
	return nil
}

// checksum is that of the file that weights are written to.
func checksum(weights *nn.StateDict) (sum [sha256.Size]byte, err error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return sum, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "weights.safetensors")
	if err := weights.WriteFile(path); err != nil {
		return sum, err
	}
	b, err := os.ReadFile(path)
	return sha256.Sum256(b), err
}
