package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/internal/tty"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/progress"
)

const predictLong = `Tells for each picture (PNG, JPEG, GIF, WebP, BMP, TIFF; any size) how likely it
is of the weights' second class, or, where they know more than two, of each.
Folders are walked in sorted order. A picture is turned as its file says,
cropped to its centre square and scaled to the size that the weights take; one
of that size is used as it is. A file that cannot be read is reported, the rest
is predicted, and the exit status is 1.

In JSON every row has the same keys, whatever the weights know: path, label, p
(how likely the label is), and in probabilities class and p of each class.`

const predictExample = `crococlock predict holiday/
crococlock predict --format csv a.jpg b.png > predictions.csv
crococlock predict --views 2 thousands-of-pictures/
crococlock predict --weights mine.safetensors --format json pets/`

// newPredict is "crococlock predict".
func newPredict(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:        "predict [flags] PATH…",
		Short:      "classify pictures",
		Long:       predictLong,
		Example:    predictExample,
		SuggestFor: []string{"classify"},
	}
	var flags networkFlags
	flags.add(cmd)
	format := "table"
	chooseFlag(cmd, &format, "format", "print as `FORMAT`: table, csv or json", "table", "csv", "json")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		if len(paths) == 0 {
			return usageError("want the PATH of a picture or a folder of pictures")
		}
		net, err := flags.open(std)
		if err != nil {
			return err
		}
		return ended(predict(cmd.Context(), net, paths, format, std))
	}
	return cmd
}

// predict prints what becomes of the pictures and returns the exit status.
func predict(ctx context.Context, net network, paths []string, format string, std stdio) int {
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
	out := newPredictionWriter(format, std.out, net.Classes(), widest)
	if err := predictAll(ctx, net, files, out, predictBar(std, len(files)), report); err != nil {
		report(err)
	}
	if err := out.end(); err != nil {
		report(err)
	}
	return status
}

// predictBar shows how far many predictions have come, unless their rows appear
// on a terminal themselves.
func predictBar(std stdio, files int) func(done int) {
	const few = 250
	if files <= few || tty.Is(std.out) {
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
func predictAll(ctx context.Context, net network, files []string, out predictionWriter, show func(done int), report func(error)) error {
	var x []float32
	var names []string
	classes, batch := net.Classes(), net.batch
	flush := func() error {
		if len(names) == 0 {
			return nil
		}
		p, err := net.Probabilities(x)
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
	err := dataset.ReadSquares(ctx, files, net.Size(), func(i int, img *image.NRGBA, err error) error {
		show(i + 1)
		if err != nil {
			report(err)
			return nil
		}
		x = append(x, dataset.FromImage(img)...)
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
