package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/figures"
)

const evaluateLong = `Predicts the pictures of FOLDER, which holds one folder for each class under the
name that the weights know, and tells how many are right: over all, and of each
class the share that is found (recall), the share of what is called so that is
right (precision) and what its pictures are taken for; and which are most wrong.`

const evaluateExample = `crococlock evaluate data/clocks_crocodiles
crococlock evaluate --weights mine.safetensors pets/ --out figures/
crococlock evaluate --weights mine.safetensors --format json pets/`

// mostWrong is how many wrong pictures are listed and drawn.
const mostWrong = 20

// newEvaluate is "crococlock evaluate".
func newEvaluate(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "evaluate [flags] FOLDER",
		Short:             "tell how right a network is, class by class",
		Long:              evaluateLong,
		Example:           evaluateExample,
		SuggestFor:        []string{"test", "score"},
		ValidArgsFunction: folders,
	}
	var flags networkFlags
	flags.add(cmd)
	format := "table"
	chooseFlag(cmd, &format, "format", "print as `FORMAT`: table, csv or json", "table", "csv", "json")
	out := cmd.Flags().String("out", "", "draw confusion.png and most_wrong.png into `FOLDER`")
	complete(cmd, "out", folders)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError("want one FOLDER of classes, got %s", words(args))
		}
		d, r, err := evaluate(cmd.Context(), flags, args[0], std)
		if err != nil {
			return err
		}
		write := map[string]func(w io.Writer, d *dataset.Dataset, r *cnn.Report) error{
			"table": evaluationTable, "csv": evaluationCSV, "json": evaluationJSON,
		}[format]
		if err := write(std.out, d, r); err != nil || *out == "" {
			return err
		}
		return drawEvaluation(*out, d, r)
	}
	return cmd
}

func evaluate(ctx context.Context, flags networkFlags, folder string, std stdio) (*dataset.Dataset, *cnn.Report, error) {
	net, err := flags.open(std)
	if err != nil {
		return nil, nil, err
	}
	d, err := readPictures(ctx, folder, net.Size(), std)
	if err != nil {
		return nil, nil, err
	}
	if d, err = d.WithClasses(net.Classes()); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", folder, err)
	}
	r, err := cnn.NewReport(net, d, d.All())
	return d, r, err
}

func evaluationTable(w io.Writer, d *dataset.Dataset, r *cnn.Report) error {
	if _, err := fmt.Fprintln(w, r); err != nil {
		return err
	}
	if len(r.Wrong) > 0 {
		fmt.Fprintf(w, "\nmost wrong:\n")
	}
	for _, m := range r.Wrong[:min(len(r.Wrong), mostWrong)] {
		if _, err := fmt.Fprintf(w, "  %s: %s with %.4f\n", tableCell.Replace(d.Paths[m.Index]), tableCell.Replace(r.Classes[m.Predicted]), m.P); err != nil {
			return err
		}
	}
	return nil
}

// evaluationCSV has a row a class; as_<class> counts its pictures taken for each.
func evaluationCSV(w io.Writer, _ *dataset.Dataset, r *cnn.Report) error {
	c := csv.NewWriter(w)
	head := []string{"class", "images", "recall", "precision"}
	for _, name := range r.Classes {
		head = append(head, "as_"+name)
	}
	if err := c.Write(head); err != nil {
		return err
	}
	for k, name := range r.Classes {
		row := []string{name, strconv.Itoa(r.Images(k)), formatShare(r.Recall(k)), formatShare(r.Precision(k))}
		for _, n := range r.Confusion[k] {
			row = append(row, strconv.Itoa(n))
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// formatShare is empty where there is nothing to have a share of.
func formatShare(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', 6, 64)
}

func evaluationJSON(w io.Writer, d *dataset.Dataset, r *cnn.Report) error {
	type class struct {
		Class     string   `json:"class"`
		Images    int      `json:"images"`
		Recall    *float64 `json:"recall"`
		Precision *float64 `json:"precision"`
		As        []int    `json:"predicted_as"`
	}
	type wrong struct {
		Path      string  `json:"path"`
		Class     string  `json:"class"`
		Predicted string  `json:"predicted"`
		P         float64 `json:"p"`
	}
	known := func(v float64) *float64 {
		if math.IsNaN(v) {
			return nil
		}
		return &v
	}
	out := struct {
		Accuracy float64 `json:"accuracy"`
		Correct  int     `json:"correct"`
		Images   int     `json:"images"`
		Loss     float64 `json:"loss"`
		Classes  []class `json:"classes"`
		Wrong    []wrong `json:"most_wrong"`
	}{Accuracy: r.Accuracy, Correct: r.Correct, Images: r.Total, Loss: r.Loss, Wrong: []wrong{}}
	for k, name := range r.Classes {
		out.Classes = append(out.Classes, class{name, r.Images(k), known(r.Recall(k)), known(r.Precision(k)), r.Confusion[k]})
	}
	for _, m := range r.Wrong[:min(len(r.Wrong), mostWrong)] {
		var path string
		if err := json.Unmarshal([]byte(jsonText(d.Paths[m.Index])), &path); err != nil {
			return err
		}
		out.Wrong = append(out.Wrong, wrong{path, r.Classes[m.Truth], r.Classes[m.Predicted], m.P})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// drawEvaluation makes the folder and its figures.
func drawEvaluation(dir string, d *dataset.Dataset, r *cnn.Report) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	caption := fmt.Sprintf("%s: %v", d.Source, r.Score)
	confusion, err := figures.Confusion(r.Confusion, r.Classes, caption)
	if err != nil {
		return err
	}
	if err := figures.Save(confusion, filepath.Join(dir, "confusion.png")); err != nil {
		return err
	}
	if len(r.Wrong) == 0 {
		return nil
	}
	var images []image.Image
	var titles []string
	for _, m := range r.Wrong[:min(len(r.Wrong), mostWrong)] {
		images = append(images, d.Image(m.Index))
		titles = append(titles, fmt.Sprintf("%s?\nno, %s (%.2f)", r.Classes[m.Predicted], r.Classes[m.Truth], m.P))
	}
	montage, err := figures.Montage(images, titles, figures.MontageOptions{Heading: "Most wrong", Caption: caption})
	if err != nil {
		return err
	}
	return figures.Save(montage, filepath.Join(dir, "most_wrong.png"))
}
