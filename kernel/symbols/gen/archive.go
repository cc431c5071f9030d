package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"go/doc"
	"go/token"
	"go/types"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
)

// An archive is what becomes a zip file that package symbols embeds:
// "export/PATH" is the package's export data, after a line that names the
// packages to be imported before it; "source/PATH" the source of its generic
// declarations; "doc/PATH" its comments.
type archive map[string][]byte

// addPackage adds what is said of the package.
func (a archive) addPackage(p *pack, varies map[string]bool) error {
	var err error
	if a["export/"+p.ImportPath], err = exportData(p, varies); err != nil {
		return err
	}
	src, err := genericSource(p)
	if err != nil {
		return err
	}
	if src != nil {
		a["source/"+p.ImportPath] = src
	}
	a["doc/"+p.ImportPath], err = p.docs(doc.Mode(0))
	return err
}

func exportData(p *pack, varies map[string]bool) ([]byte, error) {
	var data bytes.Buffer
	// A file set that knows none of the package's files writes no positions.
	if err := gcexportdata.Write(&data, token.NewFileSet(), p.types); err != nil {
		return nil, err
	}
	mentioned := map[string]*types.Package{}
	if _, err := gcexportdata.Read(bytes.NewReader(data.Bytes()), token.NewFileSet(), mentioned, p.ImportPath); err != nil {
		return nil, err
	}
	// What the data says of packages that differ between platforms holds for one
	// of them, and is not read where they are there already.
	var before []string
	for path := range mentioned {
		if varies[path] && path != p.ImportPath {
			before = append(before, path)
		}
	}
	slices.Sort(before)
	return slices.Concat([]byte(strings.Join(before, " ")+"\n"), data.Bytes()), nil
}

// zip packs the archive.
func (a archive) zip() ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, name := range slices.Sorted(maps.Keys(a)) {
		w, err := z.Create(name) // without a time
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(a[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// common takes out of the archives what is the same in all of them.
func common(archives []archive) archive {
	same := archive{}
	for name, data := range archives[0] {
		differs := func(a archive) bool { return !bytes.Equal(a[name], data) }
		if !slices.ContainsFunc(archives, differs) {
			same[name] = data
		}
	}
	for name := range same {
		for _, a := range archives {
			delete(a, name)
		}
	}
	return same
}
