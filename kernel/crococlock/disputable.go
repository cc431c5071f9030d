package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/pkg/cluster"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/figures"
	"gonum.org/v1/gonum/mat"
)

const disputableLong = `Finds the pictures of FOLDER that lie most between two classes. FOLDER holds one
folder for each class under the name that the weights know. Of each picture the
network's probabilities are taken, and how far it lies from the centres of the
classes in the network's latent space. With --weights given several times, so
many networks are asked, and it counts how far they disagree, too; networks that
were not trained on these pictures are the better judges of them.

The score is the share of further such networks that would be expected to say
the less likely class, times two; of a single network only its order counts.
"between" are the two likeliest classes, "p" is how likely the first is,
"disagree" the share of networks that do not say it, and "position" where the
picture lies: from 1 at that class's centre over 0 to -1 at the other's.`

const disputableExample = `crococlock disputable data/clocks_crocodiles
crococlock disputable pets/ --weights a.safetensors --weights b.safetensors
crococlock disputable --format grid --out grid.png data/clocks_crocodiles`

// newDisputable is "crococlock disputable".
func newDisputable(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "disputable [flags] FOLDER",
		Short:             "find the pictures that could be either",
		Long:              disputableLong,
		Example:           disputableExample,
		SuggestFor:        []string{"dispute", "ambiguous", "between"},
		ValidArgsFunction: folders,
	}
	weights := cmd.Flags().StringArray("weights", nil, weightsUsage+"; again for more networks")
	top := cmd.Flags().Int("top", 25, "how many pictures, `N` or all there are")
	format := "table"
	chooseFlag(cmd, &format, "format", "write as `FORMAT`: table, csv, json, or grid, a picture of the pictures", "table", "csv", "json", "grid")
	out := cmd.Flags().String("out", "", "write to `FILE` instead of standard output; a grid wants one")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) != 1:
			return usageError("want one FOLDER of classes, got %s", words(args))
		case *top < 1:
			return usageError("--top %d: want 1 or more", *top)
		case format == "grid" && *out == "":
			return usageError("--format grid wants --out FILE, the picture to write")
		}
		found, err := findDisputable(cmd.Context(), *weights, args[0], *top, std)
		if err != nil {
			return err
		}
		if format == "grid" {
			return found.grid(*out)
		}
		write := map[string]func(w io.Writer) error{"table": found.table, "csv": found.csv, "json": found.json}[format]
		if *out == "" {
			return write(std.out)
		}
		return atomicfile.Write(*out, write)
	}
	return cmd
}

// A finding is pictures and what networks make of them, the most disputable first.
type finding struct {
	data     *dataset.Dataset
	disputes []cluster.Dispute
	order    []int // of those that are asked for
	networks int
}

func findDisputable(ctx context.Context, weights []string, folder string, top int, std stdio) (*finding, error) {
	if len(weights) == 0 {
		weights = []string{""}
	}
	var models []*cnn.Model
	for _, file := range weights {
		m, err := readModel(file)
		if err != nil {
			return nil, err
		}
		if first := append(models, m)[0]; m.Size() != first.Size() || fmt.Sprint(m.Classes()) != fmt.Sprint(first.Classes()) {
			return nil, fmt.Errorf("%s knows %q at %d pixels, %s %q at %d: networks are to judge the same pictures",
				weights[0], first.Classes(), first.Size(), file, m.Classes(), m.Size())
		}
		models = append(models, m)
	}
	d, err := readPictures(ctx, folder, models[0].Size(), std)
	if err != nil {
		return nil, err
	}
	if d, err = d.WithClasses(models[0].Classes()); err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	var opinions []cluster.Opinion
	for _, m := range models {
		o, err := opinionOf(m, d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", folder, err)
		}
		opinions = append(opinions, o)
	}
	disputes, err := cluster.Disputability(opinions)
	if err != nil {
		return nil, err
	}
	order := cluster.Ranked(cluster.Scores(disputes))
	return &finding{d, disputes, order[:min(top, len(order))], len(models)}, nil
}

// opinionOf asks a network about all pictures, in memory for a few at a time.
func opinionOf(m *cnn.Model, d *dataset.Dataset) (o cluster.Opinion, err error) {
	if o.P, err = cnn.Probabilities(m, d, d.All()); err != nil {
		return o, err
	}
	var latent *mat.Dense
	for at := 0; at < d.Len(); at += m.Batch() {
		idx := d.All()[at:min(at+m.Batch(), d.Len())]
		part, err := m.Latent(d.X(idx))
		if err != nil {
			return o, err
		}
		if latent == nil {
			_, dims := part.Dims()
			latent = mat.NewDense(d.Len(), dims, nil)
		}
		for k, i := range idx {
			latent.SetRow(i, part.RawRowView(k))
		}
	}
	centres, err := cluster.ClassCentres(latent, d.Labels, len(d.Classes))
	if err != nil {
		return o, err
	}
	o.Distances, err = cluster.Distances(latent, centres)
	return o, err
}

func (f *finding) table(w io.Writer) error {
	rows := [][]string{{"score", "class", "between", "p", "position", "path"}}
	if f.networks > 1 {
		rows[0] = append(rows[0][:4:4], "disagree", "position", "path")
	}
	for _, i := range f.order {
		d := f.disputes[i]
		row := []string{fmt.Sprintf("%.4f", d.Score), f.data.Classes[f.data.Labels[i]],
			f.data.Classes[d.First] + "/" + f.data.Classes[d.Second], fmt.Sprintf("%.4f", d.P[d.First])}
		if f.networks > 1 {
			row = append(row, fmt.Sprintf("%.2f", d.Disagreement))
		}
		rows = append(rows, append(row, fmt.Sprintf("%+.3f", d.Position), f.data.Paths[i]))
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for c, cell := range row {
			row[c] = tableCell.Replace(cell)
			widths[c] = max(widths[c], utf8.RuneCountInString(row[c]))
		}
	}
	for _, row := range rows {
		for c, cell := range row[:len(row)-1] {
			row[c] = cell + strings.Repeat(" ", widths[c]-utf8.RuneCountInString(cell))
		}
		if _, err := fmt.Fprintln(w, strings.Join(row, "  ")); err != nil {
			return err
		}
	}
	return nil
}

func (f *finding) csv(w io.Writer) error {
	frame := cluster.DisputeFrame(f.data.Paths, f.data.Labels, f.data.Classes, f.disputes)
	rows := make([]int, len(f.order))
	for i := range rows {
		rows[i] = i
	}
	if frame = frame.Subset(rows); frame.Err != nil {
		return frame.Err
	}
	return frame.WriteCSV(w)
}

func (f *finding) json(w io.Writer) error {
	type of struct {
		Class string  `json:"class"`
		P     float64 `json:"p"`
	}
	type picture struct {
		Path          string    `json:"path"`
		Class         string    `json:"class"`
		Score         float64   `json:"score"`
		Between       [2]string `json:"between"`
		Networks      int       `json:"networks"`
		Disagreement  float64   `json:"disagreement"`
		Margin        float64   `json:"margin"`
		Position      float64   `json:"position"`
		Probabilities []of      `json:"probabilities"`
	}
	all := []picture{}
	for _, i := range f.order {
		d := f.disputes[i]
		var path string
		if err := json.Unmarshal([]byte(jsonText(f.data.Paths[i])), &path); err != nil {
			return err
		}
		p := picture{Path: path, Class: f.data.Classes[f.data.Labels[i]], Score: d.Score, Between: [2]string{f.data.Classes[d.First], f.data.Classes[d.Second]},
			Networks: d.Networks, Disagreement: d.Disagreement, Margin: d.Margin, Position: d.Position}
		for k, class := range f.data.Classes {
			p.Probabilities = append(p.Probabilities, of{class, d.P[k]})
		}
		all = append(all, p)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(all)
}

// grid draws the pictures, each in the colour of its class.
func (f *finding) grid(path string) error {
	var images []image.Image
	var titles []string
	var frames []color.Color
	names := figures.Names(f.data.Classes)
	for _, i := range f.order {
		d := f.disputes[i]
		images = append(images, f.data.Image(i))
		titles = append(titles, fmt.Sprintf("%s\n%s? %.2f", names[f.data.Labels[i]], names[d.First], d.P[d.First]))
		frames = append(frames, figures.ClassColour(f.data.Labels[i]))
	}
	heading := fmt.Sprintf("The %d most disputable of %d pictures", len(images), f.data.Len())
	caption := "the class, and what the network takes it for · " + f.data.Source
	grid, err := figures.Montage(images, titles, figures.MontageOptions{Heading: heading, Caption: caption, Frames: frames})
	if err != nil {
		return err
	}
	return figures.Save(grid, path)
}
