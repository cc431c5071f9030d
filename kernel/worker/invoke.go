//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/go/types"
	xr "github.com/cosmos72/gomacro/xreflect"
	"golang.org/x/tools/go/ast/astutil"
)

// A receiver is what a call of a method passes to the method's function.
type receiver struct {
	function string // "" where the call is to stay what it is
	op       token.Token
}

// rewriteMethods rewrites the calls of methods that may be functions.
func (e *Evaluator) rewriteMethods(node ast.Node) ast.Node {
	if len(e.methods)+len(e.functions) == 0 {
		return node
	}
	return astutil.Apply(node, nil, func(c *astutil.Cursor) bool {
		call, ok := c.Node().(*ast.CallExpr)
		if !ok {
			return true
		}
		if id, ok := call.Fun.(*ast.Ident); ok && e.functions[id.Name] && !multiple(call) {
			made := callOf(invokeName, call.Pos(), append([]ast.Expr{id}, call.Args...)...)
			made.Ellipsis = call.Ellipsis
			c.Replace(made)
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !e.methods[sel.Sel.Name] {
			return true
		}
		if to, ok := e.found.methods[e.place(sel.Sel.Pos())]; ok {
			c.Replace(to.apply(sel, call))
		} else {
			c.Replace(callOf(callName, call.Pos(), call))
		}
		return true
	})
}

// multiple tells whether a call's only argument is a call, which may give
// several.
func multiple(call *ast.CallExpr) bool {
	if len(call.Args) != 1 {
		return false
	}
	_, ok := call.Args[0].(*ast.CallExpr)
	return ok
}

// apply makes a call of a method one of its function.
func (r receiver) apply(sel *ast.SelectorExpr, call *ast.CallExpr) *ast.CallExpr {
	if r.function == "" {
		return call
	}
	pos := sel.X.Pos()
	x := sel.X
	switch r.op {
	case token.AND:
		x = &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: x}
	case token.MUL:
		x = &ast.StarExpr{Star: pos, X: x}
	}
	made := callOf(invokeName, pos, append([]ast.Expr{ident(r.function, pos), x}, call.Args...)...)
	made.Ellipsis = call.Ellipsis
	return made
}

// compileMethod compiles a call of a method only to see what it calls.
func (e *Evaluator) compileMethod(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	method := node.Args[0].(*ast.CallExpr)
	sel := method.Fun.(*ast.SelectorExpr)
	to := e.receiver(c, sel)
	e.found.methods[e.place(sel.Sel.Pos())] = to
	e.found.again = true
	expr := c.Expr(to.apply(sel, method), nil)
	var out []xr.Type
	for i := range expr.NumOut() {
		if t := expr.Out(i); t != nil { // a function without results has one, nil
			out = append(out, t)
		}
	}
	return never(c, out...)
}

// never is a call in a cell that will be compiled once more before it runs.
func never(c *fast.Comp, out ...xr.Type) *fast.Call {
	return &fast.Call{
		Fun:      &fast.Expr{Lit: fast.Lit{Type: c.Universe.FuncOf(nil, out, false)}, Fun: func(*fast.Env) xr.Value { return xr.Value{} }},
		OutTypes: out,
	}
}

// compileInvoke compiles a call of a function; gomacro's own would take its
// results for forward declarations too.
func compileInvoke(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	fun := c.Expr1(node.Args[0], nil)
	n := fun.Type.NumIn()
	made := &fast.Call{Fun: fun, Ellipsis: node.Ellipsis != token.NoPos}
	for i, arg := range node.Args[1:] {
		x := c.Expr1(arg, nil)
		if i >= n && !fun.Type.IsVariadic() {
			break // the count is wrong
		}
		typ := fun.Type.In(min(i, n-1))
		if i >= n-1 && fun.Type.IsVariadic() && !made.Ellipsis {
			typ = typ.Elem()
		}
		typ = complete(c, typ)
		c.Pos = arg.Pos()
		switch {
		case x.Const():
			x.ConstTo(typ)
		case x.Type == nil || !x.Type.AssignableTo(typ):
			c.Errorf("cannot use %v <%v> as <%v> in argument to %v", arg, x.Type, typ, node.Args[0])
		case !x.Type.IdenticalTo(typ):
			x.To(c, typ)
		}
		made.Args = append(made.Args, x)
	}
	if got := len(node.Args) - 1; got > n && !fun.Type.IsVariadic() || got < n && !(fun.Type.IsVariadic() && got == n-1) {
		name, of := node.Args[0].(*ast.Ident).Name, 0
		if strings.HasPrefix(name, "_") { // a method's
			name, of = strings.Replace(name[1:], "_", ".", 1), 1
		}
		c.Errorf("call of %s with %d arguments, want %d", name, got-of, n-of)
	}
	for i := range fun.Type.NumOut() {
		made.OutTypes = append(made.OutTypes, complete(c, fun.Type.Out(i)))
	}
	return made
}

// receiver tells what a call of a method calls.
func (e *Evaluator) receiver(c *fast.Comp, sel *ast.SelectorExpr) (to receiver) {
	defer func() {
		if p := recover(); p == any(errAgain) {
			panic(p)
		} else if p != nil { // a package, a type, or an error that compiling the call will show
			to = receiver{}
		}
	}()
	typ := c.Expr1(sel.X, nil).Type.GoType()
	pointer, isPointer := typ.(*types.Pointer)
	if isPointer {
		typ = pointer.Elem()
	}
	named, ok := typ.(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "main" {
		return receiver{}
	}
	name := methodFunc(named.Obj().Name(), sel.Sel.Name)
	bind := e.ir.Comp.Binds[name]
	if bind == nil {
		return receiver{}
	}
	_, wantsPointer := bind.Type.GoType().Underlying().(*types.Signature).Params().At(0).Type().(*types.Pointer)
	switch {
	case wantsPointer && !isPointer:
		return receiver{name, token.AND}
	case isPointer && !wantsPointer:
		return receiver{name, token.MUL}
	}
	return receiver{name, token.ILLEGAL}
}
