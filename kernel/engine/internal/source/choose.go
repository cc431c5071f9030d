package source

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/linked"
)

// A text is a package's files, parsed.
type text struct {
	name    string
	files   []*ast.File
	imports []string // as they are spelt
	seen    stamps   // of a package whose files may change
	variant int
	refused error // why the ordinary variant was not chosen, or nil
}

// A variant is a way to choose files. The first is the ordinary one; the others
// are tried where that has functions that are written in assembly, since many
// packages offer Go in their place under a tag, or for machines for which they
// have no assembly. No file is chosen for another machine than this.
type variant struct {
	tags []string
	arch string
}

func variants() []variant {
	names := []string{"purego", "noasm", "appengine", "safe"}
	list := []variant{{arch: runtime.GOARCH}}
	for _, n := range names {
		list = append(list, variant{tags: []string{n}, arch: runtime.GOARCH})
	}
	return append(list, variant{names, runtime.GOARCH}, variant{names, "generic"})
}

func buildContext(tags []string, v variant) *build.Context {
	c := build.Default
	c.GOROOT, c.GOPATH = "", "" // a folder is a folder, wherever it lies
	c.GOOS, c.GOARCH = runtime.GOOS, v.arch
	c.CgoEnabled = false
	c.BuildTags = slices.Concat(tags, v.tags)
	return &c
}

// readText chooses and parses a package's files: the first variant, from the
// given on, in which each function has a body.
func readText(fset *token.FileSet, at location, tags []string, first int) (*text, error) {
	var seen stamps
	if at.local() {
		var err error
		if seen, err = goFiles(at.dir); err != nil {
			return nil, err
		}
	}
	var ordinary error
	var tried [][]string
	for i, v := range variants() {
		p, err := buildContext(tags, v).ImportDir(at.dir, 0)
		if slices.ContainsFunc(tried, func(names []string) bool { return slices.Equal(names, p.GoFiles) }) {
			continue
		}
		tried = append(tried, p.GoFiles)
		if i < first {
			continue
		}
		var t *text
		if err == nil {
			t, err = parse(fset, at, p)
		} else {
			err = chooseError(at, tags, err)
		}
		if err == nil {
			t.variant, t.seen, t.refused = i, seen, ordinary
			return t, nil
		}
		if ordinary == nil {
			ordinary = err
		}
		if !isRefusal(err) && i == 0 {
			break
		}
	}
	if ordinary == nil {
		ordinary = fmt.Errorf("package %s has no other choice of files", at.path)
	}
	return nil, ordinary
}

func parse(fset *token.FileSet, at location, p *build.Package) (*text, error) {
	t := &text{name: p.Name}
	if p.Name == "main" {
		return nil, fmt.Errorf("%s is a program, not a package that can be imported", at.path)
	}
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(at.dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, syntaxError{err}
		}
		t.files = append(t.files, f)
		for _, s := range f.Imports {
			path, err := strconv.Unquote(s.Path.Value)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(t.imports, path) {
				t.imports = append(t.imports, path)
			}
		}
	}
	return t, hasBodies(at, t)
}

// chooseError says why no files were chosen.
func chooseError(at location, tags []string, err error) error {
	var none *build.NoGoError
	var several *build.MultiplePackageError
	switch {
	case errors.As(err, &none):
		if file := cgoFile(at.dir, tags); file != "" {
			return cgoError(at, file)
		}
		return fmt.Errorf("package %s has no Go files for %s/%s", at.path, runtime.GOOS, runtime.GOARCH)
	case errors.As(err, &several):
		return fmt.Errorf("the files of %s belong to two packages: %s (%s) and %s (%s)", at.path,
			several.Packages[0], several.Files[0], several.Packages[1], several.Files[1])
	}
	return syntaxError{err}
}

// cgoFile returns a file that imports "C" and would be chosen if cgo were there.
func cgoFile(dir string, tags []string) string {
	c := buildContext(tags, variants()[0])
	c.CgoEnabled = true
	p, _ := c.ImportDir(dir, 0)
	if p == nil || len(p.CgoFiles) == 0 {
		return ""
	}
	return p.CgoFiles[0]
}

func cgoError(at location, file string) error {
	return refusal{fmt.Sprintf("package %s needs cgo (%s imports \"C\"), which cannot be interpreted", at.path, file)}
}

// A refusal says that a package is not all written in Go.
type refusal struct{ text string }

func (e refusal) Error() string { return e.text }

func isRefusal(err error) bool {
	var r refusal
	return errors.As(err, &r)
}

// hasBodies refuses what the files leave to the assembler or the linker.
func hasBodies(at location, t *text) error {
	links := linknames(t.files)
	for _, f := range t.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Body != nil || linked.Func(linked.Name(d)) != nil {
					continue
				}
				if to := links[d.Name.Name]; to != "" && d.Recv == nil {
					return refusal{fmt.Sprintf("package %s cannot be interpreted: its function %s is linked to %s", at.path, d.Name.Name, to)}
				}
				return refusal{fmt.Sprintf("package %s cannot be interpreted: its function %s is written in assembly", at.path, d.Name.Name)}
			case *ast.GenDecl:
				if d.Tok != token.VAR {
					continue
				}
				for _, s := range d.Specs {
					for _, n := range s.(*ast.ValueSpec).Names {
						if to := links[n.Name]; to != "" {
							return refusal{fmt.Sprintf("package %s cannot be interpreted: its variable %s is linked to %s", at.path, n.Name, to)}
						}
					}
				}
			}
		}
	}
	return nil
}

// linknames returns what names of the package are linked to.
func linknames(files []*ast.File) map[string]string {
	m := map[string]string{}
	for _, f := range files {
		for _, g := range f.Comments {
			for _, c := range g.List {
				if a := strings.Fields(c.Text); len(a) == 3 && a[0] == "//go:linkname" {
					m[a[1]] = a[2]
				}
			}
		}
	}
	return m
}

// A syntaxError is a mistake in a package's files.
type syntaxError struct{ err error }

func (e syntaxError) Error() string { return e.err.Error() }

func (e syntaxError) Unwrap() error { return e.err }
