package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

const predictUsage = `Usage: crococlock predict [--weights FILE] [--format table|csv|json] PATH…

Tells for each picture (PNG, JPEG, GIF; any size) how likely it is of the
weights' second class. Folders are walked in sorted order. A picture is cropped
to its centre square and scaled to 32×32; a 32×32 picture is used as it is.
Without --weights, the weights shipped with the program: clocks and crocodiles.
A file that cannot be read is reported, the rest is predicted, and the exit
status is 1.
`

// A prediction is one row of the output.
type prediction struct {
	path  string
	p     float64 // probability of the second class
	label string
}

func runPredict(ctx context.Context, args []string, std stdio) int {
	flags := flag.NewFlagSet("predict", flag.ContinueOnError)
	flags.SetOutput(std.err)
	flags.Usage = func() { fmt.Fprint(std.err, predictUsage) }
	weights := flags.String("weights", "", "")
	format := flags.String("format", "table", "")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitOK
		}
		return exitUsage
	}
	write, known := predictionWriters[*format]
	switch {
	case !known:
		fmt.Fprintf(std.err, "crococlock predict: --format %q: want table, csv or json\n", *format)
		return exitUsage
	case flags.NArg() == 0:
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
	rows, err := predictAll(ctx, model, flags.Args(), report)
	if err != nil {
		report(err)
	} else if len(rows) == 0 && status == exitOK {
		report(fmt.Errorf("no pictures in %s", strings.Join(flags.Args(), ", ")))
	}
	if err := write(std.out, "p_"+model.Classes()[1], rows); err != nil {
		report(err)
	}
	return status
}

func readModel(weights string) (*cnn.Model, error) {
	if weights == "" {
		return cnn.Pretrained()
	}
	return cnn.ReadFile(weights)
}

// predictAll predicts the pictures at and below paths, in batches so that any
// number of them takes little memory. report gets each file that fails.
func predictAll(ctx context.Context, model *cnn.Model, paths []string, report func(error)) ([]prediction, error) {
	const batch = 250
	var rows []prediction
	var x []float32
	var names []string
	flush := func() error {
		p, err := model.Predict(x)
		if err != nil {
			return err
		}
		for i, name := range names {
			rows = append(rows, prediction{name, p[i], model.Classes()[cnn.Label(p[i])]})
		}
		x, names = x[:0], names[:0]
		return nil
	}
	for _, path := range paths {
		if strings.HasPrefix(path, "-") {
			return rows, fmt.Errorf("%s: flags go before the first PATH; a file of that name is ./%s", path, path)
		}
		err := walkPictures(path, report, func(file string) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			img, err := dataset.ReadImage(file)
			if err != nil {
				report(err)
				return nil
			}
			x = append(x, cnn.Picture(img)...)
			names = append(names, filepath.ToSlash(file))
			if len(names) == batch {
				return flush()
			}
			return nil
		})
		if err != nil {
			return rows, err
		}
	}
	return rows, flush()
}

// walkPictures calls visit for path itself if it is a file, else for every
// picture below it, by its extension, in sorted order. Hidden files and folders
// below it are passed over, and links to folders below it are not followed.
func walkPictures(path string, report func(error), visit func(file string) error) error {
	root := path
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		root += string(filepath.Separator) // follows a link to a folder
	}
	return filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		hidden := file != root && strings.HasPrefix(filepath.Base(file), ".")
		switch {
		case err != nil:
			report(err)
			return nil
		case entry.IsDir():
			if hidden {
				return fs.SkipDir
			}
			return nil
		case file == root:
			return visit(file)
		case hidden || !isPicture(file):
			return nil
		}
		return visit(file)
	})
}

func isPicture(file string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".png", ".jpg", ".jpeg", ".gif":
		return true
	}
	return false
}

// tableCell keeps a file's odd name within its cell.
var tableCell = strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`)

// predictionWriters are the output formats; column names the probability.
var predictionWriters = map[string]func(w io.Writer, column string, rows []prediction) error{
	"table": func(w io.Writer, column string, rows []prediction) error {
		t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
		fmt.Fprintf(t, "path\t%s\tlabel\n", column)
		for _, r := range rows {
			fmt.Fprintf(t, "%s\t%.6f\t%s\n", tableCell.Replace(r.path), r.p, r.label)
		}
		return t.Flush()
	},
	"csv": func(w io.Writer, column string, rows []prediction) error {
		c := csv.NewWriter(w)
		if err := c.Write([]string{"path", column, "label"}); err != nil {
			return err
		}
		for _, r := range rows {
			if err := c.Write([]string{r.path, formatProbability(r.p), r.label}); err != nil {
				return err
			}
		}
		c.Flush()
		return c.Error()
	},
	"json": func(w io.Writer, column string, rows []prediction) error {
		// Written by hand to keep the columns' order and six decimals.
		key, err := json.Marshal(column)
		if err != nil {
			return err
		}
		fmt.Fprint(w, "[")
		for i, r := range rows {
			path, err := json.Marshal(r.path)
			if err != nil {
				return err
			}
			label, err := json.Marshal(r.label)
			if err != nil {
				return err
			}
			if i > 0 {
				fmt.Fprint(w, ",")
			}
			fmt.Fprintf(w, "\n  {\"path\": %s, %s: %s, \"label\": %s}", path, key, formatProbability(r.p), label)
		}
		_, err = fmt.Fprint(w, "\n]\n")
		return err
	},
}

func formatProbability(p float64) string { return strconv.FormatFloat(p, 'f', 6, 64) }
