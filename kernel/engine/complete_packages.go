package engine

import (
	"go/types"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// packages adds the names of packages that are not imported. Those of the
// standard library are when they are named, if there is only one of the name.
func (s *suggestions) packages() {
	done := map[string]bool{}
	for _, p := range symbols.Paths() {
		name := symbols.Lookup(p).Name
		if done[name] || !strings.HasPrefix(strings.ToLower(name), strings.ToLower(s.prefix)) {
			continue
		}
		done[name] = true
		if types.Universe.Lookup(name) != nil || s.seen[name+"\x00"] {
			continue
		}
		standard := symbols.Standard(name)
		for i, path := range packagesNamed(name) {
			m := Match{Text: name, Kind: "package", Type: path}
			if len(standard) != 1 || path != standard[0] {
				m.Package = path
			}
			s.add(m, tierPackage, i+1)
		}
	}
}

// packagesNamed are the paths of the packages that a name may mean, the likeliest
// first.
func packagesNamed(name string) []string {
	list := symbols.Standard(name)
	if len(list) == 1 {
		return list
	}
	for _, p := range symbols.Paths() {
		if symbols.Lookup(p).Name == name && strings.Contains(strings.Split(p, "/")[0], ".") {
			list = append(list, p)
		}
	}
	return list
}

// importPaths are the paths of imports that begin as given.
func (e *Engine) importPaths(prefix string) (list []Match) {
	if strings.HasPrefix(prefix, ".") {
		return e.folders(prefix)
	}
	for _, p := range symbols.Paths() {
		if strings.HasPrefix(p, prefix) {
			list = append(list, Match{Text: p, Kind: "path", Type: symbols.Lookup(p).Name})
		}
	}
	if prefix == "" {
		list = append(list, e.folders("./")...)
	}
	return list
}

// folders are the folders beside the notebook with Go files, or with such
// folders, whose paths begin as given.
func (e *Engine) folders(prefix string) (list []Match) {
	base, _ := path.Split(prefix)
	if base == "" {
		base = "./"
		if strings.HasPrefix(prefix, "..") {
			base = "../"
		}
	}
	dir := filepath.Join(e.opts.Dir(), filepath.FromSlash(base))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, d := range entries {
		name := d.Name()
		if !d.IsDir() || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" {
			continue
		}
		if p := base + name; strings.HasPrefix(p, prefix) && holdsGo(filepath.Join(dir, name), 3) {
			list = append(list, Match{Text: p, Kind: "path"})
		}
	}
	return list
}

// holdsGo reports whether a folder has Go files, in it or less than depth below.
func holdsGo(dir string, depth int) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, d := range entries {
		if name := d.Name(); !d.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			return true
		}
	}
	for _, d := range entries {
		if d.IsDir() && depth > 1 && !strings.HasPrefix(d.Name(), ".") && holdsGo(filepath.Join(dir, d.Name()), depth-1) {
			return true
		}
	}
	return false
}
