// Command classifier trains the residual network on random splits of the study's
// images and tells what it reaches. Everything can be stopped and goes on where it
// was when the same command is given again.
//
//	classifier train -split 0 -net 0 -out FILE     one network, calibrated, as it is shipped
//	classifier run -splits 100-104 -nets 1         validation images only: to choose by
//	classifier run -splits 0-4 -nets 5 -test       the test images too, once
//	classifier table -splits 0-4                   what came out, for the model card
//	classifier run -arch resnet -epochs 300        the network of twice the width, which takes four times as long
//	classifier ladder -splits 100-104 -epochs 100  one idea at a time, from the study's network to this one
//	classifier ladder -splits 100-104 -table       what each brought
//
// Whatever is chosen, is chosen by the validation images of splits 100 to 104, of
// which the test images are never predicted. So was the width of the network:
// notebooks/results/classifier/README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/internal/numbers"
	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/cnn"
)

func main() { longrun.Main(dispatch) }

// The recipe, but for what cnn.ResNetConfig says.
const (
	architecture = cnn.SmallResNet
	epochs       = 240
	ladderEpochs = 100
)

var errUsage = errors.New("want a command: train, run, table or ladder; each has -h")

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet("classifier "+args[0], flag.ExitOnError)
	var e experiment
	switch args[0] {
	case "train", "run", "ladder":
		flags.StringVar(&e.commit, "commit", "unknown", "the commit that runs, for the results")
		usual := epochs
		if args[0] == "ladder" {
			usual = ladderEpochs
		}
		flags.IntVar(&e.epochs, "epochs", usual, "passes over the training images")
	}
	switch args[0] {
	case "train", "run":
		flags.StringVar(&e.architecture, "arch", architecture, "the network: "+strings.Join(cnn.Architectures(), ", "))
		flags.IntVar(&e.validate, "validate-every", cnn.ResNetConfig().ValidateEvery, "epochs between two looks at the validation images")
	}
	results := filepath.Join("notebooks", "results", "classifier")
	switch args[0] {
	case "train":
		split := flags.Uint64("split", 0, "the number of the split")
		net := flags.Int("net", 0, "the number of the network, which chooses its weights and what it sees")
		out := flags.String("out", "resnet.safetensors", "the file to write; FILE.run is there until it is done")
		from := flags.String("from", "", "a `FILE` that run kept of this network with -weights, instead of training it again")
		flags.Parse(args[1:])
		return e.ship(ctx, *split, *net, *from, *out)
	case "run":
		flags.StringVar(&e.dir, "dir", results, "the folder of the results")
		flags.StringVar(&e.weights, "weights", "", "a folder to keep each network's weights in")
		flags.BoolVar(&e.test, "test", false, "predict the test images as well")
		splits := flags.String("splits", "100-104", "first and last split")
		nets := flags.Int("nets", 1, "networks on each split")
		flags.Parse(args[1:])
		first, last, err := numbers.Range(*splits)
		if err != nil {
			return fmt.Errorf("-splits %w", err)
		}
		return e.run(ctx, first, last, *nets)
	case "ladder":
		flags.StringVar(&e.dir, "dir", results, "the folder of the results")
		splits := flags.String("splits", "100-104", "first and last split")
		table := flags.Bool("table", false, "train nothing, print what is there")
		flags.Parse(args[1:])
		first, last, err := numbers.Range(*splits)
		switch {
		case err != nil:
			return fmt.Errorf("-splits %w", err)
		case *table:
			return e.ladderTable(os.Stdout, first, last)
		}
		return e.ladder(ctx, first, last)
	case "table":
		flags.StringVar(&e.dir, "dir", results, "the folder of the results")
		splits := flags.String("splits", "0-4", "first and last split")
		flags.Parse(args[1:])
		first, last, err := numbers.Range(*splits)
		if err != nil {
			return fmt.Errorf("-splits %w", err)
		}
		return e.table(os.Stdout, first, last)
	}
	return errUsage
}
