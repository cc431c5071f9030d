package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"go/token"
	"go/types"
	"io"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
)

// An archive is a zip file that package symbols embeds: "export/PATH" is the
// package's export data, after a line that names the packages to be imported
// before it.
type archive struct {
	b bytes.Buffer
	z *zip.Writer
}

func (a *archive) add(name string, data []byte) error {
	if a.z == nil {
		a.z = zip.NewWriter(&a.b)
		a.z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
			return flate.NewWriter(w, flate.BestCompression)
		})
	}
	w, err := a.z.Create(name) // without a time
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func (a *archive) bytes() ([]byte, error) {
	if a.z == nil {
		a.z = zip.NewWriter(&a.b)
	}
	err := a.z.Close()
	return a.b.Bytes(), err
}

func (a *archive) addPackage(p *pack, varies map[string]bool) error {
	var b bytes.Buffer
	b.WriteString(strings.Join(before(p.types, varies), " ") + "\n")
	// A file set that knows none of the package's files writes no positions.
	if err := gcexportdata.Write(&b, token.NewFileSet(), p.types); err != nil {
		return err
	}
	return a.add("export/"+p.ImportPath, b.Bytes())
}

// before are the packages that pkg depends on and that vary between platforms.
// The description of pkg is that of one platform and brings what it mentions of
// its dependencies, unless they are there already.
func before(pkg *types.Package, varies map[string]bool) []string {
	var list []string
	seen := map[*types.Package]bool{pkg: true}
	var visit func(*types.Package)
	visit = func(p *types.Package) {
		for _, dep := range p.Imports() {
			if !seen[dep] {
				seen[dep] = true
				if varies[dep.Path()] {
					list = append(list, dep.Path())
				}
				visit(dep)
			}
		}
	}
	visit(pkg)
	slices.Sort(list)
	return list
}
