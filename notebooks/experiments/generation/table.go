package main

import (
	"context"
	"fmt"
	"image"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/figures"
	"github.com/crococlock/crococlock/pkg/generation"
)

// An experiment is what is measured and where the results go.
type experiment struct {
	samples, judges, disputable, out, commit string

	order    []string
	seed     uint64
	averages int
}

// bench reads judges and features.
func (e experiment) bench(d *dataset.Dataset) (*generation.Bench, error) {
	paths, err := filepath.Glob(filepath.Join(e.judges, "judge-*.safetensors"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no judges in %s; the command judges trains them", e.judges)
	}
	var judges []cnn.Classifier
	for _, path := range paths {
		m, err := cnn.ReadFile(path)
		if err != nil {
			return nil, err
		}
		judges = append(judges, m)
	}
	rotations, err := cnn.ReadFile(filepath.Join(e.judges, "rotations.safetensors"))
	if err != nil {
		return nil, err
	}
	real, err := generation.PicturesOf(d, d.All())
	if err != nil {
		return nil, err
	}
	features, err := generation.NewFeatures(rotations, real)
	if err != nil {
		return nil, err
	}
	disputable, err := positions(d, e.disputable)
	if err != nil {
		return nil, err
	}
	b, err := generation.NewBench(d, judges, features, disputable)
	if err == nil {
		b.KID.Seed = e.seed
		log.Printf("%d judges, %d features, %d disputable images", len(judges), features.Dims(), len(disputable))
	}
	return b, err
}

// table measures all there is, prints it and writes it to e.out.
func (e experiment) table(ctx context.Context, d *dataset.Dataset, w io.Writer) error {
	b, err := e.bench(d)
	if err != nil {
		return err
	}
	t := generation.Table{Classes: d.Classes}
	add := func(r generation.Row, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, r)
		log.Printf("%s, %s: %d pictures", r.Name, r.Kind, r.N)
		return nil
	}
	if err := add(b.Real(e.seed)); err != nil {
		return err
	}
	if err := add(b.RealDisputable()); err != nil {
		return err
	}
	averages, err := pixelAverages(d, e.averages, e.seed)
	if err != nil {
		return err
	}
	if err := add(b.Between("pixel average", averages)); err != nil {
		return err
	}
	if e.samples != "" {
		all, err := makers(e.samples, d.Classes, e.order)
		if err != nil {
			return err
		}
		for _, m := range all {
			if err := e.rows(b, m, add); err != nil {
				return err
			}
		}
	}
	if _, err := io.WriteString(w, t.Markdown()); err != nil {
		return err
	}
	if e.out == "" {
		return nil
	}
	return e.write(t, b, d)
}

// rows measures what a maker made.
func (e experiment) rows(b *generation.Bench, m maker, add func(generation.Row, error) error) error {
	var classes []generation.Pictures
	for _, class := range b.Data.Classes {
		path, ok := m.files[class]
		if !ok {
			continue
		}
		p, err := generation.ReadNPY(path)
		if err != nil {
			return err
		}
		classes = append(classes, p)
	}
	switch len(classes) {
	case 0:
	case len(b.Data.Classes):
		if err := add(b.Classes(m.name, classes)); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%s: samples of %d classes, want those of %q", m.name, len(classes), b.Data.Classes)
	}
	if path, ok := m.files[between]; ok {
		p, err := generation.ReadNPY(path)
		if err != nil {
			return err
		}
		return add(b.Between(m.name, p))
	}
	return nil
}

// write writes the table, a grid of each row and its nearest pairs.
func (e experiment) write(t generation.Table, b *generation.Bench, d *dataset.Dataset) error {
	if err := os.MkdirAll(e.out, 0o755); err != nil {
		return err
	}
	comment := fmt.Sprintf("generation table, %d judges, %d disputable images, seed %d, commit %s", len(b.Judges), len(b.Disputable), e.seed, e.commit)
	err := atomicfile.Write(filepath.Join(e.out, "table.md"), func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "<!-- %s -->\n\n%s\n- %s\n", comment, t.Markdown(), strings.Join(generation.Explained(), "\n- "))
		return err
	})
	if err != nil {
		return err
	}
	err = atomicfile.Write(filepath.Join(e.out, "table.csv"), func(w io.Writer) error {
		if _, err := fmt.Fprintf(w, "# %s\n", comment); err != nil {
			return err
		}
		return t.DataFrame().WriteCSV(w)
	})
	if err != nil {
		return err
	}
	for _, r := range t.Rows {
		stem := filepath.Join(e.out, strings.ReplaceAll(r.Name+" "+r.Kind, " ", "-"))
		img, err := some(r.Pictures, 64).Grid(generation.GridOptions{Columns: 16, Factor: 2})
		if err != nil {
			return err
		}
		if err := figures.Save(img, stem+".png"); err != nil {
			return err
		}
		near, err := nearest(r, d)
		if err != nil {
			return err
		}
		if err := figures.Save(near, stem+"-nearest.png"); err != nil {
			return err
		}
	}
	return nil
}

// some are n pictures, evenly from all.
func some(p generation.Pictures, n int) generation.Pictures {
	n = min(n, p.Len())
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i * p.Len() / n
	}
	return p.Pick(idx)
}

// pairs is how many of the nearest are shown.
const pairs = 20

// nearest draws the samples nearest to a training image beside it.
func nearest(r generation.Row, d *dataset.Dataset) (image.Image, error) {
	training, err := generation.PicturesOf(d, d.All())
	if err != nil {
		return nil, err
	}
	var images []image.Image
	var titles []string
	for _, n := range r.Copies.Nearest[:min(pairs, len(r.Copies.Nearest))] {
		of := training
		if n.Mirrored {
			of = training.Pick([]int{n.Training}).Mirrored()
			n.Training = 0
		}
		images = append(images, dataset.ToImage(r.Pictures.At(n.Sample), r.Pictures.Side, r.Pictures.Side), dataset.ToImage(of.At(n.Training), d.H, d.W))
		titles = append(titles, fmt.Sprintf("%.2f", n.Distance), "training")
	}
	return figures.Montage(images, titles, figures.MontageOptions{Columns: 8, Factor: 2,
		Heading: r.Name + ": the nearest to a training image",
		Caption: fmt.Sprintf("Distance over all values; below %.2f a sample counts as a copy. %s", r.Copies.Threshold, d.Source)})
}
