//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"strings"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/go/types"
	xr "github.com/cosmos72/gomacro/xreflect"
	"golang.org/x/tools/go/ast/astutil"
)

// gomacro cannot call a method of a type that refers to itself, such as a node
// of a list or a tree: it takes the type for a forward declaration, which has
// none. It can call functions. So each method of such a type is a function, and
// calls are rewritten to it:
//
//	func (t *Tree) Depth() int { … }    func _Tree_Depth(t *Tree) int { … }
//	                                    func (t *Tree) Depth() int { return _Tree_Depth(t) }
//	t.Left.Depth()                      _invoke(_Tree_Depth, t.Left)
//
// What a call calls shows only while it is compiled: at first it becomes
// _call(t.Left.Depth), which notes it and has the cell compiled once more.
const (
	callName   = "_call"
	invokeName = "_invoke"
)

func methodFunc(typ, method string) string { return "_" + typ + "_" + method }

// A receiver is what a call of a method passes to the method's function.
type receiver struct {
	function string // "" where the call is to stay what it is
	op       token.Token
}

// noteTypes notes what the types that a node declares refer to.
func (e *Evaluator) noteTypes(node ast.Node) {
	decl, ok := node.(*ast.GenDecl)
	if !ok || decl.Tok != token.TYPE {
		return
	}
	for _, s := range decl.Specs {
		if spec, ok := s.(*ast.TypeSpec); ok {
			var names []string
			ast.Inspect(spec.Type, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					names = append(names, id.Name)
				}
				return true
			})
			if e.recursive(spec.Name.Name) { // gomacro does not forget it
				names = append(names, spec.Name.Name)
			}
			e.refers[spec.Name.Name] = names
		}
	}
}

// recursive tells whether a type refers to itself.
func (e *Evaluator) recursive(name string) bool {
	seen := map[string]bool{}
	var reaches func(from string) bool
	reaches = func(from string) bool {
		for _, to := range e.refers[from] {
			if to == name {
				return true
			}
			if !seen[to] {
				seen[to] = true
				if reaches(to) {
					return true
				}
			}
		}
		return false
	}
	return reaches(name)
}

// mentions tells whether a function's type mentions one that refers to itself.
func (e *Evaluator) mentions(typ *ast.FuncType) (found bool) {
	ast.Inspect(typ, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && e.recursive(id.Name) {
			found = true
		}
		return !found
	})
	return found
}

// methodsToFunctions returns the nodes with a function beside each method of a
// type that refers to itself, and which those methods are.
func (e *Evaluator) methodsToFunctions(nodes []ast.Node) (all []ast.Node, calling map[ast.Node]bool) {
	calling = map[ast.Node]bool{}
	for _, node := range nodes {
		e.noteTypes(node)
	}
	for _, node := range nodes {
		if decl, ok := node.(*ast.FuncDecl); ok && decl.Recv != nil && len(decl.Recv.List) == 1 && decl.Body != nil {
			typ := decl.Recv.List[0].Type
			if star, ok := typ.(*ast.StarExpr); ok {
				typ = star.X
			}
			if id, ok := typ.(*ast.Ident); ok && e.recursive(id.Name) {
				e.methods[decl.Name.Name] = true
				all = append(all, toFunction(id.Name, decl))
				calling[decl] = true
			}
		}
		if decl, ok := node.(*ast.FuncDecl); ok && decl.Recv == nil && decl.Body != nil {
			if e.functions[decl.Name.Name] = e.mentions(decl.Type); e.functions[decl.Name.Name] {
				typedReturns(decl.Type, decl.Body)
			}
		}
		all = append(all, node)
	}
	return all, calling
}

// methodsApart parts the nodes of a cell into those to compile one after the
// other: the methods that only call their functions after the declarations
// around them, which gomacro would sort in an order that does not work.
func methodsApart(nodes []ast.Node, methods map[ast.Node]bool) (parts [][]ast.Node) {
	if len(methods) == 0 {
		return [][]ast.Node{nodes}
	}
	var others, calling []ast.Node
	flush := func() {
		for _, part := range [][]ast.Node{others, calling} {
			if len(part) > 0 {
				parts = append(parts, part)
			}
		}
		others, calling = nil, nil
	}
	for _, node := range nodes {
		if methods[node] {
			calling = append(calling, node)
			continue
		}
		if !declares(node) && len(calling) > 0 {
			flush()
		}
		others = append(others, node)
	}
	flush()
	return parts
}

func declares(node ast.Node) bool {
	switch node.(type) {
	case *ast.GenDecl, *ast.FuncDecl:
		return true
	}
	return false
}

// toFunction moves a method's body to a function, which it returns.
func toFunction(typ string, method *ast.FuncDecl) *ast.FuncDecl {
	pos := method.Body.Pos()
	name := methodFunc(typ, method.Name.Name)
	forward := callOf(name, pos)
	var params []*ast.Field
	n := 0
	for _, field := range append([]*ast.Field{method.Recv.List[0]}, method.Type.Params.List...) {
		if len(field.Names) == 0 {
			field.Names = []*ast.Ident{ident("_", field.Pos())}
		}
		for i, id := range field.Names {
			if n++; id.Name == "_" {
				field.Names[i] = ident("_"+string(rune('a'+n)), id.Pos())
			}
			forward.Args = append(forward.Args, field.Names[i])
		}
		if _, ok := field.Type.(*ast.Ellipsis); ok {
			forward.Ellipsis = pos
		}
		params = append(params, field)
	}
	function := &ast.FuncDecl{Doc: method.Doc, Name: ident(name, method.Name.Pos()), Body: method.Body,
		Type: &ast.FuncType{Func: method.Type.Func, Params: &ast.FieldList{Opening: pos, List: params, Closing: pos}, Results: method.Type.Results}}
	var stmt ast.Stmt = &ast.ExprStmt{X: forward}
	if method.Type.Results.NumFields() > 0 {
		stmt = &ast.ReturnStmt{Return: pos, Results: []ast.Expr{forward}}
	}
	typedReturns(method.Type, function.Body)
	method.Body = &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{stmt}, Rbrace: method.Body.Rbrace}
	return function
}

// typedReturns gives the constants that a function returns their type, which
// gomacro would take from its forward declaration.
func typedReturns(typ *ast.FuncType, body *ast.BlockStmt) {
	var types []ast.Expr
	if typ.Results != nil {
		for _, field := range typ.Results.List {
			for range max(1, len(field.Names)) {
				types = append(types, field.Type)
			}
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) != len(types) {
				return true
			}
			for i, x := range n.Results {
				if literal(x) {
					pos := x.Pos()
					if _, ok := x.(*ast.Ident); ok { // nil
						n.Results[i] = &ast.StarExpr{Star: pos, X: callOf("new", pos, types[i])}
						continue
					}
					n.Results[i] = &ast.CallExpr{Fun: &ast.ParenExpr{Lparen: pos, X: types[i], Rparen: pos}, Lparen: pos, Args: []ast.Expr{x}, Rparen: pos}
				}
			}
		}
		return true
	})
}

// literal tells whether an expression is a constant without a type, or nil.
func literal(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	_, lit := x.(*ast.BasicLit)
	return lit || ok && id.Name == "nil"
}

// ownMethod calls a method without parameters and with one result, a string,
// of a type that refers to itself.
func (e *Evaluator) ownMethod(v reflect.Value, typ xr.Type, method string) (text string, ok bool) {
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	name := methodFunc(typ.Name(), method)
	if e.ir.Comp.Binds[name] == nil {
		return "", false
	}
	f := e.ir.ValueOf(name).ReflectValue()
	if f.Kind() == reflect.Interface {
		f = f.Elem()
	}
	if f.Kind() != reflect.Func || f.Type().NumIn() != 1 || f.Type().NumOut() != 1 {
		return "", false
	}
	in := f.Type().In(0)
	switch {
	case v.Type().AssignableTo(in):
	case v.Kind() == reflect.Pointer && v.Type().Elem().AssignableTo(in):
		v = v.Elem()
	case v.CanAddr() && v.Addr().Type().AssignableTo(in):
		v = v.Addr()
	default:
		return "", false
	}
	return fmt.Sprint(f.Call([]reflect.Value{v})[0]), true
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
