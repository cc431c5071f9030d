package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// Methods that a cell declares on types of earlier cells are checked as what they
// are, only the complaint that their type is not the cell's own is dropped. Before
// anything is checked that could call them they are added to their types. The
// moment for that is when the checker, which takes functions in their order and
// values after types, complains that a function with type parameters has no
// body: one is put behind these methods, which stand before everything else.
type late struct {
	decls    []*ast.FuncDecl
	bell     *ast.FuncDecl // the function without a body
	replaces map[*ast.FuncDecl]*types.Func
	grown    []*types.Named
	undos    []undo
	faults   []fault
	rang     bool // whether the types have their methods
	refused  bool // whether a type does not get them
}

// An undo gives a type the methods it had.
type undo struct {
	named     *types.Named
	methods   []*types.Func
	renewer   *renewer
	instances []*types.Named // of a generic type
}

func (u *undo) renew() {
	for _, n := range u.instances {
		u.renewer.renew(n)
	}
}

// gather finds the methods whose types the cell does not declare.
func (l *late) gather(c *check) {
	l.decls, l.bell = nil, nil
	for _, d := range c.syntax.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil || len(f.Recv.List) == 0 {
			continue
		}
		id := receiver(f)
		if id == nil || c.syntax.names[id.Name] != nil && !c.syntax.aliases(id.Name) {
			continue
		}
		l.decls = append(l.decls, f)
	}
	if len(l.decls) == 0 {
		return
	}
	name := ast.NewIdent(c.syntax.invent("methods"))
	param := &ast.Field{Names: []*ast.Ident{ast.NewIdent("_")}, Type: &ast.InterfaceType{Methods: &ast.FieldList{}}}
	l.bell = &ast.FuncDecl{Name: name, Type: &ast.FuncType{TypeParams: &ast.FieldList{List: []*ast.Field{param}}, Params: &ast.FieldList{}}}
}

// receiver returns the name of a method's type, or nil.
func receiver(f *ast.FuncDecl) *ast.Ident {
	x := ast.Unparen(f.Recv.List[0].Type)
	if star, ok := x.(*ast.StarExpr); ok {
		x = ast.Unparen(star.X)
	}
	switch ix := x.(type) {
	case *ast.IndexExpr:
		x = ix.X
	case *ast.IndexListExpr:
		x = ix.X
	}
	id, _ := x.(*ast.Ident)
	return id
}

// aliases reports whether the cell declares a name as an alias.
func (s *syntax) aliases(name string) bool {
	for _, d := range s.file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, spec := range g.Specs {
				if t := spec.(*ast.TypeSpec); t.Name.Name == name && t.Assign.IsValid() {
					return true
				}
			}
		}
	}
	return false
}

// order returns declarations with the late methods, and what tells that they are
// known, before all others.
func (l *late) order(decls []ast.Decl) []ast.Decl {
	if l.bell == nil {
		return decls
	}
	first := map[ast.Decl]bool{}
	var list, rest []ast.Decl
	for _, f := range l.decls {
		first[f] = true
		list = append(list, f)
	}
	list = append(list, l.bell)
	for _, d := range decls {
		if !first[d] {
			rest = append(rest, d)
		}
	}
	return append(list, rest...)
}

// rings reports whether an error says that the late methods' signatures are known.
func (l *late) rings(err types.Error) bool {
	return l.bell != nil && strings.HasPrefix(err.Msg, "generic function is missing function body") && err.Pos == l.bell.Name.Pos()
}

// foreign reports whether an error is only that a type is one of an earlier cell.
func (l *late) foreign(c *check, err types.Error) bool {
	if !strings.HasPrefix(err.Msg, "cannot define new methods on non-local type") {
		return false
	}
	for _, f := range l.decls {
		if id := receiver(f); id != nil && id.Pos() == err.Pos {
			return l.named(c, f) != nil
		}
	}
	return false
}

// named returns the type of an earlier cell that a method is declared on, or nil.
func (l *late) named(c *check, f *ast.FuncDecl) *types.Named {
	fn, ok := c.info.Defs[f.Name].(*types.Func)
	if !ok {
		return nil
	}
	sig, ok := fn.Type().(*types.Signature)
	if !ok || sig.Recv() == nil {
		return nil
	}
	n, _ := base(sig)
	if n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg() == c.pkg || n.Obj().Pkg().Path() != "main" {
		return nil
	}
	return n
}

// base returns a method's type, without type arguments, and whether the receiver
// is a pointer to it.
func base(sig *types.Signature) (*types.Named, bool) {
	t := types.Unalias(sig.Recv().Type())
	p, pointer := t.(*types.Pointer)
	if pointer {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	if n != nil {
		n = n.Origin()
	}
	return n, pointer
}

// add adds the late methods to their types.
func (l *late) add(c *check) {
	l.rang = true
	seen := map[string]token.Pos{}
	for _, f := range l.decls {
		n := l.named(c, f)
		if n == nil || f.Name.Name == "_" {
			continue
		}
		fn := c.info.Defs[f.Name].(*types.Func)
		if fn.Signature().RecvTypeParams().Len() != n.TypeParams().Len() {
			continue // the checker has said so
		}
		name := n.Obj().Name() + "." + f.Name.Name
		if first, ok := seen[name]; ok {
			l.fault(c, f.Name, fmt.Sprintf("method %s already declared at %s", name, c.nb.fset.Position(first)))
			continue
		}
		seen[name] = f.Name.Pos()
		switch u := n.Underlying().(type) {
		case *types.Pointer, *types.Interface:
			l.fault(c, receiver(f), fmt.Sprintf("invalid receiver type %s (pointer or interface type)", n.Obj().Name()))
			continue
		case *types.Struct:
			if field := fieldOf(u, f.Name.Name); field != nil {
				l.fault(c, f.Name, fmt.Sprintf("field and method with the same name %s\n\t%s: other declaration of %[1]s", f.Name.Name, c.nb.fset.Position(field.Pos())))
				continue
			}
		}
		old := methodOf(n, f.Name.Name)
		if old != nil && sameMethod(old, fn) {
			l.replaces[f] = old
			continue
		}
		if !c.nb.cutsMethods || n.TypeParams().Len() > 0 && c.nb.renewer == nil {
			l.refused = true
			l.fault(c, f.Name, fmt.Sprintf("method %s must be declared in the cell of its type", name))
			continue
		}
		l.set(c.nb, n, old, fn)
	}
}

// set adds a method to a type in the place of another, or of none.
func (l *late) set(nb *Notebook, n *types.Named, old, fn *types.Func) {
	list := methodsField(n)
	if !containsType(l.grown, n) {
		l.grown = append(l.grown, n)
		u := undo{named: n, methods: *list}
		*list = append([]*types.Func(nil), *list...)
		if n.TypeParams().Len() > 0 {
			u.renewer, u.instances = nb.renewer, nb.instances(n)
			u.renew()
		}
		l.undos = append(l.undos, u)
	}
	if old != nil {
		for i, m := range *list {
			if m == old {
				*list = append((*list)[:i], (*list)[i+1:]...)
				break
			}
		}
	}
	n.AddMethod(fn)
}

// undo takes from types what the methods have added, and forgets them.
func (l *late) undo() {
	for _, u := range l.undos {
		*methodsField(u.named) = u.methods
		u.renew()
	}
	l.undos = nil
	l.replaces, l.grown, l.faults = map[*ast.FuncDecl]*types.Func{}, nil, nil
	l.rang, l.refused = false, false
}

// finish forgets what was declared for the moment only.
func (l *late) finish(c *check) {
	if l.bell == nil {
		return
	}
	delete(c.info.Defs, l.bell.Name)
	if !l.rang && len(c.faults) == 0 {
		l.refused = true
		l.fault(c, l.decls[0].Name, "methods must be declared in the cell of their type: this version of go/types does not take them later")
	}
}

func (l *late) fault(c *check, at ast.Node, msg string) {
	l.faults = append(l.faults, fault{offset: c.syntax.offset(at.Pos()), msg: msg})
}

// sameMethod reports whether two methods, of one type, have the same signature.
func sameMethod(a, b *types.Func) bool {
	x, y := a.Type().(*types.Signature), b.Type().(*types.Signature)
	_, xp := base(x)
	_, yp := base(y)
	if xp != yp {
		return false
	}
	if x.RecvTypeParams().Len() == 0 {
		return types.Identical(x, y)
	}
	// The parameters of the receiver's types are other ones in each method.
	one := func(p *types.Package) string { return fmt.Sprintf("%p", p) }
	return types.TypeString(x, one) == types.TypeString(y, one)
}

// methodOf returns the method of that name that a type declares, or nil.
func methodOf(n *types.Named, name string) *types.Func {
	for m := range n.Methods() {
		if m.Name() == name {
			return m
		}
	}
	return nil
}

// fieldOf returns the field of that name, or nil.
func fieldOf(s *types.Struct, name string) *types.Var {
	for f := range s.Fields() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

func containsType(list []*types.Named, n *types.Named) bool {
	for _, m := range list {
		if m == n {
			return true
		}
	}
	return false
}
