package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/figures"
	"github.com/crococlock/crococlock/pkg/flow"
	"github.com/crococlock/crococlock/pkg/generation"
	"github.com/crococlock/crococlock/pkg/progress"
)

const sampleLong = `Makes new pictures: of one class, or of what lies between two. --at says where:
0 is the first class, 1 the second. Without --weights the study's own flow makes
clocks and crocodiles, and strictly between them as many pictures as it takes
until the study's three guides find that N could be either; with --weights,
--guide names classifiers that do so. The same seed makes the same pictures.

A grid is one PNG of all; png writes N files into the folder PATH; gif walks
from the first class to the second and back, N pictures at a time; npy is
N×3×S×S float32 in [0,1], for NumPy.`

const sampleExample = `crococlock sample --out between.png
crococlock sample --class crocodile --n 16 --out crocodiles.png
crococlock sample --n 4 --seed 1 --out walk.gif
crococlock sample --weights pets.safetensors --out between.png
crococlock sample --weights pets.safetensors --guide g.safetensors --out x.npy`

// sampleOptions are the command line of crococlock sample.
type sampleOptions struct {
	weights, model, out, format string
	classes, guides             []string
	at                          float64
	n                           int
	seed                        uint64
	flow                        flow.Sampling
}

// Steps of a flow: to see what is between classes, of which many are made to pick a
// few, six are enough.
const (
	usualSteps   = 10
	betweenSteps = 6
)

// walkPlaces is how many pictures a walk has, both ends included.
const walkPlaces = 17

// newSample is "crococlock sample".
func newSample(std stdio) *cobra.Command {
	var o sampleOptions
	cmd := &cobra.Command{
		Use:        "sample [flags] --out PATH",
		Short:      "make new pictures, of a class or between two",
		Long:       sampleLong,
		Example:    sampleExample,
		SuggestFor: []string{"generate", "draw"},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.weights, "weights", "", "the generator's weights: a `FILE` of train-generator, or PyTorch's of such a network (default: the study's, of clocks and crocodiles)")
	o.model = flowModel
	chooseFlag(cmd, &o.model, "model", "which `KIND` of the study's generators: a rectified flow, or a GAN, which is quicker and not as good", flowModel, ganModel)
	flags.StringVar(&o.out, "out", "", "write to `PATH`")
	flags.StringArrayVar(&o.classes, "class", nil, "the class by its `NAME`; twice, the two that --at is between (default: the two that the weights know)")
	flags.Float64Var(&o.at, "at", 0.5, "the `PLACE` between the two classes, 0 to 1")
	flags.IntVar(&o.n, "n", 64, "how many pictures, `N`")
	flags.Uint64Var(&o.seed, "seed", 0, "the `NUMBER` that chooses the noise that pictures are made from (default 0)")
	flags.Float64Var(&o.flow.Guidance, "guidance", -1, "how typical a flow's pictures are, `G` of 0 or more; 1 is as it was trained (default 1.75, between classes 3)")
	flags.Lookup("guidance").DefValue = "0" // what it is depends on the place
	flags.IntVar(&o.flow.Steps, "steps", usualSteps, "a flow's `STEPS` from noise to picture (default 10, between classes 6)")
	flags.Lookup("steps").DefValue = "0"
	flags.StringArrayVar(&o.guides, "guide", nil, "pick, between two classes, what the classifier of this `FILE` is undecided about; again for more guides (default: the study's three for its own generators)")
	chooseFlag(cmd, &o.format, "format", "write as `FORMAT`: grid, png, gif or npy (default: what PATH ends in, else grid)", "grid", "png", "gif", "npy")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) > 0:
			return usageError("want no arguments, got %s", words(args))
		case flags.Changed("weights") && o.weights == "":
			return usageError("--weights is empty: want the file of a generator, such as train-generator writes")
		case flags.Changed("weights") && flags.Changed("model"):
			return usageError("--model chooses among the study's generators: --weights says by itself what it is")
		case o.out == "":
			return usageError("--out PATH is missing: where the pictures go")
		case o.n < 1:
			return usageError("--n %d: want 1 or more", o.n)
		case !(o.at >= 0 && o.at <= 1):
			return usageError("--at %v: want 0 to 1", o.at)
		case flags.Changed("guidance") && !(o.flow.Guidance >= 0):
			return usageError("--guidance %v: want 0 or more", o.flow.Guidance)
		case o.flow.Steps < 1:
			return usageError("--steps %d: want 1 or more", o.flow.Steps)
		case len(o.classes) > 2:
			return usageError("--class is given %d times: pictures lie between two", len(o.classes))
		case len(o.classes) == 1 && flags.Changed("at"):
			return usageError("--at lies between two classes: give --class twice, or not at all")
		}
		if o.format == "" {
			o.format = formatOf(o.out)
		}
		if len(o.classes) == 1 && o.format == "gif" {
			return usageError("--format gif walks from one class to another: give --class twice, or not at all")
		}
		if !flags.Changed("steps") && o.format != "gif" && o.between() {
			o.flow.Steps = betweenSteps
		}
		return o.run(cmd.Context(), std)
	}
	return cmd
}

// between reports whether pictures are asked for that are of neither class.
func (o sampleOptions) between() bool {
	return o.at > 0 && o.at < 1 && (len(o.classes) == 0 || len(o.classes) == 2 && o.classes[0] != o.classes[1])
}

// formatOf is the format that a path asks for by its ending.
func formatOf(path string) string {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".gif", ".npy":
		return ext[1:]
	}
	return "grid"
}

func (o sampleOptions) run(ctx context.Context, std stdio) error {
	if info, err := os.Stat(filepath.Dir(o.out)); err != nil || !info.IsDir() {
		return fmt.Errorf("--out %s: there is no folder %s", o.out, filepath.Dir(o.out))
	}
	g, err := o.generator()
	if err != nil {
		return err
	}
	first, second, err := o.ends(g)
	if err != nil {
		return err
	}
	made := func(shown func(done, total int)) generation.Generator {
		return generation.NewGenerator(g.side, func(ctx context.Context, n int, at float64, seed uint64) ([]float32, error) {
			return g.sample(ctx, n, g.mix(first, second, at), seed, shown)
		})
	}
	if o.format == "gif" {
		bar := progress.New(std.err, "walking", walkPlaces)
		walk, err := generation.Walk(ctx, made(nil), o.n, walkPlaces, o.seed, func(done int) { bar.Set(int64(done)) })
		bar.Done()
		if err != nil {
			return err
		}
		return walk.WriteGIF(o.out, generation.GIFOptions{})
	}
	pictures, err := o.pictures(ctx, g, made, std)
	if err != nil {
		return err
	}
	switch o.format {
	case "npy":
		return pictures.WriteNPY(o.out)
	case "png":
		return writePictures(o.out, pictures)
	}
	grid, err := pictures.Grid(generation.GridOptions{})
	if err != nil {
		return err
	}
	return figures.Save(grid, o.out)
}

// generator is the one that --weights or --model names.
func (o sampleOptions) generator() (*generator, error) {
	if o.weights == "" {
		return pretrainedGenerator(o.model, o.flow)
	}
	return readGenerator(o.weights, o.flow)
}

// readGuides are the classifiers that pick: those that are named, or the study's for
// its own generators.
func (o sampleOptions) readGuides() (guides []*cnn.Model, err error) {
	if len(o.guides) == 0 && o.weights == "" {
		return generation.Guides()
	}
	for _, file := range o.guides {
		m, err := cnn.ReadFile(file)
		if err != nil {
			return nil, err
		}
		guides = append(guides, m)
	}
	return guides, nil
}

// ends are the two classes that the place is between; the same one twice for
// pictures of one class.
func (o sampleOptions) ends(g *generator) (first, second int, err error) {
	if len(o.classes) == 0 {
		if len(g.classes) != 2 {
			return 0, 0, usageError("the weights know %d classes, %q: say with --class which one, or twice which two", len(g.classes), g.classes)
		}
		return 0, 1, nil
	}
	if first, err = g.class(o.classes[0]); err != nil {
		return 0, 0, err
	}
	second, err = g.class(o.classes[len(o.classes)-1])
	return first, second, err
}

// tries is how many pictures may be made for one that is picked; 0 for the usual
// number. A GAN's cost little, and few lie between.
func tries(g *generator) int {
	if g.kind == ganModel {
		return 400
	}
	return 0
}

// pictures are made at the place, and picked where there are guides and two classes.
func (o sampleOptions) pictures(ctx context.Context, g *generator, made func(shown func(done, total int)) generation.Generator, std stdio) (generation.Pictures, error) {
	var guides []*cnn.Model
	if o.between() {
		var err error
		if guides, err = o.readGuides(); err != nil {
			return generation.Pictures{}, err
		}
	}
	if len(guides) == 0 {
		var bar *progress.Bar
		pictures, err := generation.Sample(ctx, made(func(done, total int) {
			if bar == nil {
				bar = progress.New(std.err, "sampling", int64(total))
			}
			bar.Set(int64(done))
		}), o.n, o.at, o.seed)
		if bar != nil {
			bar.Done()
		}
		return pictures, err
	}
	bar := progress.New(std.err, "selecting", int64(o.n))
	selection := generation.Selection{Guides: generation.Classifiers(guides), Tries: tries(g), Progress: func(found, tried int) {
		bar.SetNote(int64(found), fmt.Sprintf("of %d made", tried))
	}}
	selected, err := selection.Sample(ctx, made(nil), o.n, o.at, o.seed)
	bar.Done()
	if err != nil {
		return generation.Pictures{}, err
	}
	fmt.Fprintf(std.err, "the guides let %v of %d pictures pass\n", selected.Accepted, selected.Accepted.Total)
	return selected.Pictures, nil
}

// writePictures writes each picture as a file of a new or empty folder.
func writePictures(folder string, pictures generation.Pictures) error {
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.Mkdir(folder, 0o777); err != nil {
			return err
		}
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("--out %s is not empty: want a new folder for the pictures", folder)
	}
	for i, img := range pictures.Images() {
		if err := figures.Save(img, filepath.Join(folder, fmt.Sprintf("%04d.png", i))); err != nil {
			return err
		}
	}
	return nil
}
