package source

import (
	"errors"
	"fmt"
	"go/types"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
)

// A target is what an import means: a package that is compiled in, or a node.
type target struct {
	compiled *types.Package
	node     *node
}

// resolve finds what spec means in the package by, nil for the notebook, to
// which the imports in way have led.
func (r *reading) resolve(by *node, spec string, way []string) (target, error) {
	t, at, err := r.find(by, spec)
	if err != nil && !errors.Is(err, again{}) {
		return target{}, importedBy(by, err)
	}
	if err != nil || t.compiled != nil {
		return t, err
	}
	n, err := r.scan(at, way)
	if no, ok := err.(refusal); ok {
		err = importedBy(by, no) // the innermost importer says enough
	}
	return target{node: n}, err
}

func importedBy(by *node, err error) error {
	if by == nil {
		return err
	}
	return fmt.Errorf("%w (imported by %s)", err, by.at.path)
}

// find returns a package that is compiled in, or where one lies.
func (r *reading) find(by *node, spec string) (target, location, error) {
	switch {
	case spec == "unsafe":
		return target{compiled: types.Unsafe}, location{}, nil
	case spec == "C":
		return target{}, location{}, errors.New(`import "C" needs cgo, which cannot be interpreted`)
	case isRelative(spec):
		at, err := r.folder(by, spec)
		if err != nil {
			return target{}, location{}, err
		}
		t, err := r.compiledIn(at.path)
		if t.compiled != nil {
			r.hint("%s is compiled into this program: what is in the folder %s is not read.", at.path, spec)
		}
		return t, at, err
	case path.IsAbs(spec) || filepath.IsAbs(spec):
		return target{}, location{}, fmt.Errorf("%q: a folder is imported by its way from the notebook's, as ./mine", spec)
	}
	if strings.Contains("/"+spec+"/", "/internal/") {
		if err := r.allowed(by, spec); err != nil {
			return target{}, location{}, err
		}
	}
	// Most imports are of packages that are compiled in, and need no disk.
	if t, err := r.compiledIn(spec); t.compiled != nil || err != nil {
		if by == nil && err == nil {
			r.hintVersion(spec)
		}
		return t, location{}, err
	}
	at, err := r.locate(spec)
	return target{}, at, err
}

func (r *reading) compiledIn(path string) (target, error) {
	p, err := r.l.cfg.Compiled(path)
	switch {
	case errors.Is(err, ErrNotCompiledIn):
		return target{}, nil
	case err != nil:
		return target{}, err
	}
	return target{compiled: p}, nil
}

// hintVersion says so where the notebook's go.mod, or %get, asks for another version
// of a package than the one that is compiled in.
func (r *reading) hintVersion(path string) {
	if first, _, _ := strings.Cut(path, "/"); r.l.cfg.Module == nil || !strings.Contains(first, ".") {
		return
	}
	mod, version := r.l.cfg.Module(path)
	if version == "" {
		return
	}
	s, err := r.now()
	if err != nil {
		return // it is said where go.mod decides
	}
	for _, m := range s.asked {
		if m.Path == mod && m.Version != version {
			r.hint("%s %s is compiled into this program: %s, which is asked for, is not read.", mod, version, m.Version)
			return
		}
	}
}

// importer returns who imports when by does.
func (r *reading) importer(by *node) (importer, error) {
	if by != nil {
		return by.at.importer(), nil
	}
	s, err := r.now()
	if err != nil {
		return importer{}, err
	}
	return s.notebook(), nil
}

func (r *reading) allowed(by *node, spec string) error {
	from, err := r.importer(by)
	if err != nil {
		return err
	}
	return mayImport(from, spec)
}

// folder locates the package in a folder that is named as such.
func (r *reading) folder(by *node, spec string) (location, error) {
	from, err := r.importer(by)
	if err != nil {
		return location{}, err
	}
	at, root, err := r.scene.folder(from, spec)
	if err == nil && root != "" {
		err = r.extend(r.known.withFolder(root))
	}
	if err == nil {
		err = mayImport(from, at.path)
	}
	return at, err
}

// locate finds the package of an import path that is not compiled in.
func (r *reading) locate(spec string) (location, error) {
	if err := module.CheckImportPath(spec); err != nil {
		return location{}, err
	}
	s, err := r.now()
	if err != nil {
		return location{}, err
	}
	at, taken, err := s.locate(spec)
	switch {
	case err != nil:
	case taken.Path != "":
		r.hint("%s is taken from %s in the module cache: no go.mod asks for it.", spec, &mod{path: taken.Path, version: taken.Version})
		err = r.extend(r.known.withModule(taken.Path, taken.Version))
	case at.mod.wanted != "":
		r.hint("%s is used in place of %s, which is not in the module cache.", at.mod, at.mod.wanted)
	}
	return at, err
}

func (r *reading) hint(format string, args ...any) {
	r.hints = append(r.hints, fmt.Sprintf(format, args...))
}
