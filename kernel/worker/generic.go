//go:build !windows

package worker

import (
	"go/ast"
	"reflect"
	"strconv"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// A generic is a generic function of the standard library. gomacro has no type
// parameters: a call of one is compiled by a builtin in the package's table,
// which infers them and calls the function, made by reflection.
type generic struct {
	signature string // as declared
	run       func(out []reflect.Type, in []reflect.Value) []reflect.Value
	fast      []any // instances, called where they fit
}

// loadGenerics puts the generic functions of the packages that a cell imports
// into gomacro's tables, and notes the packages' names.
func (e *Evaluator) loadGenerics(nodes []ast.Node) {
	for _, node := range nodes {
		decl, ok := node.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range decl.Specs {
			spec, ok := s.(*ast.ImportSpec)
			if !ok {
				continue
			}
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			if imp := e.withGenerics(path); imp != nil {
				name := imp.Name
				if spec.Name != nil {
					name = spec.Name.Name
				}
				e.generics[name] = imp
			}
		}
	}
}

// withGenerics imports a package that has generic functions; nil: it has none.
func (e *Evaluator) withGenerics(path string) *fast.Import {
	table := genericsOf(path)
	if table == nil {
		return nil
	}
	c := e.ir.Comp
	imported, err := c.ImportPackagesOrError(map[string]fast.PackageName{path: "_"})
	imp := imported[path]
	if err != nil || imp == nil {
		return nil
	}
	for name, g := range table {
		if imp.Binds[name] != nil {
			break // done before
		}
		bind := imp.CompBinds.NewBind(&c.Output, name, fast.ConstBind, c.TypeOfBuiltin())
		bind.Value = fast.Builtin{Compile: g.compile(imp.Name + "." + name), ArgMax: 1 << 15}
	}
	return imp
}

// isGeneric tells whether an expression names a generic function, with type
// arguments or without.
func (e *Evaluator) isGeneric(x ast.Expr) bool {
	if index, ok := x.(*ast.IndexExpr); ok {
		x = index.X
	}
	sel, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	if !ok || e.generics[pkg.Name] == nil {
		return false
	}
	return genericsOf(e.generics[pkg.Name].Path)[sel.Sel.Name].signature != ""
}

// refuseGenericValues fails where a generic function is neither called nor
// passed to one.
func (e *Evaluator) refuseGenericValues(node ast.Node) {
	if len(e.generics) == 0 {
		return
	}
	called := map[ast.Expr]bool{}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			called[n.Fun] = true
			if e.isGeneric(n.Fun) {
				for _, arg := range n.Args {
					called[arg] = true
				}
			}
		case *ast.IndexExpr:
			called[n.X] = called[n]
		case *ast.SelectorExpr:
			if !called[n] && e.isGeneric(n) {
				e.ir.Comp.Pos = n.Pos()
				e.ir.Comp.Errorf("%v.%s is generic: type parameters cannot be used in cells; call it, or write a function that does", n.X, n.Sel.Name)
			}
		}
		return true
	})
}

// compile returns what compiles calls.
func (g generic) compile(name string) func(*fast.Comp, fast.Symbol, *ast.CallExpr) *fast.Call {
	return func(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
		f := newInference(c, name, g.signature)
		args := f.arguments(node)
		f.check()
		for i, p := range f.params {
			if yielded(p) != nil && yielding(f.typ(p)).ReflectType().Kind() != reflect.Func {
				c.Errorf("in call to %s, %v yields a type that refers to itself: range over it instead", name, node.Args[i])
			}
		}
		for _, instance := range g.fast {
			if call := callInstance(c, instance, args); call != nil {
				return call
			}
		}
		var out []xr.Type
		var results []reflect.Type
		for _, t := range f.results {
			typ := complete(c, f.typ(t))
			out, results = append(out, typ), append(results, made(typ))
		}
		fixed := len(f.params) - 1
		spread := f.variadic && !node.Ellipsis.IsValid()
		var list reflect.Type
		if spread {
			list = made(c.Universe.SliceOf(f.typ(f.params[fixed])))
		}
		return call(c, args, out, func(in []reflect.Value) []reflect.Value {
			if spread {
				rest := reflect.MakeSlice(list, 0, len(in)-fixed)
				in = append(in[:fixed:fixed], reflect.Append(rest, in[fixed:]...))
			}
			return g.run(results, in)
		})
	}
}

// made is the type of which reflection makes values of a type.
func made(t xr.Type) reflect.Type {
	rtype := t.ReflectType()
	if t.Kind() == rtype.Kind() {
		return rtype
	}
	switch t.Kind() { // of types that refer to themselves
	case reflect.Slice:
		return reflect.SliceOf(t.Elem().ReflectType())
	case reflect.Map:
		return reflect.MapOf(t.Key().ReflectType(), t.Elem().ReflectType())
	case reflect.Func:
	default:
		return rtype
	}
	var in, out []xr.Type
	for i := range t.NumIn() {
		in = append(in, t.In(i))
	}
	for i := range t.NumOut() {
		out = append(out, t.Out(i))
	}
	return reflect.FuncOf(reflected(in), reflected(out), false)
}

// callInstance compiles a call of a compiled function, if it takes just such
// arguments; else it returns nil.
func callInstance(c *fast.Comp, instance any, args []*fast.Expr) *fast.Call {
	typ := reflect.TypeOf(instance)
	if typ.NumIn() != len(args) || typ.IsVariadic() {
		return nil
	}
	for i, arg := range args {
		if arg.Type.ReflectType() != typ.In(i) {
			return nil
		}
	}
	fun := xr.ValueOf(instance)
	call := &fast.Call{Args: args,
		Fun: &fast.Expr{Lit: fast.Lit{Type: c.Universe.FromReflectType(typ)}, Fun: func(*fast.Env) xr.Value { return fun }}}
	for i := range typ.NumOut() {
		call.OutTypes = append(call.OutTypes, c.Universe.FromReflectType(typ.Out(i)))
	}
	return call
}
