package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/figures"
	"github.com/crococlock/crococlock/pkg/flow"
	"github.com/crococlock/crococlock/pkg/gan"
	"github.com/crococlock/crococlock/pkg/progress"
)

const trainGeneratorLong = `Trains a generator on the pictures of FOLDER, which holds one folder for each of
two or more classes, and writes it to FILE as safetensors, for sample. That
takes an hour or more; FILE.png shows how far it is. Stopped, even killed, it
goes on where it was when the same command is given again: until it is done,
FILE.run holds all it needs.`

const trainGeneratorExample = `crococlock train-generator pets/ -o pets.safetensors
crococlock train-generator pets/ -o small.safetensors --channels 32
crococlock train-generator pets/ -o gan.safetensors --model gan`

// generatorOptions are the command line of crococlock train-generator.
type generatorOptions struct {
	folder, out, model     string
	images, channels, size int
	seed                   uint64
}

// newTrainGenerator is "crococlock train-generator".
func newTrainGenerator(std stdio) *cobra.Command {
	var o generatorOptions
	cmd := &cobra.Command{
		Use:               "train-generator [flags] -o FILE FOLDER",
		Short:             "teach a network to make pictures like yours",
		Long:              trainGeneratorLong,
		Example:           trainGeneratorExample,
		ValidArgsFunction: folders,
	}
	ofFlow, ofGAN := flow.DefaultConfig(), gan.DefaultConfig()
	flags := cmd.Flags()
	flags.StringVarP(&o.out, "output", "o", "", "write the weights to `FILE`, which is safetensors")
	o.model = flowModel
	chooseFlag(cmd, &o.model, "model", "the `KIND`: a rectified flow, or a GAN, which is quicker and not as good", flowModel, ganModel)
	flags.IntVar(&o.images, "images", 0, fmt.Sprintf("the number of `PICTURES` that training looks at, each many times (default %d; of a GAN, %d)", ofFlow.Images, ofGAN.Steps*ofGAN.Batch))
	flags.IntVar(&o.channels, "channels", ofFlow.Channels, "the network's `WIDTH`, a multiple of 8: time and weights grow with its square")
	flags.IntVar(&o.size, "size", 32, "scale pictures to that many rows and columns of `PIXELS`, a multiple of 8")
	flags.Uint64Var(&o.seed, "seed", 0, "the `NUMBER` that chooses all that is drawn (default 0)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) != 1:
			return usageError("want one FOLDER of classes, got %s", words(args))
		case o.out == "":
			return usageError("-o FILE is missing: where the weights go")
		case o.images < ofFlow.BatchSize && flags.Changed("images"):
			return usageError("--images %d: want a batch of %d or more", o.images, ofFlow.BatchSize)
		case o.channels < 8 || o.channels%8 != 0:
			return usageError("--channels %d: want a multiple of 8", o.channels)
		case o.size < 8 || o.size%8 != 0:
			return usageError("--size %d: want a multiple of 8", o.size)
		}
		o.folder = args[0]
		status, err := o.train(cmd.Context(), std)
		if err != nil {
			return &failure{status: status, err: err}
		}
		return ended(status)
	}
	return cmd
}

// trained is what a training of either kind leaves.
type trained struct {
	write func(path string) error
	about string
}

func (o generatorOptions) train(ctx context.Context, std stdio) (status int, err error) {
	if info, err := os.Stat(filepath.Dir(o.out)); err != nil || !info.IsDir() {
		return exitError, fmt.Errorf("-o %s: there is no folder %s", o.out, filepath.Dir(o.out))
	}
	d, err := readPictures(ctx, o.folder, o.size, std)
	if err != nil {
		return exitError, err
	}
	if o.model == flowModel && o.images == 0 {
		o.images = flow.DefaultConfig().Images
	}
	run := o.trainFlow
	if o.model == ganModel {
		run = o.trainGAN
	}
	made, err := run(ctx, d, std)
	if errors.Is(err, context.Canceled) {
		fmt.Fprintf(std.err, "crococlock train-generator: stopped; the same command goes on from %s\n", o.checkpoint())
		return exitInterrupted, nil
	}
	if err != nil {
		return exitError, err
	}
	if err := made.write(o.out); err != nil {
		return exitError, err
	}
	if err := os.Remove(o.checkpoint()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exitError, fmt.Errorf("%s is written, but: %w", o.out, err)
	}
	_, err = fmt.Fprintf(std.out, "%s: %s\n", o.out, made.about)
	return exitOK, err
}

// checkpoint is the file that a training goes on from.
func (o generatorOptions) checkpoint() string { return o.out + ".run" }

// show writes the picture of how far training is.
func (o generatorOptions) show(img image.Image, err error, std stdio) {
	if err == nil {
		err = figures.Save(img, o.out+".png")
	}
	if err != nil {
		fmt.Fprintf(std.err, "crococlock train-generator: %v\n", err)
	}
}

func (o generatorOptions) trainFlow(ctx context.Context, d *dataset.Dataset, std stdio) (trained, error) {
	config := flow.DefaultConfig()
	config.Images, config.Channels, config.Seed = o.images, o.channels, o.seed
	config.Checkpoint, config.GridEvery = o.checkpoint(), 500
	bar := progress.New(std.err, "training", int64(config.Steps()))
	defer bar.Done()
	m, _, err := flow.Train(ctx, d, d.All(), config, func(u flow.Update) {
		bar.SetNote(int64(u.Step), fmt.Sprintf("loss %.3f", u.Loss))
		if u.Grid != nil {
			grid, h, w, err := flow.Grid(u.Grid, d.H, flow.GridColumns)
			if err != nil {
				o.show(nil, err, std)
				return
			}
			o.show(dataset.ToImage(grid, h, w), nil, std)
		}
	})
	if err != nil {
		return trained{}, err
	}
	return trained{m.WriteFile, m.String()}, nil
}

func (o generatorOptions) trainGAN(ctx context.Context, d *dataset.Dataset, std stdio) (trained, error) {
	config := gan.DefaultConfig()
	if o.images > 0 {
		config.Steps = max(1, o.images/config.Batch)
	}
	config.Channels, config.Seed, config.Checkpoint = o.channels, o.seed, o.checkpoint()
	config.Every = min(config.Every, max(1, config.Steps/20))
	bar := progress.New(std.err, "training", int64(config.Steps))
	defer bar.Done()
	m, history, err := gan.Train(ctx, d, d.All(), config, func(p *gan.Progress) {
		bar.Set(int64(p.Step))
		grid, err := p.Grid(16)
		o.show(grid, err, std)
	})
	if err != nil {
		return trained{}, err
	}
	return trained{m.WriteFile, fmt.Sprintf("GAN, %d channels, pictures of %d×%d pixels; %s", o.channels, o.size, o.size, history.Verdict())}, nil
}
