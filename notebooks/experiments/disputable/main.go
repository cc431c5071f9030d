// Command disputable trains many small residual networks and writes what each
// makes of the study's images that it has not seen: the numbers by which ways of
// finding disputable images are compared. Everything can be stopped and goes on
// where it was when the same command is given again.
//
//	disputable run -rounds 60     networks of the ensembles and of the judges, in turn
//	disputable report -seeds 0-4  the report's network, whose two approaches are compared
//	disputable codes              where the ensembles see the images: codes.csv
//	disputable table              which ways find what the judges are split over
//	disputable choose             what the small network reaches: splits 100 to 104
//
// A round deals all images into two halves, twice: once for an ensemble, once for
// the judges. A network is trained on one half and asked about the other, so two
// networks have a word on each image without having seen it. -arch simplenet has
// the report's network take the place of the residual one, everywhere but in choose.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/internal/numbers"
	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/cnn"
)

func main() { longrun.Main(dispatch) }

var errUsage = errors.New("want a command: run, report, codes, table or choose; each has -h")

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet("disputable "+args[0], flag.ExitOnError)
	var e experiment
	flags.StringVar(&e.commit, "commit", "unknown", "the commit that runs, for the results")
	flags.StringVar(&e.architecture, "arch", cnn.SmallResNet, "the network: "+cnn.SmallResNet+" or "+cnn.SimpleNet)
	flags.StringVar(&e.dir, "dir", filepath.Join("notebooks", "results", "disputable"), "the folder of the results; each network has one in it")
	flags.StringVar(&e.codes, "codes", filepath.Join(".cache", "disputable"), "a folder for the networks' codes of the images, which are large; likewise")
	rounds := flags.Int("rounds", 60, "run: how often the images are dealt, for an ensemble and for the judges")
	seeds := flags.String("seeds", map[bool]string{true: "100-104", false: "0-4"}[args[0] == "choose"], "report, choose: first and last seed of the splits")
	flags.Parse(args[1:])
	if e.architecture != cnn.SmallResNet && e.architecture != cnn.SimpleNet {
		return fmt.Errorf("-arch %q, want %q or %q", e.architecture, cnn.SmallResNet, cnn.SimpleNet)
	}
	switch args[0] {
	case "run":
		return e.run(ctx, *rounds)
	case "report", "choose":
		first, last, err := numbers.Range(*seeds)
		if err != nil {
			return fmt.Errorf("-seeds %w", err)
		}
		if args[0] == "choose" {
			return e.choose(ctx, first, last)
		}
		return e.report(ctx, first, last)
	case "codes":
		d, err := longrun.Images()
		if err != nil {
			return err
		}
		return e.writeCodes(d)
	case "table":
		return e.table(os.Stdout)
	}
	return errUsage
}
