package main

import (
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
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

// readCodes returns the codes that a network has of the images that it has an
// opinion on, and their positions.
func (e experiment) readCodes(d *dataset.Dataset, name string) (idx []int, codes *mat.Dense, err error) {
	o, err := cluster.ReadOpinionFile(filepath.Join(e.networks(), name+".csv"), d.Paths, d.Classes)
	if err != nil {
		return nil, nil, err
	}
	for i := range d.Len() {
		if o.Judges(i) {
			idx = append(idx, i)
		}
	}
	codes, err = readCodesOf(filepath.Join(e.codesDir(), name+".f32"), len(idx))
	return idx, codes, err
}

// codeSize is how many numbers codes.csv has of an image.
const codeSize = 16

// writeCodes writes codes.csv: points whose distances are, as well as sixteen
// numbers can tell, the mean distances between images in the latent spaces of
// those networks of the ensembles that have seen neither.
func (e experiment) writeCodes(d *dataset.Dataset) error {
	var between cluster.MeanDistances
	networks := 0
	for round := 0; ; round++ {
		found := false
		for fold := range folds {
			name := nameOf(groups[0].name, round, fold)
			idx, codes, err := e.readCodes(d, name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			found = true
			networks++
			if err := between.Add(d.Len(), idx, codes); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if !found {
			break
		}
	}
	if networks == 0 {
		return fmt.Errorf("no codes in %s; run makes them", e.codesDir())
	}
	points, told, err := between.Points(codeSize)
	if err != nil {
		return err
	}
	path := filepath.Join(e.networks(), "codes.csv")
	log.Printf("%s: from %d networks, %.1f %% of the distances' variance", path, networks, 100*told)
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
