package symbols

import (
	"archive/zip"
	_ "embed"
	"io"
	"io/fs"
	"strings"
	"sync"
)

// Descriptions of packages: those of this module, which change with it, and the
// larger lot of all others. platformData, in gen_data_*.go, are those that
// differ between systems.
var (
	//go:embed gen_own.zip
	ownData string
	//go:embed gen_other.zip
	otherData string
)

// archived are the files of all archives.
var archived = sync.OnceValue(func() map[string]*zip.File {
	files := map[string]*zip.File{}
	for _, data := range []string{ownData, otherData, platformData} {
		z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
		if err != nil {
			panic(err) // our own files
		}
		for _, f := range z.File {
			files[f.Name] = f
		}
	}
	return files
})

// read returns the content of an archived file.
func read(name string) ([]byte, error) {
	f, ok := archived()[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data := make([]byte, f.UncompressedSize64)
	_, err = io.ReadFull(r, data)
	return data, err
}
