package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/progress"
)

const predictUsage = `Usage: crococlock predict [--weights FILE] [--format table|csv|json] PATH…

Tells for each picture (PNG, JPEG, GIF, WebP, BMP, TIFF; any size) how likely it
is of the weights' second class, or, where they know more than two, of each.
Folders are walked in sorted order. A picture is turned as its file says, cropped
to its centre square and scaled to the size that the weights take; one of that
size is used as it is. Without --weights, the weights shipped with the program:
clocks and crocodiles. A file that cannot be read is reported, the rest is
predicted, and the exit status is 1.
`

func runPredict(ctx context.Context, args []string, std stdio) int {
	flags := flag.NewFlagSet("predict", flag.ContinueOnError)
	flags.SetOutput(std.err)
	flags.Usage = func() { fmt.Fprint(std.err, predictUsage) }
	weights := flags.String("weights", "", "")
	format := flags.String("format", "table", "")
	paths, err := parseAnywhere(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	case newPredictionWriter(*format, io.Discard, nil, 0) == nil:
		fmt.Fprintf(std.err, "crococlock predict: --format %q: want table, csv or json\n", *format)
		return exitUsage
	case len(paths) == 0:
		flags.Usage()
		return exitUsage
	}
	model, err := readModel(*weights)
	if err != nil {
		fmt.Fprintf(std.err, "crococlock predict: %v\n", err)
		return exitError
	}
	status := exitOK
	report := func(err error) {
		fmt.Fprintf(std.err, "crococlock predict: %v\n", err)
		status = exitError
	}
	var files []string
	widest := 0
	for _, path := range paths {
		for _, file := range findPictures(path, report) {
			files = append(files, file)
			widest = max(widest, utf8.RuneCountInString(tableCell.Replace(file)))
		}
	}
	if len(files) == 0 && status == exitOK {
		report(fmt.Errorf("no pictures in %s", strings.Join(paths, ", ")))
	}
	out := newPredictionWriter(*format, std.out, model.Classes(), widest)
	if err := predictAll(ctx, model, files, out, predictBar(std, len(files)), report); err != nil {
		report(err)
	}
	if err := out.end(); err != nil {
		report(err)
	}
	return status
}

func readModel(weights string) (*cnn.Model, error) {
	if weights == "" {
		return cnn.Pretrained(cnn.SimpleNet)
	}
	return cnn.ReadFile(weights)
}

// predictBar shows how far many predictions have come, unless their rows appear
// on a terminal themselves.
func predictBar(std stdio, files int) func(done int) {
	const few = 250
	if files <= few || isTerminal(std.out) {
		return func(int) {}
	}
	bar := progress.New(std.err, "predicting", int64(files))
	return func(done int) {
		bar.Set(int64(done))
		if done == files {
			bar.Done()
		}
	}
}

// predictAll predicts files in batches, so that any number of them takes little
// memory. report gets each file that fails, show how many are done.
func predictAll(ctx context.Context, model *cnn.Model, files []string, out predictionWriter, show func(done int), report func(error)) error {
	var x []float32
	var names []string
	classes, batch := model.Classes(), model.Batch()
	flush := func() error {
		if len(names) == 0 {
			return nil
		}
		p, err := model.Probabilities(x)
		if err != nil {
			return err
		}
		for i, name := range names {
			row := p.RawRowView(i)
			if err := out.row(prediction{filepath.ToSlash(name), classes[cnn.Likeliest(row)], row}); err != nil {
				return err
			}
		}
		x, names = x[:0], names[:0]
		return nil
	}
	err := dataset.ReadSquares(ctx, files, model.Size(), func(i int, img *image.NRGBA, err error) error {
		show(i + 1)
		if err != nil {
			report(err)
			return nil
		}
		x = append(x, model.Picture(img)...)
		if names = append(names, files[i]); len(names) == batch {
			return flush()
		}
		return nil
	})
	if err != nil {
		return errors.Join(err, flush())
	}
	return flush()
}
