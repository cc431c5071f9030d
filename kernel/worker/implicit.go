//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"reflect"
	"strconv"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// gomacro forgets to make an interface of a number or a string of a cell's type
// where that is returned, passed or declared, too:
//
//	return code(3)                   return _to(error, code(3))
//	var day fmt.Stringer = Monday    var day fmt.Stringer = _to(fmt.Stringer, Monday)
//	show(Monday)                     show(_pass(show, 0, Monday))
//
// As with assignments, whatever turns out to need nothing stays as it is.
const (
	toName   = "_to"
	passName = "_pass"
)

// rewriteImplicit rewrites what may become an interface.
func (e *Evaluator) rewriteImplicit(node ast.Node) {
	if !e.haveMethods {
		return
	}
	var results []ast.Expr // of the innermost function
	var visit func(n ast.Node) bool
	within := func(typ *ast.FuncType, body *ast.BlockStmt) {
		outer := results
		results = resultTypes(typ)
		if body != nil {
			ast.Inspect(body, visit)
		}
		results = outer
	}
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			within(n.Type, n.Body)
			return false
		case *ast.FuncLit:
			within(n.Type, n.Body)
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == len(results) {
				for i, typ := range results {
					n.Results[i] = e.toInterface(typ, n.Results[i])
				}
			}
		case *ast.ValueSpec:
			if n.Type != nil && len(n.Names) == len(n.Values) {
				for i, x := range n.Values {
					n.Values[i] = e.toInterface(n.Type, x)
				}
			}
		case *ast.CallExpr:
			e.passInterfaces(n)
		}
		return true
	}
	ast.Inspect(node, visit)
}

// toInterface is x, made what typ is if that may be an interface.
func (e *Evaluator) toInterface(typ, x ast.Expr) ast.Expr {
	switch typ := typ.(type) {
	case *ast.Ident:
		if basic[typ.Name] {
			return x
		}
	case *ast.SelectorExpr, *ast.InterfaceType:
	default:
		return x
	}
	if !e.mayConvert(x) {
		return x
	}
	return callOf(toName, x.Pos(), typ, x)
}

// basic has the types whose values need no conversion.
var basic = map[string]bool{"bool": true, "string": true, "int": true, "int8": true, "int16": true, "int32": true, "int64": true,
	"uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "uintptr": true, "byte": true, "rune": true,
	"float32": true, "float64": true, "complex64": true, "complex128": true, "any": true}

// mayConvert tells whether a value may have to become an interface.
func (e *Evaluator) mayConvert(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return x.Name != "nil" && x.Name != "true" && x.Name != "false" && !e.found.implicit[e.place(x.Pos())]
	case *ast.CallExpr, *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr, *ast.BinaryExpr:
		return !e.found.implicit[e.place(x.Pos())]
	}
	return false
}

func (e *Evaluator) passInterfaces(n *ast.CallExpr) {
	switch fun := n.Fun.(type) {
	case *ast.Ident:
		if fun.Name[0] == '_' {
			return
		}
		if sym := e.ir.Comp.TryResolve(fun.Name); sym != nil {
			if _, builtin := sym.Bind.Value.(fast.Builtin); builtin {
				return
			}
		}
	case *ast.SelectorExpr:
		if pkg, ok := fun.X.(*ast.Ident); ok {
			if _, ok := printers[pkg.Name][fun.Sel.Name]; ok { // they help themselves
				return
			}
		}
	default:
		return
	}
	for i, x := range n.Args {
		if n.Ellipsis != token.NoPos && i == len(n.Args)-1 || !e.mayConvert(x) {
			continue
		}
		pos := x.Pos()
		n.Args[i] = callOf(passName, pos, n.Fun, &ast.BasicLit{ValuePos: pos, Kind: token.INT, Value: strconv.Itoa(i)}, x)
	}
}

// resultTypes are the types of a function's results, each as often as there
// are.
func resultTypes(typ *ast.FuncType) (types []ast.Expr) {
	if typ.Results == nil {
		return nil
	}
	for _, field := range typ.Results.List {
		for range max(1, len(field.Names)) {
			types = append(types, field.Type)
		}
	}
	return types
}

// compileTo compiles the second argument as the type that is the first.
func (e *Evaluator) compileTo(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	return e.implicit(c, c.Type(node.Args[0]), node.Args[1], node.Pos())
}

// compilePass compiles the third argument as what the function that is the
// first takes in the place that is the second.
func (e *Evaluator) compilePass(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	i, _ := strconv.Atoi(node.Args[1].(*ast.BasicLit).Value) // as passInterfaces wrote it
	return e.implicit(c, parameter(c, node.Args[0], i), node.Args[2], node.Pos())
}

// parameter is the type of a function's parameter; nil of what is no function,
// and of an error that compiling the call will show.
func parameter(c *fast.Comp, fun ast.Expr, i int) (typ xr.Type) {
	defer func() {
		if p := recover(); p == any(errAgain) {
			panic(p)
		} else if p != nil {
			typ = nil
		}
	}()
	of := c.Expr1(fun, nil).Type
	switch n := of.NumIn(); {
	case of.IsVariadic() && i >= n-1:
		return of.In(n - 1).Elem()
	case i < n:
		return of.In(i)
	}
	return nil
}

// implicit compiles x as an interface. Where that is nothing but x it has the
// cell compiled once more.
func (e *Evaluator) implicit(c *fast.Comp, to xr.Type, x ast.Expr, pos token.Pos) *fast.Call {
	v := c.Expr(x, nil)
	if _, called := ast.Unparen(x).(*ast.CallExpr); v.NumOut() != 1 && !called {
		v = c.Expr1(x, nil) // an element of a map, or the value in an interface
	}
	if to != nil && v.NumOut() == 1 && v.Type != nil && !v.Untyped() && to.Kind() == reflect.Interface && to.NumMethod() > 0 &&
		v.Type.Kind() != reflect.Interface && v.Type.AssignableTo(to) && !v.Type.ReflectType().AssignableTo(to.ReflectType()) {
		made := &fast.Expr{Lit: fast.Lit{Type: to}, Fun: converted(c, v, to)}
		return call(c, []*fast.Expr{made}, []xr.Type{to}, func(in []reflect.Value) []reflect.Value { return in })
	}
	e.found.implicit[e.place(pos)] = true
	e.found.again = true
	if v.Untyped() {
		v.ConstTo(v.DefaultType())
	}
	var out []xr.Type
	for i := range v.NumOut() {
		if t := v.Out(i); t != nil {
			out = append(out, t)
		}
	}
	return never(c, out...)
}
