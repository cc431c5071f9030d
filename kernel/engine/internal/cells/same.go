package cells

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// A record is what the declaration of a type or constant was. A cell that
// declares the name again in the same words, which mean the same objects, uses
// the object that is there: running a cell twice loses no values.
type record struct {
	text string
	uses map[string]any // by name: an object, or of the name of a package the package
}

// A restatement is a declaration that may be that of an object which is there.
type restatement struct {
	names []string
	text  string
}

// keepSame takes the declarations that change nothing out of the cell's syntax.
func (c *check) keepSame() {
	s := c.syntax
	for name, l := range c.kept {
		s.names[name] = l
	}
	c.kept = map[string]*local{}
	candidates := map[ast.Node]restatement{}
	for _, d := range c.decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		switch g.Tok {
		case token.TYPE:
			for _, spec := range g.Specs {
				c.candidate(candidates, spec, []*ast.Ident{spec.(*ast.TypeSpec).Name})
			}
		case token.CONST:
			c.candidate(candidates, g, constNames(g))
		}
	}
	for again := true; again; {
		again = false
		for n, r := range candidates {
			if !c.meansSame(r) {
				delete(candidates, n)
				for _, name := range r.names {
					delete(c.kept, name)
				}
				again = true
			}
		}
	}
	for name := range c.kept {
		delete(s.names, name)
	}
	s.file.Decls = without(c.decls, candidates)
}

// constNames returns the names that a declaration of constants declares.
func constNames(g *ast.GenDecl) []*ast.Ident {
	var names []*ast.Ident
	for _, spec := range g.Specs {
		names = append(names, spec.(*ast.ValueSpec).Names...)
	}
	return names
}

// candidate adds a declaration in the words of the one that is there.
func (c *check) candidate(candidates map[ast.Node]restatement, n ast.Node, ids []*ast.Ident) {
	r := restatement{}
	for _, id := range ids {
		if id.Name == "_" {
			continue
		}
		obj := c.nb.names[id.Name]
		rec, ok := c.nb.records[obj]
		if !ok || c.syntax.names[id.Name].times > 1 || c.changed[id.Name] {
			return
		}
		if r.text == "" {
			r.text = c.syntax.text(n)
		}
		if rec.text != r.text+"#"+strconv.Itoa(len(r.names)) {
			return
		}
		r.names = append(r.names, id.Name)
	}
	if len(r.names) == 0 {
		return
	}
	candidates[n] = r
	for _, name := range r.names {
		c.kept[name] = c.syntax.names[name]
	}
}

// meansSame reports whether the names in a declaration mean what they meant.
func (c *check) meansSame(r restatement) bool {
	for name, was := range c.nb.records[c.nb.names[r.names[0]]].uses {
		if c.meaning(name) != was {
			return false
		}
	}
	return true
}

// meaning returns what a name means in the cell: an object, the package that is
// called so, or nil where the cell declares the name itself.
func (c *check) meaning(name string) any {
	if c.kept[name] == nil && c.syntax.names[name] != nil {
		return nil
	}
	for _, i := range c.imports.list {
		if i.name == name {
			return i.pkg
		}
		if i.name == "." && token.IsExported(name) {
			if obj := i.pkg.Scope().Lookup(name); obj != nil {
				return obj
			}
		}
	}
	obj := c.nb.resolve(name)
	if obj == nil {
		obj = types.Universe.Lookup(name)
	}
	if pn, ok := obj.(*types.PkgName); ok {
		return pn.Imported()
	}
	if obj == nil {
		if p := c.implicit(name); p != nil {
			return p
		}
		return nil
	}
	return obj
}

// without returns declarations without those that are in a map.
func without(decls []ast.Decl, out map[ast.Node]restatement) []ast.Decl {
	if len(out) == 0 {
		return decls
	}
	var list []ast.Decl
	for _, d := range decls {
		if _, ok := out[d]; ok {
			continue
		}
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			var specs []ast.Spec
			for _, spec := range g.Specs {
				if _, ok := out[spec]; !ok {
					specs = append(specs, spec)
				}
			}
			if len(specs) == 0 {
				continue
			}
			if len(specs) < len(g.Specs) {
				rest := *g
				rest.Specs = specs
				d = &rest
			}
		}
		list = append(list, d)
	}
	return list
}

// records returns what the types and constants are that the cell declares.
func (c *check) records() map[types.Object]record {
	recs := map[types.Object]record{}
	note := func(n ast.Node, ids []*ast.Ident, free map[string]bool) {
		var rec record
		i := 0
		for _, id := range ids {
			obj := c.info.Defs[id]
			if obj == nil || id.Name == "_" {
				continue
			}
			if rec.text == "" {
				rec = record{c.syntax.text(n), map[string]any{}}
				for name := range free {
					if own := c.pkg.Scope().Lookup(name); own != nil {
						rec.uses[name] = own
					} else {
						rec.uses[name] = c.meaning(name)
					}
				}
			}
			recs[obj] = record{rec.text + "#" + strconv.Itoa(i), rec.uses}
			i++
		}
	}
	for _, d := range c.syntax.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		switch g.Tok {
		case token.TYPE:
			for _, spec := range g.Specs {
				note(spec, []*ast.Ident{spec.(*ast.TypeSpec).Name}, freeNames(spec))
			}
		case token.CONST:
			note(g, constNames(g), freeNames(g))
		}
	}
	return recs
}

// freeNames returns the names in a declaration that are declared outside of it,
// and perhaps some more.
func freeNames(n ast.Node) map[string]bool {
	names := map[string]bool{}
	bound := map[string]bool{"_": true}
	if t, ok := n.(*ast.TypeSpec); ok && t.TypeParams != nil {
		for _, f := range t.TypeParams.List {
			for _, id := range f.Names {
				bound[id.Name] = true
			}
		}
	}
	var walk func(n ast.Node) bool
	walk = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			ast.Inspect(n.Type, walk)
			return false
		case *ast.SelectorExpr:
			ast.Inspect(n.X, walk)
			return false
		case *ast.Ident:
			if !bound[n.Name] {
				names[n.Name] = true
			}
		}
		return true
	}
	ast.Inspect(n, walk)
	return names
}

// text returns a declaration's tokens, without the semicolons that need not be.
func (s *syntax) text(n ast.Node) string {
	src := s.src[s.offset(n.Pos()):s.offset(n.End())]
	file := token.NewFileSet().AddFile("", -1, len(src))
	var sc scanner.Scanner
	sc.Init(file, []byte(src), nil, 0)
	var b strings.Builder
	semicolon := false
	for {
		_, tok, lit := sc.Scan()
		if tok == token.EOF {
			return b.String()
		}
		if semicolon && tok != token.RPAREN && tok != token.RBRACE {
			b.WriteString("; ")
		}
		if semicolon = tok == token.SEMICOLON; semicolon {
			continue
		}
		if lit == "" {
			lit = tok.String()
		}
		b.WriteString(lit)
		b.WriteByte(' ')
	}
}
