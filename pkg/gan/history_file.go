package gan

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
)

// ReadHistory reads a history that was written as CSV with the columns of
// DataFrame, such as those of notebooks/results/gan. Lines that begin with # are
// comments. Errors name the file and the line.
func ReadHistory(path string) (History, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("gan: %w", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("gan: %s: no history: %w", path, err)
	}
	want := append([]string{"step"}, columns[:]...)
	if !slices.Equal(head, want) {
		return nil, fmt.Errorf("gan: %s: columns %q, want %q", path, head, want)
	}
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("gan: %s: %w", path, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("gan: %s: a history without records", path)
	}
	var h History
	for _, row := range rows {
		step, err := strconv.Atoi(row[0])
		if err != nil || step < 1 || len(h) > 0 && step <= h[len(h)-1].Step {
			return nil, fmt.Errorf("gan: %s: step %q behind %d records: steps must rise from 1", path, row[0], len(h))
		}
		values := make([]float64, len(columns))
		for k, cell := range row[1:] {
			if values[k], err = strconv.ParseFloat(cell, 64); err != nil {
				return nil, fmt.Errorf("gan: %s: step %d: %s is %q, no number", path, step, columns[k], cell)
			}
		}
		h = append(h, recordOf(step, values))
	}
	return h, nil
}
