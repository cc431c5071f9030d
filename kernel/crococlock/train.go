package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	"github.com/crococlock/crococlock/pkg/progress"
)

const trainLong = `Trains a classifier on the pictures of FOLDER, which holds one folder for each
of two or more classes (PNG, JPEG, GIF, WebP, BMP, TIFF; any size), and writes
it to FILE as safetensors, for predict, evaluate and PyTorch. A fifth of each
class is not trained on: the weights that are right on most of it are kept, also
when training is stopped with Ctrl-C.

simplenet is the study's small network and the quickest, resnet-small a compact
residual one, resnet the same at twice the width, ten times as slow to train.`

const trainExample = `crococlock train pets/ -o mine.safetensors
crococlock train pets/ -o quick.safetensors --arch simplenet --epochs 10
crococlock train more-pets/ -o better.safetensors --from mine.safetensors`

// trainOptions are the command line of crococlock train.
type trainOptions struct {
	folder, out, arch, from string
	epochs, size            int
	seed                    uint64
}

// What training does that no option says: the share of each class that is held
// out, and for how many updates training goes on where --epochs does not say,
// within bounds.
const (
	heldOut       = 0.2
	trainBatch    = 32
	usualUpdates  = 1500
	fewestEpochs  = 10
	largestEpochs = 100
)

// newTrain is "crococlock train".
func newTrain(std stdio) *cobra.Command {
	var o trainOptions
	cmd := &cobra.Command{
		Use:               "train [flags] -o FILE FOLDER",
		Short:             "teach a network to tell classes of pictures apart",
		Long:              trainLong,
		Example:           trainExample,
		SuggestFor:        []string{"fit", "learn"},
		ValidArgsFunction: folders,
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.out, "output", "o", "", "write the weights to `FILE`, which is safetensors")
	architectures := cnn.Architectures()
	chooseFlag(cmd, &o.arch, "arch", "the `NETWORK`: "+strings.Join(architectures, " or ")+fmt.Sprintf(" (default %s, or what --from names)", cnn.SmallResNet), architectures...)
	flags.IntVar(&o.epochs, "epochs", 0, fmt.Sprintf("`PASSES` over the pictures (default about %d updates' worth, %d to %d)", usualUpdates, fewestEpochs, largestEpochs))
	flags.IntVar(&o.size, "size", 0, fmt.Sprintf("scale pictures to that many rows and columns of `PIXELS`, %d or more (default %d, or what --from names)", cnn.Smallest, cnn.Height))
	flags.Uint64Var(&o.seed, "seed", 0, "the `NUMBER` that chooses the first weights, the pictures held out and their order (default 0)")
	flags.StringVar(&o.from, "from", "", "begin with the weights of this `FILE` as far as they fit")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) != 1:
			return usageError("want one FOLDER of classes, got %s", words(args))
		case o.out == "":
			return usageError("-o FILE is missing: where the weights go")
		case o.size < cnn.Smallest && flags.Changed("size"):
			return usageError("--size %d: want %d or more", o.size, cnn.Smallest)
		case o.epochs < 1 && flags.Changed("epochs"):
			return usageError("--epochs %d: want 1 or more", o.epochs)
		}
		o.folder = args[0]
		status, err := train(cmd.Context(), o, std)
		if err != nil {
			return &failure{status: status, err: err}
		}
		return ended(status)
	}
	return cmd
}

func train(ctx context.Context, o trainOptions, std stdio) (status int, err error) {
	if info, err := os.Stat(filepath.Dir(o.out)); err != nil || !info.IsDir() {
		return exitError, fmt.Errorf("-o %s: there is no folder %s", o.out, filepath.Dir(o.out))
	}
	var from *nn.StateDict
	if o.from != "" {
		if from, err = o.readFrom(); err != nil {
			return exitError, err
		}
	}
	if o.arch == "" {
		o.arch = cnn.SmallResNet
	}
	if o.size == 0 {
		o.size = cnn.Height
	}
	d, err := readPictures(ctx, o.folder, o.size, std)
	if err != nil {
		return exitError, err
	}
	rng := rand.New(rand.NewPCG(o.seed, 1)) // 0 is for the order of batches
	model, err := cnn.New(o.arch, d.Classes, o.size, rng)
	if err != nil {
		return exitError, err
	}
	if from != nil {
		copied, err := model.LoadPartly(from)
		if err != nil {
			return exitError, fmt.Errorf("--from %s: %w", o.from, err)
		}
		fmt.Fprintf(std.err, "weights from %s: %v\n", o.from, copied)
	}
	split, err := dataset.HoldOut(d.Labels, heldOut, rng)
	if err != nil {
		return exitError, err
	}
	fmt.Fprintf(std.err, "%s for %d classes, %d×%d pixels: %d pictures to train on, %d held out\n",
		o.arch, len(d.Classes), o.size, o.size, len(split.Train), len(split.Validation))
	return o.fit(ctx, model, d, split, std)
}

// readFrom reads the weights to begin with, and what they say about themselves
// into the options that were not given.
func (o *trainOptions) readFrom() (*nn.StateDict, error) {
	s, err := nn.ReadStateDict(o.from)
	if err != nil {
		return nil, err
	}
	m, err := cnn.FromStateDict(s)
	if err != nil {
		if o.arch == "" {
			return nil, fmt.Errorf("--from %s: %w", o.from, err)
		}
		return s, nil // as much of it as fits the network that was asked for
	}
	if o.arch == "" {
		o.arch = m.Architecture()
	}
	if o.size == 0 {
		o.size = m.Size()
	}
	return s, nil
}

// readPictures reads a folder of classes with a bar for many pictures.
func readPictures(ctx context.Context, folder string, size int, std stdio) (*dataset.Dataset, error) {
	const few = 1000
	var bar *progress.Bar
	d, err := dataset.Folder{Dir: folder, Side: size, Progress: func(done, total int64) {
		if total <= few {
			return
		}
		if bar == nil {
			bar = progress.New(std.err, "reading", total)
		}
		bar.Set(done)
	}}.Read(ctx)
	if bar != nil {
		bar.Done()
	}
	return d, err
}

// fit trains the model, writes it and says how good it is.
func (o trainOptions) fit(ctx context.Context, model *cnn.Model, d *dataset.Dataset, split dataset.Split, std stdio) (status int, err error) {
	config := o.config(len(split.Train))
	bar := progress.New(std.err, "training", int64(config.Epochs))
	best := cnn.Epoch{ValidationAccuracy: -1}
	history, err := model.Train(ctx, d, split, config, func(e cnn.Epoch) {
		note := fmt.Sprintf("loss %.3f", e.TrainLoss)
		if len(split.Validation) > 0 {
			if e.ValidationAccuracy > best.ValidationAccuracy {
				best = e
			}
			note += fmt.Sprintf(", held out %.1f %%, best %.1f %%", 100*e.ValidationAccuracy, 100*best.ValidationAccuracy)
		}
		bar.SetNote(int64(e.Number), note)
	})
	bar.Done()
	stopped := errors.Is(err, context.Canceled)
	switch {
	case stopped && len(history) == 0:
		return exitInterrupted, errors.New("stopped before the first epoch's end; nothing was written")
	case err != nil && !stopped:
		return exitError, err
	}
	if err := model.WriteFile(o.out); err != nil {
		return exitError, err
	}
	if stopped {
		status = exitInterrupted
		fmt.Fprintf(std.err, "crococlock train: stopped after epoch %d of %d; the best so far is in %s\n", len(history), config.Epochs, o.out)
	}
	fmt.Fprintf(std.out, "%s: %s, %d classes, %d×%d pixels\n", o.out, o.arch, len(d.Classes), o.size, o.size)
	if len(split.Validation) == 0 {
		return status, nil
	}
	report, err := model.Report(d, split.Validation)
	if err != nil {
		return exitError, err
	}
	_, err = fmt.Fprintf(std.out, "on the pictures held out: %v\n", report)
	return status, err
}
