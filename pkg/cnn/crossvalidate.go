package cnn

import (
	"context"
	"fmt"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// CrossValidate trains a new network on each split, such as those of
// dataset.KFold, and returns the report of all their validation images together:
// of folds, each image once, predicted by a network that has not seen it. onFold,
// if not nil, is called after each with its number, from 1, and its own report.
// config.Seed is that of the first network; each has the next.
func CrossValidate(ctx context.Context, d *dataset.Dataset, splits []dataset.Split, config Config, onFold func(fold int, r *Report)) (*Report, error) {
	if len(splits) == 0 {
		return nil, fmt.Errorf("cnn: cross-validation of no splits")
	}
	if config.Checkpoint != "" || config.KeepBest {
		return nil, fmt.Errorf("cnn: cross-validation with a Checkpoint, which is one network's, or KeepBest, which chooses by the very images that are to judge")
	}
	var all []*Report
	for f, split := range splits {
		if len(split.Validation) == 0 {
			return nil, fmt.Errorf("cnn: cross-validation: fold %d has no validation images", f+1)
		}
		m, _, err := Train(ctx, d, split, config, nil)
		if err != nil {
			return nil, fmt.Errorf("cnn: fold %d: %w", f+1, err)
		}
		r, err := NewReport(m, d, split.Validation)
		if err != nil {
			return nil, fmt.Errorf("cnn: fold %d: %w", f+1, err)
		}
		if onFold != nil {
			onFold(f+1, r)
		}
		all = append(all, r)
		config.Seed++
	}
	return Pool(all...)
}
