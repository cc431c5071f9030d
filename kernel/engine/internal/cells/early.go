package cells

import (
	"go/ast"
	"go/token"
	"go/types"
)

// The names that a cell mentions, and how.
type mentions struct {
	names    map[string]bool // all that are identifiers
	selected map[string]bool // those that stand before a dot
	early    []*ast.Ident    // may stand before the variable that the cell declares
}

// mentioned walks a cell's syntax.
func (s *syntax) mentioned() mentions {
	m := mentions{names: map[string]bool{}, selected: map[string]bool{}}
	steps := false // whether what is walked is no function, type or constant
	walk := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok {
				m.selected[id.Name] = true
			}
		case *ast.Ident:
			m.names[n.Name] = true
			if l := s.names[n.Name]; steps && l != nil && l.isVar && l.ident != n {
				if at := s.offset(n.Pos()); at < l.visible || l.own.start <= at && at < l.own.end {
					m.early = append(m.early, n)
				}
			}
		}
		return true
	}
	for _, d := range s.file.Decls {
		g, ok := d.(*ast.GenDecl)
		steps = d == s.body || ok && g.Tok == token.VAR
		if !ok || g.Tok != token.IMPORT {
			ast.Inspect(d, walk)
		}
	}
	return m
}

// An earlier is an object that a cell sees under an invented name, because the
// cell declares the object's own name.
type earlier struct {
	invented string
	obj      types.Object
	implicit bool // obj is a package that is imported because it is mentioned
}

// renameEarly finds the identifiers that the checker took for variables which the
// cell declares only later, and gives them the name of what they mean: the object
// that the name had before the cell. It reports whether there were any.
func (c *check) renameEarly() bool {
	found := false
	for _, id := range c.said.early {
		v, ok := c.info.Uses[id].(*types.Var)
		if !ok || v.Pkg() != c.pkg || v.Parent() != c.pkg.Scope() || c.renamed[id] != "" {
			continue
		}
		name := id.Name
		l := c.syntax.names[name]
		e, known := c.earlier[name]
		if !known {
			e.obj = c.nb.resolve(name)
			if e.obj == nil && c.said.selected[name] {
				if p := c.implicit(name); p != nil {
					e.obj, e.implicit = types.NewPkgName(token.NoPos, c.pkg, name, p), true
				}
			}
			if e.obj == nil {
				e.obj = types.Universe.Lookup(name)
			}
			e.invented = c.syntax.invent(name)
		}
		if e.obj == nil && !l.define && c.syntax.offset(id.Pos()) >= l.visible {
			continue // var x = x
		}
		c.earlier[name] = e
		c.renamed[id] = name
		id.Name = e.invented
		found = true
	}
	return found
}

// alias returns obj under another name, as an object of pkg.
func alias(obj types.Object, name string, pkg *types.Package) types.Object {
	switch obj := obj.(type) {
	case *types.Var:
		return types.NewVar(obj.Pos(), pkg, name, obj.Type())
	case *types.Const:
		return types.NewConst(obj.Pos(), pkg, name, obj.Type(), obj.Val())
	case *types.TypeName:
		return types.NewTypeName(obj.Pos(), pkg, name, obj.Type())
	case *types.Func:
		return types.NewFunc(obj.Pos(), pkg, name, obj.Type().(*types.Signature))
	case *types.PkgName:
		return types.NewPkgName(obj.Pos(), pkg, name, obj.Imported())
	}
	return nil
}
