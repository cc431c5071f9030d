package symbols

import (
	"errors"
	"io/fs"
)

// A File is Go source.
type File struct {
	Name string
	Data []byte
}

// Source returns the package's generic declarations, with their bodies and with
// the unexported declarations that they need; nil where there are none. What
// they mention of the package's exported declarations that are not generic is
// not in it: that is in the export data, and is to be compiled code's own.
// Functions that cannot be interpreted have bodies that call package instances,
// which Lookup and Import know.
func (p *Package) Source() ([]File, error) {
	data, err := read("source/" + p.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []File{{Name: p.Path + "/generic.go", Data: data}}, nil
}
