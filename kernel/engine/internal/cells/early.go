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
			e = c.before(name)
		}
		if e.obj == nil && !l.define && c.syntax.offset(id.Pos()) >= l.visible {
			continue // var x = x
		}
		found = true
		if e.obj != nil && e.obj.Parent() == types.Universe {
			if c.hidden[name] == "" {
				c.hide(name, v)
			}
			continue
		}
		c.earlier[name] = e
		c.renamed[id] = name
		id.Name = e.invented
	}
	return c.hideMore() || found
}

// before returns what a name that the cell declares means before that.
func (c *check) before(name string) earlier {
	e := earlier{invented: c.syntax.invent(name), obj: c.nb.resolve(name)}
	if p := c.imports.shadowed[name]; p != nil {
		e.obj = types.NewPkgName(token.NoPos, c.pkg, name, p)
	}
	if e.obj == nil {
		e.obj = types.Universe.Lookup(name)
	}
	if e.obj == nil && c.said.selected[name] {
		if p := c.implicit(name); p != nil {
			e.obj, e.implicit = types.NewPkgName(token.NoPos, c.pkg, name, p), true
		}
	}
	return e
}

// hide invents a name for a variable that the cell declares, because before that
// its name is one of the language, for which there are no other names.
func (c *check) hide(name string, v *types.Var) {
	invented := c.syntax.invent(name)
	c.hidden[name] = invented
	early := map[*ast.Ident]bool{}
	for _, id := range c.said.early {
		early[id] = true
	}
	for id, obj := range c.info.Uses {
		if obj == v && !early[id] {
			id.Name = invented
			c.renamed[id] = name
		}
	}
	l := c.syntax.names[name]
	l.ident.Name = invented
	c.renamed[l.ident] = name
}

// hideMore renames what the last pass took for names of the language although
// variables of these names are declared before, and reports whether there were any.
func (c *check) hideMore() bool {
	if len(c.hidden) == 0 {
		return false
	}
	early := map[*ast.Ident]bool{}
	for _, id := range c.said.early {
		early[id] = true
	}
	found := false
	for id, obj := range c.info.Uses {
		if invented := c.hidden[id.Name]; invented != "" && obj.Parent() == types.Universe && !early[id] {
			c.renamed[id] = id.Name
			id.Name = invented
			found = true
		}
	}
	return found
}

// unhide gives hidden variables their own names.
func (c *check) unhide() {
	for name, invented := range c.hidden {
		was := c.pkg.Scope().Lookup(invented)
		if was == nil {
			continue
		}
		v := types.NewVar(was.Pos(), c.pkg, name, was.Type())
		c.pkg.Scope().Insert(v)
		for id, obj := range c.info.Uses {
			if obj == was {
				c.info.Uses[id] = v
			}
		}
		c.info.Defs[c.syntax.names[name].ident] = v
		for _, in := range c.info.InitOrder {
			for i := range in.Lhs {
				if in.Lhs[i] == was {
					in.Lhs[i] = v
				}
			}
		}
	}
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
