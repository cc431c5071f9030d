package symbols

import (
	"bytes"
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
)

// Import adds the package of that path to imports, by path, and what it
// mentions of others, and returns it. imports holds what earlier calls added:
// one map is one world of types, and not for use at the same time.
func Import(fset *token.FileSet, imports map[string]*types.Package, path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	p := Lookup(path)
	if p == nil {
		return nil, fmt.Errorf("package %s is not compiled in", path)
	}
	if pkg := imports[p.Path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	data, err := read("export/" + p.Path)
	if err != nil {
		return nil, fmt.Errorf("package %s: %w", path, err)
	}
	// The first line names the packages that differ between systems and that
	// this one depends on: its own data has them as they are on another system.
	before, data, _ := bytes.Cut(data, []byte("\n"))
	for _, dep := range strings.Fields(string(before)) {
		if _, err := Import(fset, imports, dep); err != nil {
			return nil, err
		}
	}
	pkg, err := gcexportdata.Read(bytes.NewReader(data), fset, imports, p.Path)
	if err != nil {
		return nil, fmt.Errorf("package %s: %w", path, err)
	}
	return pkg, nil
}
