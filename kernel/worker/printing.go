//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"strings"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// Compiled code sees neither the methods of cells' types nor their names. So a
// call of a printing function is rewritten to a builtin, which compiles the
// same call but for such operands: they are passed as a shown.
//
//	fmt.Println("a", dog)    _print(fmt.Println, "a", dog)
const printName = "_print"

// printers has the functions that print operands, and where those begin.
var printers = map[string]map[string]int{
	"fmt": {
		"Print": 0, "Println": 0, "Printf": 1, "Sprint": 0, "Sprintln": 0, "Sprintf": 1, "Errorf": 1,
		"Fprint": 1, "Fprintln": 1, "Fprintf": 2, "Append": 1, "Appendln": 1, "Appendf": 2,
	},
	"log": {
		"Print": 0, "Println": 0, "Printf": 1, "Fatal": 0, "Fatalln": 0, "Fatalf": 1, "Panic": 0, "Panicln": 0, "Panicf": 1,
	},
}

// rewritePrinting rewrites the calls of printing functions.
func rewritePrinting(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); ok {
			if _, ok := printers[pkg.Name][sel.Sel.Name]; ok {
				call.Fun = ident(printName, call.Pos())
				call.Args = append([]ast.Expr{sel}, call.Args...)
			}
		}
		return true
	})
}

// imported is the path of the package that the name stands for.
func imported(c *fast.Comp, name string) string {
	sym := c.TryResolve(name)
	if sym == nil {
		return ""
	}
	imp, ok := sym.Bind.Value.(*fast.Import)
	if !ok {
		return ""
	}
	return imp.Path
}

func (e *Evaluator) compilePrint(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	sel := node.Args[0].(*ast.SelectorExpr)
	pkg := sel.X.(*ast.Ident).Name
	first, known := printers[pkg][sel.Sel.Name]
	if !known || imported(c, pkg) != pkg { // another of the name
		return compileInvoke(c, fast.Symbol{}, node)
	}
	fun := c.Expr1(sel, nil)
	made := &fast.Call{Fun: &fast.Expr{Lit: fast.Lit{Type: fun.Type}, Fun: fun.AsX1()}, Ellipsis: node.Ellipsis != token.NoPos}
	for i := range fun.Type.NumOut() {
		made.OutTypes = append(made.OutTypes, fun.Type.Out(i))
	}
	args := make([]*fast.Expr, len(node.Args)-1)
	for i, arg := range node.Args[1:] {
		args[i] = c.Expr(arg, nil)
		if n := args[i].NumOut(); n != 1 && len(args) > 1 {
			if _, called := ast.Unparen(arg).(*ast.CallExpr); called {
				c.Errorf("%v gives %d values, one is wanted", arg, n)
			}
			args[i] = c.Expr1(arg, nil) // an element of a map, or the value in an interface
		}
	}
	if len(args) == 1 && args[0].NumOut() != 1 {
		made.Fun = e.endable(made.Fun)
		made.Args = []*fast.Expr{e.showSeveral(c, fun.Type, args[0], node.Args[1])}
		return made
	}
	switch {
	case len(args) < first:
		c.Errorf("not enough arguments in call to %s.%s", pkg, sel.Sel.Name)
	case made.Ellipsis && len(args) != first+1:
		c.Errorf("invalid use of ... in call to %s.%s", pkg, sel.Sel.Name)
	}
	help := false
	for i, x := range args {
		help = help || i >= first && e.wants(x.Type)
	}
	if help {
		made.Fun = e.endable(made.Fun)
	}
	wanted, format := needMethods, strings.HasSuffix(sel.Sel.Name, "f")
	if format {
		wanted = needNames
	}
	if format = format && help && ownVerbs(args[first-1]); format {
		wanted = needAll
	}
	for i, x := range args {
		c.Pos = node.Args[i+1].Pos()
		typ := c.TypeOfInterface()
		switch {
		case i < first:
			typ = fun.Type.In(i)
		case made.Ellipsis:
			typ = fun.Type.In(first)
		}
		switch {
		case x.Const() && (i < first || !e.wants(x.Type)):
			x.ConstTo(typ)
		case x.Type == nil || !x.Type.AssignableTo(typ):
			c.Errorf("cannot use %v <%v> as <%v> in argument to %s.%s", node.Args[i+1], x.Type, typ, pkg, sel.Sel.Name)
		}
		switch {
		case format && i == first-1:
			x = leaveVerbs(c, x)
		case made.Ellipsis && i == first:
			x.To(c, typ)
			if help || e.wants(x.Type) {
				x = e.showList(x, wanted)
			}
		case i >= first && sel.Sel.Name == "Errorf" && e.isError(x.Type):
			f := x.AsX1()
			if interpreted(x.Type) {
				f = converted(c, x, c.TypeOfError())
			}
			x = &fast.Expr{Lit: fast.Lit{Type: typ}, Fun: f}
		case i >= first && (format || e.wants(x.Type)):
			x = e.show(c, x, wanted)
		default:
			x.To(c, typ)
		}
		made.Args = append(made.Args, x)
	}
	return made
}

// endable is a printing function that an interrupt of what it calls ends.
func (e *Evaluator) endable(fun *fast.Expr) *fast.Expr {
	f := fun.AsX1()
	return &fast.Expr{Lit: fun.Lit, Fun: func(env *fast.Env) xr.Value {
		print := f(env).ReflectValue()
		return xr.MakeValue(reflect.MakeFunc(print.Type(), func(in []reflect.Value) []reflect.Value {
			out := print.CallSlice(in)
			if e.shapes.interrupted.CompareAndSwap(true, false) {
				panic(base.SigInterrupt)
			}
			return out
		}))
	}}
}

// isError tells whether values of a type are errors that may be a cell's.
func (e *Evaluator) isError(typ xr.Type) bool {
	return typ != nil && (interpreted(typ) || typ.Kind() == reflect.Interface) && typ.Implements(e.ir.Comp.TypeOfError()) &&
		!e.recursive(pointed(typ).Name())
}

// show compiles an operand as what is shown of it.
func (e *Evaluator) show(c *fast.Comp, x *fast.Expr, n need) *fast.Expr {
	typ := x.Type
	if typ == nil || x.Const() && !e.wants(typ) {
		x.To(c, c.TypeOfInterface())
		typ = x.Type
	}
	f := x.AsX1()
	return &fast.Expr{Lit: fast.Lit{Type: c.TypeOfInterface()}, Fun: func(env *fast.Env) xr.Value {
		return asOperand(e.shown(f(env).ReflectValue(), typ, n))
	}}
}

// asOperand is a value as what printing functions take.
func asOperand(x any) xr.Value { return xr.MakeValue(reflect.ValueOf(&x).Elem()) }

// showList compiles a list of operands.
func (e *Evaluator) showList(x *fast.Expr, n need) *fast.Expr {
	f := x.AsX1()
	return &fast.Expr{Lit: fast.Lit{Type: x.Type}, Fun: func(env *fast.Env) xr.Value {
		list := f(env).ReflectValue()
		shown := reflect.MakeSlice(list.Type(), list.Len(), list.Len())
		for i := range list.Len() {
			shown.Index(i).Set(asOperand(e.shown(list.Index(i), nil, n)).ReflectValue())
		}
		return xr.MakeValue(shown)
	}}
}

// showSeveral compiles a call that gives all of a printing function's
// arguments.
func (e *Evaluator) showSeveral(c *fast.Comp, typ xr.Type, x *fast.Expr, node ast.Expr) *fast.Expr {
	n := x.NumOut()
	fixed := typ.NumIn() - 1
	if n < max(fixed, 1) {
		c.Errorf("%v gives %d values, too few to print", node, n)
	}
	types, converted := make([]xr.Type, n), make([]xr.Type, n)
	for i := range types {
		types[i], converted[i] = x.Out(i), c.TypeOfInterface()
		if i < fixed {
			if converted[i] = typ.In(i); !types[i].AssignableTo(converted[i]) {
				c.Errorf("cannot use <%v> as <%v> in argument", types[i], converted[i])
			}
		}
	}
	f := x.AsXV(fast.COptDefaults)
	return &fast.Expr{Types: converted, Lit: fast.Lit{Type: converted[0]}, Fun: func(env *fast.Env) (xr.Value, []xr.Value) {
		_, vs := f(env)
		out := make([]xr.Value, n)
		for i, v := range vs {
			if out[i] = v; i >= fixed {
				out[i] = asOperand(e.shown(v.ReflectValue(), types[i], needNames))
			}
		}
		return out[0], out
	}}
}

// The verbs %T and %p, which fmt does not leave to the operand, stand in a
// format as these while it is printed.
const (
	verbType    = '\uE054'
	verbPointer = '\uE070'
)

// ownVerbs tells whether a format may have such verbs.
func ownVerbs(format *fast.Expr) bool {
	if !format.Const() {
		return true
	}
	s := fmt.Sprint(format.Value)
	return replaceVerbs(s) != s
}

// leaveVerbs compiles a format with such verbs left to the operands.
func leaveVerbs(c *fast.Comp, x *fast.Expr) *fast.Expr {
	x.To(c, c.TypeOfString())
	f := x.AsX1()
	return &fast.Expr{Lit: fast.Lit{Type: x.Type}, Fun: func(env *fast.Env) string { return replaceVerbs(f(env).String()) }}
}

func replaceVerbs(format string) string {
	if !strings.Contains(format, "T") && !strings.Contains(format, "p") {
		return format
	}
	verb := false
	return strings.Map(func(r rune) rune {
		switch {
		case !verb:
			verb = r == '%'
			return r
		case strings.ContainsRune("+-# 0123456789.*[]", r):
			return r
		}
		verb = false
		switch r {
		case 'T':
			return verbType
		case 'p':
			return verbPointer
		}
		return r
	}, format)
}
