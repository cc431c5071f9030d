//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"

	xr "github.com/cosmos72/gomacro/xreflect"
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
					if isName(x, "nil") {
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
	return lit || ok && (id.Name == "nil" || id.Name == "true" || id.Name == "false")
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
