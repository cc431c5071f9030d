// Command gan trains the generative adversarial networks of the study on all of its
// images: the relativistic one, whose generator is kept, and the usual one with the
// hinge loss, which collapses. Everything can be stopped and goes on where it was
// when the same command is given again.
//
//	gan train -loss relativistic -dir DIR    history, grids, and at the end the weights
//	gan train -loss hinge -steps 6000 -dir DIR
//	gan grid -weights FILE -out FILE         samples of a class, in between, of the other
//	gan ship -weights FILE -out FILE         the weights in half precision, for gzip -9 -n and the program
package main

import (
	"context"
	"errors"
	"flag"
	"path/filepath"

	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/gan"
)

func main() { longrun.Main(dispatch) }

var errUsage = errors.New("want a command: train, grid or ship; each has -h")

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet("gan "+args[0], flag.ExitOnError)
	switch args[0] {
	case "train":
		e := experiment{config: gan.DefaultConfig()}
		flags.StringVar(&e.config.Loss, "loss", gan.Relativistic, "the loss: "+gan.Relativistic+" or "+gan.Hinge)
		flags.IntVar(&e.config.Steps, "steps", e.config.Steps, "updates of each network")
		flags.IntVar(&e.config.Channels, "channels", e.config.Channels, "of the largest feature maps: how wide both networks are")
		flags.Uint64Var(&e.config.Seed, "seed", 0, "chooses weights and all that is drawn")
		flags.StringVar(&e.dir, "dir", filepath.Join(".cache", "gan"), "the folder of weights, checkpoints and grids")
		flags.StringVar(&e.results, "results", "", "the folder of the histories; -dir where it is not told")
		flags.StringVar(&e.commit, "commit", "unknown", "the commit that runs, for the results")
		flags.IntVar(&e.grids, "grids", 1000, "steps from one grid of samples to the next")
		flags.Parse(args[1:])
		return e.train(ctx)
	case "grid":
		weights := flags.String("weights", "", "the generator's file")
		out := flags.String("out", "gan.png", "the picture to write")
		columns := flags.Int("columns", 20, "samples a row")
		seed := flags.Uint64("seed", 0, "chooses the noise")
		flags.Parse(args[1:])
		m, err := gan.ReadFile(*weights)
		if err != nil {
			return err
		}
		grid, err := m.Grid(ctx, *columns, *seed)
		if err != nil {
			return err
		}
		return writePNG(grid, *out)
	case "ship":
		weights := flags.String("weights", filepath.Join(".cache", "gan", "relativistic-seed-0.safetensors"), "the generator's file")
		out := flags.String("out", filepath.Join("pkg", "gan", "gan.safetensors"), "the file to write")
		flags.Parse(args[1:])
		m, err := gan.ReadFile(*weights)
		if err != nil {
			return err
		}
		return m.WriteHalfFile(*out)
	}
	return errUsage
}
