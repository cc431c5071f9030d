package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// BenchmarkRun runs notebooks of one and of 201 small cells in the real kernel:
// what a notebook costs, and what a cell costs, with the kernel's own time.
func BenchmarkRun(b *testing.B) {
	self := func() (jupyter.Launch, error) {
		launch, err := thisProgram()
		launch.Env = []string{programVariable + "=1"}
		return launch, err
	}
	for _, cells := range []int{1, 201} {
		b.Run(fmt.Sprintf("cells=%d", cells), func(b *testing.B) {
			cell := `{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": "6 * 7"}`
			raw := `{"cells": [` + strings.Repeat(cell+", ", cells-1) + cell + `], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}`
			path := filepath.Join(b.TempDir(), "a.ipynb")
			if err := os.WriteFile(path, []byte(raw), 0o644); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				var out bytes.Buffer
				if status := dispatch(context.Background(), []string{"run", path}, stdio{strings.NewReader(""), &out, &out}, self); status != exitOK {
					b.Fatalf("status %d\n%s", status, out.String())
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N*cells), "ms/cell")
		})
	}
}
