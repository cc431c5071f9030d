package symbols

import (
	"go/types"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/kernel/symbols/internal/typekey"
)

// A Package is one that is compiled in.
type Package struct {
	Path, Name string
	symbols    *[]symbol // sorted by name
	instances  *[]symbol // of generic declarations, or nil; sorted by name
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
// type T, (*T)(nil), or a pointer to a constant of T if T is not exported.
// Constants and what has type parameters have none.
func (p *Package) Value(name string) (any, bool) { return find(*p.symbols, name) }

// Instance returns what Value would for the generic function or type of that
// name with those type arguments, if that is compiled in: the functions of
// packages cmp, slices and maps for common types, and the types that values of
// compiled code have.
func (p *Package) Instance(name string, args []types.Type) (any, bool) {
	if p.instances == nil {
		return nil, false
	}
	key, ok := typekey.Of(args)
	if !ok {
		return nil, false
	}
	return find(*p.instances, name+"["+key+"]")
}

func find(table []symbol, name string) (any, bool) {
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
