package source

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
)

// A location is where a package lies.
type location struct {
	path string // by which its types know it
	dir  string
	mod  *mod // nil for a folder that belongs to no module
}

// local reports whether the package's files may change.
func (at location) local() bool { return at.mod == nil || at.mod.local }

// goVersion is the version of the language that the package is written in: the
// newest outside any module.
func (at location) goVersion() string {
	if at.mod == nil {
		return newestGo()
	}
	return at.mod.goVersion
}

// An importer is who imports: the notebook or a package.
type importer struct {
	path     string
	dir      string
	relative bool // it may import "./x"
}

// notebook returns the importer that a cell is.
func (s *scene) notebook() importer {
	if m, rel := s.mainOf(s.dir); m != nil {
		return importer{path.Join(m.path, rel), s.dir, true}
	}
	return importer{folderPath(s.dir), s.dir, true}
}

func (at location) importer() importer { return importer{at.path, at.dir, at.mod == nil} }

// folderPath is the path of a package that belongs to no module.
func folderPath(dir string) string {
	return path.Join("_", strings.ReplaceAll(filepath.ToSlash(dir), ":", "_"))
}

func isRelative(path string) bool {
	return path == "." || path == ".." || strings.HasPrefix(path, "./") || strings.HasPrefix(path, "../")
}

// mainOf returns the module that is worked on in dir, and dir's way in it.
func (s *scene) mainOf(dir string) (*mod, string) {
	var in *mod
	way := ""
	for _, m := range s.mains {
		if rel, ok := inside(m.dir, dir); ok && (in == nil || len(m.dir) > len(in.dir)) {
			in, way = m, rel
		}
	}
	return in, way
}

// folder locates the package in a folder that is named as such. The second
// result is the root of a module that has to take part first, or "".
func (s *scene) folder(from importer, spec string) (location, string, error) {
	if !from.relative {
		return location{}, "", fmt.Errorf("%s imports %q: a package of a module is imported by its path", from.path, spec)
	}
	dir := under(from.dir, spec)
	if !hasGoFiles(dir) {
		return location{}, "", s.noFolder(spec, dir)
	}
	m, rel := s.mainOf(dir)
	if file := s.upwards(dir, "go.mod"); file != "" && (m == nil || filepath.Dir(file) != m.dir) {
		return location{}, filepath.Dir(file), nil
	}
	if m != nil {
		return location{path.Join(m.path, rel), dir, m}, "", nil
	}
	return location{folderPath(dir), dir, nil}, "", nil
}

// locate finds the package of an import path that is not relative. The second
// result is a module of the module cache that has to take part first, or zero.
func (s *scene) locate(spec string) (location, module.Version, error) {
	if at, ok := s.found[spec]; ok {
		return at, module.Version{}, nil
	}
	var absent *mod
	for _, v := range s.vendors {
		if m := v.packages[spec]; m != nil {
			return location{spec, filepath.Join(v.dir, filepath.FromSlash(spec)), m}, module.Version{}, nil
		}
	}
	for prefix := spec; prefix != "."; prefix = path.Dir(prefix) {
		m := s.module(prefix)
		if m == nil {
			continue
		}
		if !m.there {
			if absent == nil {
				absent = m
			}
			continue
		}
		if at, ok := s.within(m, spec); ok {
			if !m.local {
				s.found[spec] = at
			}
			return at, module.Version{}, nil
		}
	}
	if absent != nil {
		return location{}, module.Version{}, s.absent(spec, absent)
	}
	for prefix := spec; prefix != "."; prefix = path.Dir(prefix) {
		if s.module(prefix) != nil {
			continue
		}
		if v := s.fromCache(prefix, spec); v != "" {
			return location{}, module.Version{Path: prefix, Version: v}, nil
		}
	}
	return location{}, module.Version{}, s.missing(spec)
}

// module returns the module of that path that takes part, or nil.
func (s *scene) module(path string) *mod {
	for _, m := range s.mains {
		if m.path == path {
			return m
		}
	}
	return s.mods[path]
}

// within locates a package in a module, and reports whether it is there.
func (s *scene) within(m *mod, spec string) (location, bool) {
	rel := strings.TrimPrefix(strings.TrimPrefix(spec, m.path), "/")
	dir := filepath.Join(m.dir, filepath.FromSlash(rel))
	if !hasGoFiles(dir) {
		return location{}, false
	}
	if m.local {
		if strings.HasPrefix(rel, "vendor/") || strings.Contains(rel, "/vendor/") {
			return location{}, false
		}
		if file := s.upwards(dir, "go.mod"); file != filepath.Join(m.dir, "go.mod") && file != "" {
			if _, ok := inside(m.dir, filepath.Dir(file)); ok {
				return location{}, false // a module inside the module
			}
		}
	}
	return location{spec, dir, m}, true
}

// fromCache returns the version of a module in the module cache that is to be
// taken for a package, or "": the newest that has it and that this Go can read.
func (s *scene) fromCache(mod, spec string) string {
	for _, v := range s.cache.versions(mod) {
		at := module.Version{Path: mod, Version: v}
		dir, ok := s.cache.dir(at)
		rel := strings.TrimPrefix(strings.TrimPrefix(spec, mod), "/")
		if ok && hasGoFiles(filepath.Join(dir, filepath.FromSlash(rel))) && readableGo(s.cache.gomod(at).goVersion()) {
			return v
		}
	}
	return ""
}

// mayImport applies the rule for internal packages.
func mayImport(from importer, spec string) error {
	parent := ""
	switch i := strings.LastIndex("/"+spec+"/", "/internal/"); {
	case i < 0:
		return nil
	case i > 0:
		parent = spec[:i-1]
	}
	if parent != "" && (from.path == parent || strings.HasPrefix(from.path, parent+"/")) {
		return nil
	}
	return fmt.Errorf("use of internal package %s not allowed here: it is for packages in %s", spec, orStd(parent))
}

func orStd(parent string) string {
	if parent == "" {
		return "Go's standard library"
	}
	return parent
}
