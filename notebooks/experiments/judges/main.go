// Command judges trains the networks that generated pictures are measured and
// selected by, on all of the study's images: the network of the features, three
// guides and five judges. Everything can be stopped and goes on where it was when
// the same command is given again.
//
//	judges train -dir .cache/judges                 all nine networks, in this order
//	judges train -dir .cache/judges -only guide     the guides alone
//	judges list -dir .cache/judges                  what is there, and how right it is on what it saw
//	judges rotations -splits 100-104                how often a network that saw half of the images can
//	                                                tell which way up the validation images are
//	judges ship -dir .cache/judges -out FOLDER      the guides in half precision, for the program
//
// What the judges' own kind of training reaches on images that it did not see is
// measured by the command classifier with the same -arch and, as it trains on half
// as many images, twice the -epochs.
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
	"github.com/crococlock/crococlock/pkg/generation"
)

func main() { longrun.Main(dispatch) }

var errUsage = errors.New("want a command: train, list, rotations or ship; each has -h")

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet("judges "+args[0], flag.ExitOnError)
	dir := flags.String("dir", filepath.Join(".cache", "judges"), "the folder of the weights")
	switch args[0] {
	case "train":
		c := generation.JudgeConfig(0)
		e := experiment{}
		flags.StringVar(&e.architecture, "arch", c.Architecture, "the judges' network: "+strings.Join(cnn.Architectures(), ", "))
		flags.IntVar(&e.epochs, "epochs", c.Epochs, "the judges' passes over the images")
		flags.IntVar(&e.rotationEpochs, "rotation-epochs", generation.RotationConfig(0).Epochs, "passes of the features' network")
		flags.StringVar(&e.only, "only", "", "train only the networks of this kind: rotations, guide or judge")
		flags.Parse(args[1:])
		d, err := longrun.Images()
		if err != nil {
			return err
		}
		e.dir = *dir
		return e.train(ctx, d)
	case "list":
		flags.Parse(args[1:])
		d, err := longrun.Images()
		if err != nil {
			return err
		}
		return list(os.Stdout, d, *dir)
	case "rotations":
		splits := flags.String("splits", "100-104", "first and last split")
		epochs := flags.Int("rotation-epochs", generation.RotationConfig(0).Epochs, "passes over the images")
		flags.Parse(args[1:])
		first, last, err := numbers.Range(*splits)
		if err != nil {
			return fmt.Errorf("-splits %w", err)
		}
		d, err := longrun.Images()
		if err != nil {
			return err
		}
		return rotations(ctx, d, first, last, *epochs)
	case "ship":
		out := flags.String("out", filepath.Join("pkg", "generation", "guides"), "the folder to write to")
		flags.Parse(args[1:])
		return ship(*dir, *out)
	}
	return errUsage
}
