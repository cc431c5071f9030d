package study

import (
	"fmt"
	"image"
	_ "image/gif" // the formats that package dataset reads
	_ "image/jpeg"
	_ "image/png"
	"math/rand/v2"
	"os"
	"path/filepath"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// Side is the width and height of the study's pictures, in pixels.
const Side = 32

// Open returns the pictures of the study as dataset.Open does: those of the folder
// that CROCOCLOCK_DATA names, else the study's own where they have been fetched,
// else synthetic ones. Pictures of other sizes are cropped to their centre square
// and scaled to 32×32 pixels, and Source says so. Folders that do not hold two
// classes are an error.
func Open() (*dataset.Dataset, error) {
	dir := os.Getenv(dataset.EnvData)
	if dir == "" {
		if _, err := os.Lstat(dataset.DefaultDir()); err != nil {
			return dataset.Open()
		}
		dir = dataset.DefaultDir()
	}
	d, err := dataset.ReadFolderScaled(dir, Side)
	if err != nil {
		return nil, err
	}
	if len(d.Classes) != 2 {
		return nil, fmt.Errorf("study: %s holds %d classes %q; the notebooks compare two, crococlock train takes any number", dir, len(d.Classes), d.Classes)
	}
	if n := scaled(dir, d.Paths); n > 0 {
		d.Source += fmt.Sprintf(", %d of %d cut to squares and scaled to %d×%d pixels", n, d.Len(), Side, Side)
	}
	return d, nil
}

// scaled counts the files whose pictures are not Side×Side.
func scaled(dir string, paths []string) int {
	n := 0
	for _, path := range paths {
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(path)))
		if err != nil {
			continue // it was read a moment ago
		}
		c, _, err := image.DecodeConfig(f)
		f.Close()
		if err != nil || c.Width != Side || c.Height != Side {
			n++
		}
	}
	return n
}

// Split deals the pictures as the report did: half of them to train on, a quarter
// to watch the training with, a quarter to test. It is an error if a part has no
// picture of a class, which only happens where there are very few.
func Split(d *dataset.Dataset, seed int) (dataset.Split, error) {
	half, quarter := d.Len()/2, d.Len()/4
	split, err := dataset.RandomSplit(d.Len(), half, quarter, d.Len()-half-quarter, rand.New(rand.NewPCG(uint64(seed), 0)))
	if err != nil {
		return dataset.Split{}, err
	}
	for _, part := range []struct {
		name string
		idx  []int
	}{{dataset.TrainName, split.Train}, {dataset.ValidationName, split.Validation}, {dataset.TestName, split.Test}} {
		for label, class := range d.Classes {
			if len(OfClass(d, part.idx, label)) == 0 {
				return dataset.Split{}, fmt.Errorf("study: with seed %d the %s part of %d pictures has none of %s; another seed, or more pictures, will help",
					seed, part.name, d.Len(), class)
			}
		}
	}
	return split, nil
}

// OfClass returns those of the positions idx whose pictures have the label.
func OfClass(d *dataset.Dataset, idx []int, label int) []int {
	var of []int
	for _, i := range idx {
		if d.Labels[i] == label {
			of = append(of, i)
		}
	}
	return of
}
