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
// before it; "source/PATH" the source of its generic declarations.
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
	var data bytes.Buffer
	// A file set that knows none of the package's files writes no positions.
	if err := gcexportdata.Write(&data, token.NewFileSet(), p.types); err != nil {
		return err
	}
	mentioned := map[string]*types.Package{}
	if _, err := gcexportdata.Read(bytes.NewReader(data.Bytes()), token.NewFileSet(), mentioned, p.ImportPath); err != nil {
		return err
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
	line := strings.Join(before, " ") + "\n"
	if err := a.add("export/"+p.ImportPath, append([]byte(line), data.Bytes()...)); err != nil {
		return err
	}
	src, err := genericSource(p)
	if err != nil || src == nil {
		return err
	}
	return a.add("source/"+p.ImportPath, src)
}
