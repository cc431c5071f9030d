package engine

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// members adds what can stand after "x.".
func (s *suggestions) members(x ast.Expr) {
	typeOnly := inType(s.d.Path[:len(s.d.Path)-1])
	info := s.d.Unit.Info
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if pn, ok := info.Uses[id].(*types.PkgName); ok {
			s.exports(pn.Imported(), "", typeOnly)
			return
		}
		if info.Uses[id] == nil {
			s.missing(id.Name, typeOnly)
			return
		}
	}
	tv, ok := info.Types[x]
	if !ok || tv.Type == nil {
		return
	}
	t := tv.Type
	if tv.IsType() {
		s.methods(t, false)
		return
	}
	if _, tuple := t.(*types.Tuple); tuple {
		return
	}
	s.fields(t)
	s.methods(t, tv.Addressable())
}

// exports adds what a package exports; pkg is its path if it is not imported.
func (s *suggestions) exports(p *types.Package, pkg string, typeOnly bool) {
	scope := p.Scope()
	for _, name := range scope.Names() {
		if obj := scope.Lookup(name); token.IsExported(name) && s.allowed(obj, typeOnly) {
			s.object(name, obj, tierField, 0, pkg)
		}
	}
}

// missing adds what the packages of a name export that are not imported.
func (s *suggestions) missing(name string, typeOnly bool) {
	for _, path := range packagesNamed(name) {
		if p, err := s.e.peek(path); err == nil {
			s.exports(p, path, typeOnly)
		}
	}
}

// methods adds the methods that an expression of a type has.
func (s *suggestions) methods(t types.Type, addressable bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok && types.IsInterface(p.Elem()) {
		return
	}
	if addressable && !types.IsInterface(t) {
		if _, ok := t.Underlying().(*types.Pointer); !ok {
			t = types.NewPointer(t)
		}
	}
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		sel := set.At(i)
		s.member(sel.Obj(), sel.Type(), len(sel.Index())-1)
	}
	n := originOf(t)
	if n == nil {
		return
	}
	_, pointer := namedOf(t)
	for _, m := range s.d.Late {
		recv := m.Signature().Recv().Type()
		if _, byPointer := namedOf(recv); originOf(recv) == n && (pointer || !byPointer) {
			s.member(m, m.Type(), 0)
		}
	}
}

// namedOf is the named type that a type is or points to.
func namedOf(t types.Type) (n *types.Named, pointer bool) {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t, pointer = types.Unalias(p.Elem()), true
	}
	n, _ = t.(*types.Named)
	return n, pointer
}

// originOf is the named type, without its type arguments, that a type is or points
// to, or nil.
func originOf(t types.Type) *types.Named {
	n, _ := namedOf(t)
	if n == nil {
		return nil
	}
	return n.Origin()
}

// member adds a field or a method, if the cell may name it.
func (s *suggestions) member(obj types.Object, t types.Type, depth int) {
	if s.fits(obj.Name()) && (obj.Exported() || isMain(obj.Pkg())) {
		s.add(Match{Text: obj.Name(), Kind: kindOf(obj), Type: typeString(t), Doc: s.firstSentence(obj)}, tierField, depth)
	}
}

// fields adds the fields that an expression of a type has, promoted ones too.
func (s *suggestions) fields(t types.Type) {
	names := map[string]bool{}
	seen := map[types.Type]bool{}
	var walk func(t types.Type)
	walk = func(t types.Type) {
		st := structOf(t)
		if st == nil || seen[t] {
			return
		}
		seen[t] = true
		for f := range st.Fields() {
			names[f.Name()] = true
			if f.Embedded() {
				walk(f.Type())
			}
		}
	}
	walk(t)
	for name := range names {
		obj, index, _ := types.LookupFieldOrMethod(t, true, s.d.Unit.Pkg, name)
		if f, ok := obj.(*types.Var); ok {
			s.member(f, f.Type(), len(index)-1)
		}
	}
}

// structOf is the struct that a type is or points to, or nil.
func structOf(t types.Type) *types.Struct {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, _ := t.Underlying().(*types.Struct)
	return st
}

// keys adds the fields that a struct's literal does not have yet, and reports
// whether nothing else can stand there.
func (s *suggestions) keys(lit *ast.CompositeLit, hole *ast.Ident) (only bool) {
	tv, ok := s.d.Unit.Info.Types[lit]
	if !ok || tv.Type == nil {
		return false
	}
	st := structOf(tv.Type)
	if st == nil {
		return false
	}
	given := map[string]bool{}
	for _, x := range lit.Elts {
		kv, ok := x.(*ast.KeyValueExpr)
		if !ok {
			if x != hole {
				return false // they have no keys
			}
			continue
		}
		if id, ok := kv.Key.(*ast.Ident); ok && id != hole {
			given[id.Name] = true
		}
	}
	order, hidden := 0, false
	for f := range st.Fields() {
		order++
		if !f.Exported() && !isMain(f.Pkg()) {
			hidden = true
			continue
		}
		if !given[f.Name()] && f.Name() != "_" {
			s.member(f, f.Type(), order)
		}
	}
	if _, key := keyOf(lit, hole); key {
		return true
	}
	return len(lit.Elts) > 1 || hidden || st.NumFields() == 0
}

// keyOf finds the element that the word at the cursor is the key of.
func keyOf(lit *ast.CompositeLit, hole *ast.Ident) (*ast.KeyValueExpr, bool) {
	for _, x := range lit.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok && kv.Key == hole {
			return kv, true
		}
	}
	return nil, false
}

// labels adds the labels that a break, continue or goto may name.
func (s *suggestions) labels(b *ast.BranchStmt) {
	path := s.d.Path
	if b.Tok != token.GOTO {
		for i := len(path) - 1; i >= 0; i-- {
			switch n := path[i].(type) {
			case *ast.FuncLit, *ast.FuncDecl:
				return
			case *ast.LabeledStmt:
				_, isFor := n.Stmt.(*ast.ForStmt)
				_, isRange := n.Stmt.(*ast.RangeStmt)
				if isFor || isRange || b.Tok == token.BREAK {
					s.add(Match{Text: n.Label.Name, Kind: "label"}, tierLocal, len(path)-i)
				}
			}
		}
		return
	}
	for _, n := range slices.Backward(path) {
		var body *ast.BlockStmt
		switch n := n.(type) {
		case *ast.FuncLit:
			body = n.Body
		case *ast.FuncDecl:
			body = n.Body
		}
		if body == nil {
			continue
		}
		ast.Inspect(body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.LabeledStmt:
				s.add(Match{Text: n.Label.Name, Kind: "label"}, tierLocal, 0)
			}
			return true
		})
		return
	}
}
