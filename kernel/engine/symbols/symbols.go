package symbols

import (
	"slices"
	"strings"
)

// A Package is one that is compiled in.
type Package struct {
	Path, Name string
	symbols    *[]symbol // sorted by name
}

type symbol struct {
	name  string
	value any
}

// Lookup returns the package of that path, or nil where it is not compiled in.
// The names under which cells import package display are known too.
func Lookup(path string) *Package {
	if isDisplay(path) {
		path = displayPackage
	}
	i, ok := slices.BinarySearchFunc(packages, path, func(p Package, path string) int {
		return strings.Compare(p.Path, path)
	})
	if !ok {
		return nil
	}
	return &packages[i]
}

// Paths returns the import paths of what cells can import, sorted.
func Paths() []string {
	paths := make([]string, 0, len(packages))
	for _, p := range packages {
		if !strings.Contains(p.Path, "/internal/") { // what sources import
			paths = append(paths, p.Path)
		}
	}
	return paths
}

// Value returns the function of that name, a pointer to the variable, or, for a
// type T, (*T)(nil). Constants and what has type parameters have none.
func (p *Package) Value(name string) (any, bool) {
	table := *p.symbols
	i, ok := slices.BinarySearchFunc(table, name, func(s symbol, name string) int {
		return strings.Compare(s.name, name)
	})
	if !ok {
		return nil, false
	}
	return table[i].value, true
}

// Names returns the names that have a Value, sorted.
func (p *Package) Names() []string {
	names := make([]string, len(*p.symbols))
	for i, s := range *p.symbols {
		names[i] = s.name
	}
	return names
}
