// Command generation measures generated pictures: it reads files of samples,
// judges and the network of the features, and prints one table of all.
//
//	generation table -samples DIR -judges DIR -disputable FILE -out notebooks/results/generation
//	generation average -n 1000 -seed 0 -out FILE.npy    pixel averages, as samples of their own
//	generation autoencoder -n 1000 -dir DIR             train the report's and write what it makes, as samples
//	generation grid -out FILE.png FILE.npy              what is in a file of samples
//
// Files of samples are called as what made them, what they show, and .npy:
// flow.clock.npy and flow.crocodile.npy become one row, flow.between.npy another.
// FILE lists paths of the disputable images, such as clock/10003.png, a line each;
// what follows a path after a comma or a space is passed over, and so are lines
// that begin with #.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/figures"
	"github.com/crococlock/crococlock/pkg/gan"
	"github.com/crococlock/crococlock/pkg/generation"
)

func main() { longrun.Main(dispatch) }

var errUsage = errors.New("want a command: table, average, autoencoder or grid; each has -h")

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet("generation "+args[0], flag.ExitOnError)
	switch args[0] {
	case "table":
		var e experiment
		flags.StringVar(&e.samples, "samples", "", "a folder of samples; none: the rows that need no generator")
		flags.StringVar(&e.judges, "judges", filepath.Join(".cache", "judges"), "the folder that the command judges fills")
		flags.StringVar(&e.disputable, "disputable", filepath.Join("notebooks", "results", "generation", "disputable.txt"), "the list of the disputable images")
		flags.StringVar(&e.out, "out", "", "a folder for table.md, table.csv, grids and the nearest pairs; none: only print")
		order := flags.String("order", "autoencoder,gan-hinge,gan-relativistic,gan-relativistic-unselected,flow,flow-unselected", "the rows' order by what made them; others follow")
		flags.Uint64Var(&e.seed, "seed", 0, "of halves, averages and subsets")
		flags.IntVar(&e.averages, "averages", 1000, "pixel averages to measure")
		flags.StringVar(&e.commit, "commit", "unknown", "the commit that runs, for the results")
		flags.Parse(args[1:])
		e.order = strings.Split(*order, ",")
		d, err := longrun.Images()
		if err != nil {
			return err
		}
		return e.table(ctx, d, os.Stdout)
	case "average":
		n := flags.Int("n", 1000, "how many")
		seed := flags.Uint64("seed", 0, "which")
		out := flags.String("out", "pixel-average.between.npy", "the file to write")
		flags.Parse(args[1:])
		d, err := longrun.Images()
		if err != nil {
			return err
		}
		p, err := pixelAverages(d, *n, *seed)
		if err != nil {
			return err
		}
		return p.WriteNPY(*out)
	case "autoencoder":
		n := flags.Int("n", 1000, "how many between the classes")
		seed := flags.Uint64("seed", 0, "of the first weights and the pairs")
		dir := flags.String("dir", ".", "the folder to write to")
		flags.Parse(args[1:])
		d, err := longrun.Images()
		if err != nil {
			return err
		}
		return autoencoder(ctx, d, *n, *seed, *dir)
	case "grid":
		out := flags.String("out", "grid.png", "the picture to write")
		n := flags.Int("n", 64, "how many of the first")
		columns := flags.Int("columns", 0, "how many in a row; 0: as many as rows")
		flags.Parse(args[1:])
		if flags.NArg() != 1 {
			return fmt.Errorf("grid: want one file of samples, got %q", flags.Args())
		}
		return grid(flags.Arg(0), *out, *n, *columns)
	}
	return errUsage
}

// pixelAverages are the means of a picture of one class and one of the other.
func pixelAverages(d *dataset.Dataset, n int, seed uint64) (generation.Pictures, error) {
	x, err := gan.PixelAverage(d, d.All(), n, gan.Between(0.5), seed)
	if err != nil {
		return generation.Pictures{}, err
	}
	return generation.NewPictures(x, d.H)
}

// grid draws the first n pictures of a file.
func grid(path, out string, n, columns int) error {
	p, err := generation.ReadNPY(path)
	if err != nil {
		return err
	}
	img, err := first(p, n).Grid(generation.GridOptions{Columns: columns})
	if err != nil {
		return err
	}
	return figures.Save(img, out)
}

// first are the first n pictures, or all.
func first(p generation.Pictures, n int) generation.Pictures {
	idx := make([]int, min(max(n, 1), p.Len()))
	for i := range idx {
		idx[i] = i
	}
	return p.Pick(idx)
}
