package engine

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
)

// An Inspection is what there is to say about something in a cell.
type Inspection struct {
	Name string
	Kind string // as a Match's
	// Decl is its declaration, as Go, without a function's body.
	Decl string
	// Type is the type of a value; of a generic function in a call, the one that
	// it has there.
	Type string
	// Doc is the comment of its declaration; TypeDecl and TypeDoc are those of
	// the named type that a variable or field has.
	Doc, TypeDecl, TypeDoc string
	// Fields and Methods are those of a type, or of the type of a value.
	Fields, Methods []string
	// Path is that of the package which declares it, "" for a cell.
	Path string
	// Source is a function's declaration with its body, where detail is asked for.
	Source string
	// Value is the variable, if it is one that a cell can name now. A cell that
	// runs may change it.
	Value reflect.Value
}

// Inspect tells about what is at the cursor, a byte offset into a cell: about the
// name that it is in or behind, and else about the function whose arguments, or
// the type whose literal, it is in. With detail 1 it gives the source too. It
// runs and changes nothing, and may be called while a cell runs.
func (e *Engine) Inspect(code string, offset int, detail int) (in Inspection, ok bool) {
	defer func() {
		if recover() != nil { // the checker was not made for halves of cells
			in, ok = Inspection{}, false
		}
	}()
	code, w := wordAt(code, offset)
	e.mu.Lock()
	defer e.mu.Unlock()
	if w.place == placeImport {
		return e.inspectPath(code[w.start:w.end])
	}
	if w.place == placeCode && w.start < w.end {
		name := code[w.start:w.end]
		if d := e.notebook.Draft(code, w.start, w.end, name, e.peek); len(d.Path) > 1 {
			i := &inspector{e: e, d: d, detail: detail}
			if in, ok := i.word(); ok {
				return in, true
			}
			if !w.keyword {
				return i.missing()
			}
		}
	}
	start, end := w.start, w.end
	if w.place == placeNone {
		start, end = w.token.start, w.token.end
	}
	d := e.notebook.Draft(code, start, end, cells.Hole, e.peek)
	if len(d.Path) < 2 {
		return Inspection{}, false
	}
	i := &inspector{e: e, d: d, detail: detail}
	return i.around()
}

// An inspector finds what there is to say.
type inspector struct {
	e      *Engine
	d      *cells.Draft
	detail int
}

// word tells about the name at the cursor.
func (i *inspector) word() (Inspection, bool) {
	path := i.d.Path
	id := path[len(path)-1].(*ast.Ident)
	if sel, ok := path[len(path)-2].(*ast.SelectorExpr); ok && sel.Sel == id {
		return i.expr(sel)
	}
	return i.expr(id)
}

// missing tells about a name whose package is not imported.
func (i *inspector) missing() (Inspection, bool) {
	path := i.d.Path
	id := path[len(path)-1].(*ast.Ident)
	if sel, ok := path[len(path)-2].(*ast.SelectorExpr); ok && sel.Sel == id {
		x, ok := sel.X.(*ast.Ident)
		if !ok || i.d.Unit.Info.Uses[x] != nil {
			return Inspection{}, false
		}
		for _, path := range packagesNamed(x.Name) {
			if p, err := i.e.peek(path); err == nil {
				if obj := p.Scope().Lookup(id.Name); obj != nil && obj.Exported() {
					return i.object(obj, nil, nil), true
				}
			}
		}
		return Inspection{}, false
	}
	for _, path := range packagesNamed(id.Name) {
		return i.e.inspectPath(path)
	}
	return Inspection{}, false
}

// around tells about what the cursor is in.
func (i *inspector) around() (Inspection, bool) {
	path := i.d.Path
	hole := path[len(path)-1]
	if sel, ok := path[len(path)-2].(*ast.SelectorExpr); ok && sel.Sel == hole {
		return i.expr(sel.X)
	}
	for j := len(path) - 2; j >= 0; j-- {
		switch n := path[j].(type) {
		case *ast.CallExpr:
			if path[j+1] != n.Fun {
				if in, ok := i.expr(n.Fun); ok {
					return in, true
				}
			}
		case *ast.CompositeLit:
			if n.Type != nil && path[j+1] != n.Type {
				if in, ok := i.expr(n.Type); ok {
					return in, true
				}
			}
		case *ast.BlockStmt, *ast.FuncType, *ast.Field:
			return Inspection{}, false
		}
	}
	return Inspection{}, false
}

// expr tells about an expression.
func (i *inspector) expr(x ast.Expr) (Inspection, bool) {
	info := i.d.Unit.Info
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		obj := info.ObjectOf(x)
		if obj == nil {
			obj = i.implicit(x)
		}
		if obj == nil || x.Name == cells.Hole {
			return Inspection{}, false
		}
		if _, ok := obj.(*types.Label); ok {
			return Inspection{}, false
		}
		return i.object(obj, x, info.TypeOf(x)), true
	case *ast.SelectorExpr:
		if sel := info.Selections[x]; sel != nil {
			in := i.object(sel.Obj(), x, sel.Type())
			return in, true
		}
		if obj := info.Uses[x.Sel]; obj != nil {
			return i.object(obj, x, info.TypeOf(x)), true
		}
		if t := info.TypeOf(x.X); t != nil {
			// A method that needs a variable.
			if m, _, _ := types.LookupFieldOrMethod(t, true, i.d.Unit.Pkg, x.Sel.Name); m != nil {
				return i.object(m, nil, m.Type()), true
			}
			for _, m := range i.d.Late {
				if n := originOf(t); n != nil && m.Name() == x.Sel.Name && originOf(m.Signature().Recv().Type()) == n {
					return i.object(m, nil, m.Type()), true
				}
			}
		}
		return Inspection{}, false
	case *ast.IndexExpr:
		return i.expr(x.X)
	case *ast.IndexListExpr:
		return i.expr(x.X)
	case *ast.StarExpr:
		return i.expr(x.X)
	case *ast.ArrayType:
		return i.expr(x.Elt)
	}
	t := info.TypeOf(x)
	if t == nil || t == types.Typ[types.Invalid] {
		return Inspection{}, false
	}
	in := Inspection{Name: i.d.Source(x), Kind: "variable", Type: typeName(t)}
	in.Decl = in.Type
	i.describe(&in, t)
	return in, true
}

// implicit is the variable that a type switch declares, of no type yet.
func (i *inspector) implicit(id *ast.Ident) types.Object {
	for j := len(i.d.Path) - 2; j >= 0; j-- {
		ts, ok := i.d.Path[j].(*ast.TypeSwitchStmt)
		if !ok {
			continue
		}
		a, ok := ts.Assign.(*ast.AssignStmt)
		if !ok || a.Lhs[0] != id {
			return nil
		}
		if ta, ok := a.Rhs[0].(*ast.TypeAssertExpr); ok {
			if t := i.d.Unit.Info.TypeOf(ta.X); t != nil {
				return types.NewVar(id.Pos(), i.d.Unit.Pkg, id.Name, t)
			}
		}
	}
	return nil
}

// object tells about something that is declared. x is the expression that names
// it, and t the type that it has there.
func (i *inspector) object(obj types.Object, x ast.Expr, t types.Type) Inspection {
	if pn, ok := obj.(*types.PkgName); ok {
		in := i.e.inspectPackage(pn.Imported())
		in.Name = pn.Name()
		return in
	}
	in := Inspection{Name: obj.Name(), Kind: kindOf(obj)}
	if p := obj.Pkg(); p != nil && !isMain(p) {
		in.Path = p.Path()
	}
	found := i.e.declared(i.d, obj)
	in.Doc = found.doc
	if _, isVar := obj.(*types.Var); i.detail > 0 && !isVar {
		in.Source = found.source
	}
	switch obj := obj.(type) {
	case *types.Builtin:
		in.Decl = found.decl
	case *types.Nil:
		in.Decl = "nil"
	case *types.Const:
		in.Decl = constText(obj)
		in.Type = typeName(obj.Type())
	case *types.TypeName:
		in.Decl = found.decl
		if in.Decl == "" {
			in.Decl = typeDecl(obj)
		}
		i.describe(&in, obj.Type())
	case *types.Func:
		in.Decl = funcText(obj, found.decl)
		in.Type = typeName(obj.Type())
		if t != nil && t != types.Typ[types.Invalid] {
			in.Type = typeName(t)
		}
		if recv := obj.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) && in.Doc == "" {
			i.typeComment(&in, recv.Type())
		}
	case *types.Var:
		in.Type = typeName(obj.Type())
		if t != nil && t != types.Typ[types.Invalid] {
			in.Type = typeName(t)
		} else {
			t = obj.Type()
		}
		in.Decl = "var " + obj.Name() + " " + in.Type
		if obj.IsField() {
			in.Decl = obj.Name() + " " + in.Type
			if obj.Embedded() {
				in.Decl = in.Type
			}
		}
		i.describe(&in, t)
		i.typeComment(&in, t)
		if x != nil {
			in.Value = i.value(x)
		}
	}
	return in
}

// inspectPath tells about the package of an import path.
func (e *Engine) inspectPath(path string) (Inspection, bool) {
	p, err := e.peek(path)
	if err != nil {
		return Inspection{}, false
	}
	return e.inspectPackage(p), true
}

func (e *Engine) inspectPackage(p *types.Package) Inspection {
	in := Inspection{Name: p.Name(), Kind: "package", Path: p.Path()}
	in.Decl = fmt.Sprintf("package %s // import %q", p.Name(), p.Path())
	u := e.unit(p)
	if u == nil {
		in.Doc = docText(e.docs.get(p.Path(), ""))
		return in
	}
	for _, f := range u.Files {
		if f.Doc != nil {
			in.Doc = strings.TrimSpace(f.Doc.Text())
			break
		}
	}
	return in
}
