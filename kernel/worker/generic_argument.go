//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"reflect"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// generic tells whether an argument is a generic function itself.
func (f *inference) generic(arg ast.Expr) bool {
	if index, ok := arg.(*ast.IndexExpr); ok {
		arg = index.X
	}
	sel, ok := arg.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	if !ok {
		return false
	}
	sym := f.c.TryResolve(pkg.Name)
	if sym == nil || !sym.Const() {
		return false
	}
	imp, ok := sym.Value.(*fast.Import)
	if !ok || imp.Binds[sel.Sel.Name] == nil {
		return false
	}
	_, ok = imp.Binds[sel.Sel.Name].Value.(fast.Builtin)
	return ok
}

// instance makes of a generic function one of the type, a literal that calls
// it.
func (f *inference) instance(arg ast.Expr, typ xr.Type) *fast.Expr {
	if typ.Kind() != reflect.Func {
		f.c.Errorf("cannot use %v as <%v> in argument to %s", arg, typ, f.name)
	}
	if index, ok := arg.(*ast.IndexExpr); ok {
		arg = index.X
	}
	if f.c.Types == nil {
		f.c.Types = map[string]xr.Type{}
	}
	pos := arg.Pos()
	name := func(kind string, i int, t xr.Type) ast.Expr {
		name := fmt.Sprintf("_%s%d", kind, i)
		f.c.Types[name] = t
		return ident(name, pos)
	}
	lit := &ast.FuncType{Func: pos, Params: &ast.FieldList{}, Results: &ast.FieldList{}}
	made := &ast.CallExpr{Fun: arg, Lparen: pos, Rparen: pos}
	for i := range typ.NumIn() {
		param := ident(fmt.Sprintf("_arg%d", i), pos)
		lit.Params.List = append(lit.Params.List, &ast.Field{Names: []*ast.Ident{param}, Type: name("in", i, typ.In(i))})
		made.Args = append(made.Args, param)
	}
	for i := range typ.NumOut() {
		lit.Results.List = append(lit.Results.List, &ast.Field{Type: name("out", i, typ.Out(i))})
	}
	x := f.c.Expr1(&ast.FuncLit{Type: lit, Body: &ast.BlockStmt{Lbrace: pos, Rbrace: pos,
		List: []ast.Stmt{&ast.ReturnStmt{Return: pos, Results: []ast.Expr{made}}}}}, nil)
	for i := range max(typ.NumIn(), typ.NumOut()) {
		delete(f.c.Types, fmt.Sprintf("_in%d", i))
		delete(f.c.Types, fmt.Sprintf("_out%d", i))
	}
	return x
}
