//go:debug gotypesalias=1

package symbols_test

import (
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// world imports packages into one map.
type world struct {
	fset    *token.FileSet
	imports map[string]*types.Package
}

func newWorld() *world {
	return &world{fset: token.NewFileSet(), imports: map[string]*types.Package{}}
}

func (w *world) Import(path string) (*types.Package, error) {
	return symbols.Import(w.fset, w.imports, path)
}

func TestLookup(t *testing.T) {
	for path, want := range map[string]string{
		"gonum.org/v1/plot":                 "plot",
		"display":                           "display",
		"github.com/gopherdata/gophernotes": "display",
		"math/rand/v2":                      "rand",
		"github.com/crococlock/crococlock/pkg/dataset": "dataset",
	} {
		if p := symbols.Lookup(path); p == nil || p.Name != want {
			t.Errorf("Lookup(%q) is %v, want package %s", path, p, want)
		}
	}
	for _, path := range []string{"", "example.com/none", "internal/abi", "plugin"} {
		if p := symbols.Lookup(path); p != nil {
			t.Errorf("Lookup(%q) is %v, want nil", path, p)
		}
	}
	if !slices.IsSorted(symbols.Paths()) {
		t.Error("Paths is not sorted")
	}
}

func TestValue(t *testing.T) {
	p := symbols.Lookup("math")
	f, ok := p.Value("Sqrt")
	if sqrt, isFunc := f.(func(float64) float64); !ok || !isFunc || sqrt(9) != 3 {
		t.Errorf("math.Sqrt is %T", f)
	}
	for _, name := range []string{"Pi", "sqrt", "None", ""} {
		if v, ok := p.Value(name); ok {
			t.Errorf("math.%s has the value %v", name, v)
		}
	}
}

// Every object of a package's export data has the value that it must have, and
// nothing else has one.
func TestValuesAreWhatExportDataSays(t *testing.T) {
	w := newWorld()
	for _, path := range symbols.Paths() {
		pkg, err := w.Import(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		p := symbols.Lookup(path)
		if pkg.Path() != p.Path || pkg.Name() != p.Name || !pkg.Complete() {
			t.Errorf("package %s %s is described as %s %s, complete: %t", p.Path, p.Name, pkg.Path(), pkg.Name(), pkg.Complete())
		}
		var names []string
		ofConstants := map[types.Object]bool{} // types
		for _, name := range pkg.Scope().Names() {
			if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && c.Exported() {
				if t, ok := types.Unalias(c.Type()).(*types.Named); ok {
					ofConstants[t.Obj()] = true
				}
			}
		}
		for _, name := range pkg.Scope().Names() {
			obj := pkg.Scope().Lookup(name)
			want := valueType(obj)
			if !obj.Exported() && !ofConstants[obj] || want == "" {
				continue
			}
			names = append(names, name)
			value, ok := p.Value(name)
			if !ok {
				t.Errorf("%s.%s has no value", path, name)
			} else if got := reflect.TypeOf(value).String(); got != want {
				t.Errorf("%s.%s is a %s, want %s", path, name, got, want)
			}
		}
		if got := p.Names(); !slices.Equal(got, names) {
			t.Errorf("%s has the values %v, want %v", path, got, names)
		}
	}
}

// valueType is the reflected type of the object's value, or empty where it has
// none.
func valueType(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
		if !isGeneric(obj) {
			return reflected(obj.Type())
		}
	case *types.Var:
		return "*" + reflected(obj.Type())
	case *types.TypeName:
		if isGeneric(obj) {
			return ""
		}
		if iface, ok := obj.Type().Underlying().(*types.Interface); ok && !iface.IsMethodSet() {
			return ""
		}
		return "*" + reflected(obj.Type())
	}
	return ""
}

func TestInstance(t *testing.T) {
	integer, text := types.Typ[types.Int], types.Typ[types.String]
	f, _ := symbols.Lookup("slices").Instance("Sort", []types.Type{types.NewSlice(integer), integer})
	sort, ok := f.(func([]int))
	if !ok {
		t.Fatalf("slices.Sort of []int is %T", f)
	}
	s := []int{2, 3, 1}
	if sort(s); !slices.Equal(s, []int{1, 2, 3}) {
		t.Errorf("slices.Sort sorts to %v", s)
	}
	lines, _ := symbols.Lookup("strings").Value("Lines")
	seq, _ := symbols.Lookup("iter").Instance("Seq", []types.Type{text})
	if got, want := reflect.TypeOf(seq).Elem(), reflect.TypeOf(lines).Out(0); got != want {
		t.Errorf("iter.Seq of string is %v, want %v, as strings.Lines gives it", got, want)
	}
	b, _ := symbols.Lookup("slices").Instance("Max", []types.Type{types.NewSlice(types.Universe.Lookup("byte").Type()), types.Typ[types.Byte]})
	if _, ok := b.(func([]byte) byte); !ok {
		t.Errorf("slices.Max of []byte is %T", b)
	}
	local := types.NewNamed(types.NewTypeName(token.NoPos, types.NewPackage("main", "main"), "T", nil), integer, nil)
	for _, args := range [][]types.Type{nil, {local}, {integer}, {types.NewSlice(integer), text}, {types.NewStruct(nil, nil)}} {
		if v, ok := symbols.Lookup("slices").Instance("Sort", args); ok {
			t.Errorf("slices.Sort of %v is %T, want none", args, v)
		}
	}
	if v, ok := symbols.Lookup("fmt").Instance("Println", nil); ok {
		t.Errorf("fmt.Println has the instance %T", v)
	}
}
