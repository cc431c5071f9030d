package symbols_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// The source of every package checks against the export data, and declares what
// is generic in it, with the same types.
func TestSource(t *testing.T) {
	w := newWorld()
	var have []string
	for _, path := range symbols.Paths() {
		pkg, err := w.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		files, err := symbols.Lookup(path).Source()
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if files != nil {
			have = append(have, path)
		}
		checkSource(t, w, pkg, files)
	}
	for _, path := range []string{"cmp", "iter", "maps", "slices", "sync", "sync/atomic"} {
		if !slices.Contains(have, path) {
			t.Errorf("package %s has no source", path)
		}
	}
}

func checkSource(t *testing.T, w *world, pkg *types.Package, files []symbols.File) {
	t.Helper()
	var syntax []*ast.File
	for _, f := range files {
		s, err := parser.ParseFile(w.fset, f.Name, f.Data, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			return
		}
		syntax = append(syntax, s)
	}
	source := types.NewPackage(pkg.Path(), pkg.Name())
	var generic []types.Object
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		switch {
		case !obj.Exported():
		case isGeneric(obj):
			generic = append(generic, obj)
		default:
			source.Scope().Insert(obj)
		}
	}
	conf := types.Config{Importer: w, Error: func(err error) { t.Error(err) }}
	info := &types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}}
	if err := types.NewChecker(&conf, w.fset, source, info).Files(syntax); err != nil {
		return
	}
	for _, want := range generic {
		got := source.Scope().Lookup(want.Name())
		if got == nil {
			t.Errorf("the source of %s does not declare %s", pkg.Path(), want.Name())
		} else if g, w := describe(got), describe(want); g != w {
			t.Errorf("the source of %s declares\n%s\nwant\n%s", pkg.Path(), g, w)
		}
	}
	for sel, s := range info.Selections {
		if m := s.Obj(); s.Kind() == types.MethodVal && !m.Exported() && !isInterfaceMethod(s) && !within(syntax, m.Pos()) {
			t.Errorf("%s: the source calls the method %s, which compiled code does not give", w.fset.Position(sel.Pos()), m.Name())
		}
	}
}

func isInterfaceMethod(s *types.Selection) bool { return types.IsInterface(s.Recv()) }

func within(files []*ast.File, pos token.Pos) bool {
	return slices.ContainsFunc(files, func(f *ast.File) bool { return f.FileStart <= pos && pos < f.FileEnd })
}

func isGeneric(obj types.Object) bool {
	if f, ok := obj.(*types.Func); ok {
		return f.Signature().TypeParams().Len() > 0
	}
	t, ok := obj.Type().(interface{ TypeParams() *types.TypeParamList })
	_, isType := obj.(*types.TypeName)
	return isType && ok && t.TypeParams().Len() > 0
}

// describe spells out the object, of a type its underlying type and methods too.
func describe(obj types.Object) string {
	var b strings.Builder
	fmt.Fprintln(&b, types.ObjectString(obj, nil))
	if named, ok := obj.Type().(*types.Named); ok {
		fmt.Fprintln(&b, named.Underlying())
		var methods []string
		for m := range named.Methods() {
			methods = append(methods, types.ObjectString(m, nil))
		}
		slices.Sort(methods)
		fmt.Fprint(&b, strings.Join(methods, "\n"))
	}
	return b.String()
}
