package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// A local is a name that a cell declares for the notebook.
type local struct {
	ident  *ast.Ident
	times  int  // how often it is declared
	isVar  bool // the following are only of variables
	define bool // by :=
	// Before visible, what is not in a function does not see the variable, and
	// neither does own, its own declaration, where the name meant something.
	visible int
	own     span
}

// arrange brings the declarations among a cell's statements to the level of the
// package, := included, and lists what the cell does.
func (s *syntax) arrange() []fault {
	for _, d := range s.file.Decls {
		s.declare(d)
	}
	list := s.body.Body.List
	s.body.Body.List = nil
	var faults []fault
	group := -1 // offset of the first of var declarations side by side
	for i, stmt := range list {
		if d, ok := stmt.(*ast.DeclStmt); ok {
			g := d.Decl.(*ast.GenDecl)
			s.file.Decls = append(s.file.Decls, g)
			if g.Tok == token.VAR {
				if group < 0 {
					group = s.offset(g.Pos())
				}
				s.declareVars(g, group)
			} else {
				s.declare(g)
			}
			continue
		}
		group = -1
		if a, ok := stmt.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			faults = append(faults, s.define(a)...)
			continue
		}
		s.items = append(s.items, item{stmt: stmt})
		if e, ok := stmt.(*ast.ExprStmt); ok && (s.nothingAfter(list[i+1:]) || s.list != nil && s.offset(e.Pos()) >= s.list.start) {
			s.last = append(s.last, e)
			if _, call := ast.Unparen(e.X).(*ast.CallExpr); !call {
				// Gives constants the types of variables.
				stmt = &ast.AssignStmt{
					Lhs: []ast.Expr{&ast.Ident{NamePos: e.Pos(), Name: "_"}}, TokPos: e.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{e.X},
				}
			}
		}
		s.body.Body.List = append(s.body.Body.List, stmt)
	}
	s.body.Body.List = append(s.body.Body.List, s.checks...)
	s.file.Decls = append(s.file.Decls, s.body)
	return faults
}

// nothingAfter reports whether statements do nothing when the cell runs.
func (s *syntax) nothingAfter(list []ast.Stmt) bool {
	for _, stmt := range list {
		switch stmt := stmt.(type) {
		case *ast.EmptyStmt:
		case *ast.DeclStmt:
			if stmt.Decl.(*ast.GenDecl).Tok == token.VAR {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// declare notes the names that a declaration declares.
func (s *syntax) declare(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.Name != "init" {
			s.name(d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				s.name(spec.Name)
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					s.name(id)
				}
			}
		}
	}
}

// name notes that the cell declares a name.
func (s *syntax) name(id *ast.Ident) *local {
	if id.Name == "_" {
		return &local{}
	}
	l := s.names[id.Name]
	if l == nil {
		l = &local{ident: id}
		s.names[id.Name] = l
	}
	l.times++
	return l
}

// declareVars notes the variables of a declaration with var.
func (s *syntax) declareVars(g *ast.GenDecl, group int) {
	for _, spec := range g.Specs {
		spec := spec.(*ast.ValueSpec)
		s.items = append(s.items, item{spec: spec})
		for _, id := range spec.Names {
			l := s.name(id)
			l.isVar = true
			l.visible = group
			l.own = span{s.offset(spec.Pos()), s.offset(spec.End())}
		}
	}
}

// define brings a statement with := to the level of the package. As in a
// function, variables that the cell has declared before are only assigned to:
// statements beside the cell's own check that they can be.
func (s *syntax) define(a *ast.AssignStmt) (faults []fault) {
	bad := func(pos token.Pos, format string, args ...any) []fault {
		return append(faults, fault{offset: s.offset(pos), msg: fmt.Sprintf(format, args...)})
	}
	fresh := 0
	old := make([]bool, len(a.Lhs))
	seen := map[string]bool{}
	for i, x := range a.Lhs {
		id, ok := x.(*ast.Ident)
		if !ok {
			faults = bad(x.Pos(), "non-name %s on left side of :=", types.ExprString(x))
			continue
		}
		if id.Name == "_" {
			continue
		}
		if seen[id.Name] {
			faults = bad(x.Pos(), "%s repeated on left side of :=", id.Name)
		}
		seen[id.Name] = true
		if l := s.names[id.Name]; l != nil && l.isVar {
			old[i] = true
		} else {
			fresh++
		}
	}
	if faults != nil {
		return faults
	}
	if fresh == 0 {
		return bad(a.TokPos, "no new variables on left side of :=")
	}
	if len(a.Rhs) != 1 && len(a.Rhs) != len(a.Lhs) {
		return bad(a.Rhs[0].Pos(), "assignment mismatch: %s but %s", count(len(a.Lhs), "variable"), count(len(a.Rhs), "value"))
	}
	g := &ast.GenDecl{TokPos: a.Pos(), Tok: token.VAR}
	where := span{s.offset(a.Pos()), s.offset(a.End())}
	s.defines = append(s.defines, where)
	var tuple *ast.ValueSpec
	if len(a.Rhs) < len(a.Lhs) {
		tuple = &ast.ValueSpec{Values: a.Rhs}
		g.Specs = append(g.Specs, tuple)
	}
	for i, x := range a.Lhs {
		id := x.(*ast.Ident)
		switch {
		case old[i] && tuple != nil:
			value := &ast.Ident{NamePos: id.NamePos, Name: s.invent(id.Name)}
			tuple.Names = append(tuple.Names, value)
			s.inserted = append(s.inserted, value)
			s.checkAssign(a, id, value)
			continue
		case old[i]:
			s.checkAssign(a, id, a.Rhs[i])
			continue
		case tuple != nil:
			tuple.Names = append(tuple.Names, id)
		default:
			g.Specs = append(g.Specs, &ast.ValueSpec{Names: []*ast.Ident{id}, Values: a.Rhs[i : i+1 : i+1]})
		}
		l := s.name(id)
		l.isVar, l.define = true, true
		l.visible, l.own = where.end, where
	}
	s.file.Decls = append(s.file.Decls, g)
	s.standIns[g] = true
	s.items = append(s.items, item{define: a})
	return nil
}

// checkAssign has the checker see that a value can be assigned to a variable.
func (s *syntax) checkAssign(a *ast.AssignStmt, id *ast.Ident, value ast.Expr) {
	s.checks = append(s.checks, &ast.AssignStmt{Lhs: []ast.Expr{id}, TokPos: a.TokPos, Tok: token.ASSIGN, Rhs: []ast.Expr{value}})
}

// count says how many there are of something, as the compiler does.
func count(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// inDefine reports whether an offset is in a statement with :=.
func (s *syntax) inDefine(offset int) bool {
	for _, d := range s.defines {
		if d.start <= offset && offset < d.end {
			return true
		}
	}
	return false
}

// definesAt reports whether a position is that of a variable declared with :=.
func (s *syntax) definesAt(pos token.Pos) bool {
	for _, l := range s.names {
		if l.define && l.ident.Pos() == pos {
			return true
		}
	}
	return false
}
