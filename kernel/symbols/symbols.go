//go:build !windows

package symbols

import (
	"fmt"
	"sort"
	"strings"

	"github.com/cosmos72/gomacro/imports"
)

// Load makes the package importable by gomacro and tells whether it is
// compiled in. Of the standard library, what is not generated here is known to
// gomacro itself, with the surface of an older Go.
func Load(path string) bool {
	if alias, ok := aliases[path]; ok {
		if !Load(alias) {
			return false
		}
		imports.Packages[path] = imports.Packages[alias]
		return true
	}
	if table, ok := tables[path]; ok {
		if _, loaded := generated[path]; !loaded {
			generated[path] = struct{}{}
			imports.Packages[path] = table()
		}
		return true
	}
	_, ok := imports.Packages[path]
	return ok
}

// aliases are the names under which cells import package display: gophernotes'
// two.
var aliases = map[string]string{
	"display":                           displayPackage,
	"github.com/gopherdata/gophernotes": displayPackage,
}

const displayPackage = "github.com/crococlock/crococlock/kernel/display"

// generated are the packages whose own tables have been put into gomacro's
// map, which is one for the process.
var generated = map[string]struct{}{}

// Paths returns the import paths that Load knows, sorted. gomacro's own
// packages are not listed.
func Paths() []string {
	seen := map[string]bool{}
	for path := range aliases {
		seen[path] = true
	}
	for path := range tables {
		seen[path] = true
	}
	for path := range imports.Packages {
		if !hidden(path) {
			seen[path] = true
		}
	}
	paths := make([]string, 0, len(seen))
	for path := range seen {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	return paths
}

// hidden tells whether the package is one that only gomacro needs.
func hidden(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

// untyped is gomacro's notation for an untyped constant whose value depends on
// the operating system.
func untyped(kind string, value any) string { return fmt.Sprintf("%s:%v", kind, value) }
