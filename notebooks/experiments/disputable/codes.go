package main

import (
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/pkg/cluster"
	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
)

// writeCodesOf writes a network's codes, row by row, as little-endian float32.
func writeCodesOf(path string, codes *mat.Dense) error {
	rows, columns := codes.Dims()
	x := make([]float32, 0, rows*columns)
	for i := range rows {
		for _, v := range codes.RawRowView(i) {
			x = append(x, float32(v))
		}
	}
	return atomicfile.Write(path, func(w io.Writer) error { return binary.Write(w, binary.LittleEndian, x) })
}

// readCodesOf reads the codes of so many images.
func readCodesOf(path string, images int) (*mat.Dense, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	x := make([]float32, info.Size()/4)
	if err := binary.Read(f, binary.LittleEndian, x); err != nil {
		return nil, err
	}
	return cluster.Features(x, images)
}

// codeSize is how many numbers codes.csv has of an image.
const codeSize = 16

// writeCodes writes codes.csv: points whose distances are, as well as sixteen
// numbers can tell, the mean distances between images in the latent spaces of
// those networks of the ensembles that have seen neither.
func (e experiment) writeCodes() error {
	d, err := images()
	if err != nil {
		return err
	}
	var between cluster.MeanDistances
	networks := 0
	for round := 0; ; round++ {
		splits, err := dataset.KFold(d.Labels, folds, rand.New(rand.NewPCG(groups[0].seed+uint64(round), 0)))
		if err != nil {
			return err
		}
		found := false
		for fold, split := range splits {
			codes, err := readCodesOf(filepath.Join(e.codes, fmt.Sprintf("%s-%02d-%d.f32", groups[0].name, round, fold)), len(split.Validation))
			if os.IsNotExist(err) {
				continue
			}
			if err != nil {
				return err
			}
			found = true
			networks++
			if err := between.Add(d.Len(), split.Validation, codes); err != nil {
				return err
			}
		}
		if !found {
			break
		}
	}
	points, told, err := between.Points(codeSize)
	if err != nil {
		return err
	}
	path := filepath.Join(e.dir, "codes.csv")
	fmt.Printf("%s: from %d networks, %.1f %% of the distances' variance\n", path, networks, 100*told)
	return atomicfile.Write(path, func(w io.Writer) error {
		if _, err := fmt.Fprintf(w, "# disputable codes, %d networks, %.1f %% of the variance, commit %s\n", networks, 100*told, e.commit); err != nil {
			return err
		}
		rows := [][]string{{"path"}}
		for k := range codeSize {
			rows[0] = append(rows[0], fmt.Sprintf("x%d", k))
		}
		for i, p := range d.Paths {
			row := []string{p}
			for _, v := range points.RawRowView(i) {
				row = append(row, strconv.FormatFloat(v, 'f', 4, 64))
			}
			rows = append(rows, row)
		}
		return csv.NewWriter(w).WriteAll(rows)
	})
}
