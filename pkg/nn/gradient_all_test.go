package nn_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whatever makes an op with a gradient is checked, by the oracle or by
// differences: exported functions by their name, others where no exported
// function uses them.
func TestNoGradientIsForgotten(t *testing.T) {
	checked := make(map[string]bool)
	for _, c := range oracle(t) {
		checked[strings.ReplaceAll(c.Op, "_", "")] = true
	}
	for _, c := range gradientCases {
		checked[strings.ToLower(c.of)] = true
	}
	ops := opFunctions(t)
	if len(ops) < 20 {
		t.Fatalf("only %d functions make ops: %v", len(ops), slices.Sorted(maps.Keys(ops)))
	}
	used := make(map[string]bool)
	for name, f := range ops {
		if ast.IsExported(name) {
			f.reach(ops, used)
		}
	}
	for name := range ops {
		if !checked[strings.ToLower(name)] && !used[name] {
			t.Errorf("%s has a gradient that neither the oracle nor gradientCases checks", name)
		}
	}
}

// opFunction is a function of the package that makes an op with a gradient, or
// calls one that does.
type opFunction struct {
	makes bool
	calls map[string]bool
}

// reach marks the unexported functions that f needs.
func (f opFunction) reach(all map[string]opFunction, used map[string]bool) {
	for name := range f.calls {
		if g, ok := all[name]; ok && !ast.IsExported(name) && !used[name] {
			used[name] = true
			g.reach(all, used)
		}
	}
}

// opFunctions reads them from the source.
func opFunctions(t *testing.T) map[string]opFunction {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]opFunction)
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && !strings.HasSuffix(name, "_test.go") && returnsNode(f) {
				all[f.Name.Name] = newOpFunction(f)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for name, o := range all {
			for called := range o.calls {
				if !o.makes && all[called].makes {
					o.makes, changed = true, true
					all[name] = o
				}
			}
		}
	}
	maps.DeleteFunc(all, func(_ string, o opFunction) bool { return !o.makes })
	return all
}

func newOpFunction(f *ast.FuncDecl) opFunction {
	o := opFunction{calls: make(map[string]bool)}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			o.calls[n.Name] = true
		case *ast.KeyValueExpr:
			key, ok := n.Key.(*ast.Ident)
			o.makes = o.makes || ok && key.Name == "grad"
		}
		return true
	})
	return o
}

func returnsNode(f *ast.FuncDecl) bool {
	if f.Type.Results == nil {
		return false
	}
	p, ok := f.Type.Results.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	s, ok := p.X.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Node"
}
