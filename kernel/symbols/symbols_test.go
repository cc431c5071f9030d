//go:build !windows

package symbols_test

import (
	"io"
	"slices"
	"testing"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/imports"
	"github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/symbols"
)

func TestEveryPackageCanBeImported(t *testing.T) {
	ir := fast.New()
	ir.Comp.Universe.Importer = &xreflect.Importer{}
	ir.Comp.Globals.Stdout, ir.Comp.Globals.Stderr = io.Discard, io.Discard
	for _, path := range symbols.Paths() {
		if !symbols.Load(path) {
			t.Errorf("%s is listed and cannot be loaded", path)
			continue
		}
		pkg := imports.Packages[path]
		pkg.Validate(path) // panics where gomacro could not use it
		if _, err := ir.ImportPackagesOrError(map[string]fast.PackageName{path: "_"}); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestLoad(t *testing.T) {
	for path, want := range map[string]bool{
		"gonum.org/v1/plot":                 true,
		"display":                           true,
		"github.com/gopherdata/gophernotes": true,
		"net/url":                           true, // gomacro's own
		"example.com/none":                  false,
		"github.com/crococlock/crococlock/pkg/dataset": true,
	} {
		if got := symbols.Load(path); got != want {
			t.Errorf("Load(%q) is %t, want %t", path, got, want)
		}
		if listed := slices.Contains(symbols.Paths(), path); listed != want {
			t.Errorf("Paths lists %q: %t, want %t", path, listed, want)
		}
	}
}
