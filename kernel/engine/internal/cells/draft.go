package cells

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// Hole is a word that stands for one that is yet to be written: no cell uses it.
const Hole = mark

// A Draft is a cell that is being written, as far as it can be understood.
type Draft struct {
	Unit *unit.Unit
	// Path leads from the file to the word at the cursor, which is its last
	// node. It is empty if the word is not part of what could be parsed.
	Path []ast.Node
	// Sound reports whether the cell, with what was added to close it, can be
	// parsed.
	Sound bool
	// Late are the methods that the cell declares on types of earlier cells.
	Late []*types.Func

	nb     *Notebook
	check  *check
	offset int
}

// Draft parses and checks a cell that is not finished, with word in the place of
// the bytes from start to end, and changes nothing. Packages that the cell
// imports itself come from imp.
func (nb *Notebook) Draft(src string, start, end int, word string, imp func(path string) (*types.Package, error)) *Draft {
	own := *nb // its maps are only read
	own.cfg.Import = imp
	own.fset = token.NewFileSet()
	d := &Draft{nb: &own, offset: start}
	s, sound := own.repair(src, start, end, word)
	d.Path = s.pathTo(start, word)
	keyed(d.Path)
	c := &check{nb: &own, syntax: s, earlier: map[string]earlier{}, renamed: map[*ast.Ident]string{}, hidden: map[string]string{}, changed: map[string]bool{}}
	c.imports = own.importAll(s)
	c.decls = s.file.Decls
	c.changeAt(start)
	c.draft()
	c.restore()
	d.Sound, d.check = sound, c
	d.Unit = &unit.Unit{Fset: own.fset, Pkg: c.pkg, Info: c.info, Files: []*ast.File{s.file}}
	d.Late = c.lateMethods()
	return d
}

// keyed gives the word at the cursor a value where it is the key of a map's
// literal: without, the checker would not look at it.
func keyed(path []ast.Node) {
	for i := 1; i < len(path); i++ {
		lit, ok := path[i-1].(*ast.CompositeLit)
		if !ok {
			continue
		}
		if _, ok := lit.Type.(*ast.MapType); !ok {
			continue
		}
		for j, x := range lit.Elts {
			if _, ok := x.(*ast.KeyValueExpr); !ok && x == path[i] {
				lit.Elts[j] = &ast.KeyValueExpr{Key: x, Colon: x.End(), Value: &ast.Ident{NamePos: x.End(), Name: "_"}}
			}
		}
	}
}

// draft checks what can be checked. Methods of earlier cells' types are not
// added to them, unlike in run.
func (c *check) draft() {
	c.keepSame()
	c.said = c.syntax.mentioned()
	for again, n := true, 0; again && n < 8; n++ {
		c.pass()
		again = c.renameEarly()
		again = c.keyLiterals() || again
	}
}

// changeAt has the declaration at an offset checked although it says nothing new.
func (c *check) changeAt(offset int) {
	for _, d := range c.decls {
		if g, ok := d.(*ast.GenDecl); ok && c.syntax.offset(g.Pos()) <= offset && offset <= c.syntax.offset(g.End()) {
			for _, spec := range g.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					c.changed[spec.Name.Name] = true
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						c.changed[id.Name] = true
					}
				}
			}
		}
	}
}

// lateMethods returns the methods on types of earlier cells.
func (c *check) lateMethods() (list []*types.Func) {
	for _, d := range c.syntax.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil || c.methods.named(c, f) == nil {
			continue
		}
		if fn, ok := c.info.Defs[f.Name].(*types.Func); ok && fn.Name() != "_" && !strings.Contains(fn.Name(), mark) {
			list = append(list, fn)
		}
	}
	return list
}

// pathTo returns the nodes from the file to the word at an offset.
func (s *syntax) pathTo(offset int, word string) (path []ast.Node) {
	var stack []ast.Node
	visit := func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		if id, ok := n.(*ast.Ident); ok && path == nil && id.Name == word && s.offset(id.Pos()) == offset {
			path = append(path, stack...)
		}
		return true
	}
	if f := s.file; f.Name != nil {
		name := f.Name
		f.Name = &ast.Ident{NamePos: name.NamePos, Name: "_"} // not the cell's
		defer func() { f.Name = name }()
	}
	ast.Inspect(s.file, visit)
	return path
}

// A Named is what a name means at a place.
type Named struct {
	Name   string
	Object types.Object
	Depth  int // how many scopes of the cell's functions are around its own
	Local  bool
}

// Visible returns what can be named at the cursor, beside what every Go program
// declares and packages that are not imported: locals first, the innermost
// before others.
func (d *Draft) Visible() (list []Named) {
	seen := map[string]bool{"_": true}
	add := func(name string, obj types.Object, depth int, local bool) {
		if obj != nil && !seen[name] && !strings.Contains(name, mark) {
			seen[name] = true
			list = append(list, Named{name, obj, depth, local})
		}
	}
	depth, inFunc := 0, false
	pos := token.NoPos
	if n := len(d.Path); n > 0 {
		pos = d.Path[n-1].Pos()
	}
	for i := len(d.Path) - 1; i >= 0; i-- {
		var scope *types.Scope
		switch n := d.Path[i].(type) {
		case *ast.FuncDecl:
			scope = d.Unit.Info.Scopes[n.Type]
			inFunc = inFunc || n != d.check.syntax.body
		case *ast.FuncLit:
			scope = d.Unit.Info.Scopes[n.Type]
		case *ast.File:
			continue
		default:
			scope = d.Unit.Info.Scopes[n]
		}
		if scope == nil {
			continue
		}
		for _, name := range scope.Names() {
			if in, obj := scope.LookupParent(name, pos); in == scope {
				add(name, obj, depth, true)
			}
		}
		depth++
	}
	c := d.check
	scope := d.Unit.Pkg.Scope()
	for _, name := range scope.Names() {
		if l := c.syntax.names[name]; l != nil && l.isVar && !inFunc && (d.offset < l.visible || l.own.start <= d.offset && d.offset < l.own.end) {
			continue
		}
		add(name, scope.Lookup(name), 0, false)
	}
	for _, i := range c.imports.list {
		switch i.name {
		case "_":
		case ".":
			for _, name := range i.pkg.Scope().Names() {
				if token.IsExported(name) {
					add(name, i.pkg.Scope().Lookup(name), 0, false)
				}
			}
		default:
			add(i.name, types.NewPkgName(token.NoPos, d.Unit.Pkg, i.name, i.pkg), 0, false)
		}
	}
	for _, name := range d.nb.Names() {
		add(name, d.nb.resolve(name), 0, false)
	}
	return list
}

// Top reports whether the word at the cursor is in no function that the cell
// declares.
func (d *Draft) Top() bool {
	for _, n := range d.Path {
		if f, ok := n.(*ast.FuncDecl); ok && f != d.check.syntax.body {
			return false
		}
	}
	return true
}

// Source returns the text of a node of the cell.
func (d *Draft) Source(n ast.Node) string {
	s := d.check.syntax
	start, end := s.offset(n.Pos()), s.offset(n.End())
	if start < 0 || end > len(s.src) || start > end {
		return ""
	}
	return s.src[start:end]
}
