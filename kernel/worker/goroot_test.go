//go:build !windows

package worker_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/worker"
)

// ownTests are packages of Go whose tests pass where a cell holds the package and
// them. They use nothing that only Go's own packages may import.
var ownTests = []string{
	"container/heap", "container/list", "container/ring", "encoding/ascii85", "encoding/base32", "encoding/csv", "encoding/hex",
	"encoding/pem", "go/build/constraint", "go/constant", "go/format", "html", "image", "math/cmplx",
	"mime/quotedprintable", "net/mail", "text/scanner", "text/template/parse",
}

// A cell that is a package of Go with its tests passes them.
func TestGoPackagesOwnTests(t *testing.T) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("go env GOROOT: %v", err)
	}
	src := filepath.Join(strings.TrimSpace(string(out)), "src")
	for _, path := range ownTests {
		t.Run(path, func(t *testing.T) {
			p, err := build.Default.ImportDir(filepath.Join(src, path), 0)
			if err != nil {
				t.Skip(err)
			}
			code, err := oneCell(p.Dir, append(p.GoFiles, p.TestGoFiles...))
			if err != nil {
				t.Fatal(err)
			}
			s := newSession(t)
			t.Chdir(p.Dir) // for their testdata
			said := printed(t, func() { _, err = s.eval(context.Background(), "%test -short -bench NONE -skip Alloc\n"+code) })
			var failed *worker.CellError
			if errors.As(err, &failed) {
				t.Errorf("%s\n%s", strings.Join(failed.Traceback, "\n"), said)
			}
		})
	}
}

// oneCell is Go files as one cell: imports, then all else.
func oneCell(dir string, names []string) (string, error) {
	imports := map[string]bool{}
	var rest strings.Builder
	for _, name := range names {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		for _, i := range file.Imports {
			text := i.Path.Value
			if i.Name != nil {
				text = i.Name.Name + " " + text
			}
			imports[text] = true
		}
		text, err := declarations(fset, file)
		if err != nil {
			return "", err
		}
		rest.WriteString(text)
	}
	return fmt.Sprintf("import (\n\t%s\n)\n", strings.Join(slices.Sorted(maps.Keys(imports)), "\n\t")) + rest.String(), nil
}

// declarations is what a file holds behind its imports.
func declarations(fset *token.FileSet, file *ast.File) (string, error) {
	src, err := os.ReadFile(fset.File(file.Package).Name())
	if err != nil {
		return "", err
	}
	from := fset.Position(file.Name.End()).Offset
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			from = fset.Position(g.End()).Offset
		}
	}
	return string(src[from:]) + "\n", nil
}
