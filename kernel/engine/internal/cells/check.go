package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"runtime"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// goVersion is the language that cells are written in.
const goVersion = "go1.26"

// A check is the checking of one cell. It may take several passes: what an
// earlier object is can only be told from a variable of the same name by
// checking, and so can be what a method changes.
type check struct {
	nb      *Notebook
	number  int
	syntax  *syntax
	said    mentions
	imports imports

	earlier map[string]earlier    // by name
	renamed map[*ast.Ident]string // the own names of identifiers in syntax
	hidden  map[string]string     // invented names of variables that are called like a builtin
	changed map[string]bool       // types that are new ones although their text is not
	decls   []ast.Decl            // all that the cell declares
	kept    map[string]*local     // names whose declarations are taken out, see same.go
	keyed   []*ast.CompositeLit   // given keys, see keyed.go
	methods late

	pkg    *types.Package
	info   *types.Info
	faults []fault
	used   map[string]*types.PkgName // implicitly imported
}

// run checks the cell until a pass has nothing to correct.
func (c *check) run() {
	c.prepare()
	for again := true; again; {
		c.pass()
		again = c.renameEarly()
		again = c.keyLiterals() || again
	}
}

// prepare finds out what the cell declares and mentions.
func (c *check) prepare() {
	c.shadowImports()
	c.keepSame()
	c.said = c.syntax.mentioned()
	c.methods.gather(c)
}

// pass has the type checker check the cell once.
func (c *check) pass() {
	c.methods.undo()
	c.pkg = types.NewPackage("main", "main")
	c.info = unit.NewInfo()
	c.used = map[string]*types.PkgName{}
	got := &collector{c: c}
	conf := types.Config{
		GoVersion:                goVersion,
		Importer:                 (*passImporter)(c),
		Sizes:                    c.nb.sizes,
		DisableUnusedImportCheck: true,
		Error:                    func(err error) { got.add(err.(types.Error)) },
	}
	file := *c.syntax.file
	hook := ast.NewIdent("_")
	hook.NamePos = file.Package
	opening := &ast.GenDecl{TokPos: file.Package, Tok: token.IMPORT, Specs: []ast.Spec{&ast.ImportSpec{
		Name: hook, Path: &ast.BasicLit{ValuePos: file.Package, Kind: token.STRING, Value: `"` + earlierPath + `"`},
	}}}
	file.Decls = append([]ast.Decl{opening}, c.methods.order(c.syntax.file.Decls)...)
	c.guard(got, func() { types.NewChecker(&conf, c.nb.fset, c.pkg, c.info).Files([]*ast.File{&file}) })
	if scope := c.info.Scopes[&file]; scope != nil {
		delete(c.info.Scopes, &file)
		c.info.Scopes[c.syntax.file] = scope
	}
	delete(c.info.Defs, hook)
	c.faults = got.faults
	c.methods.finish(c)
	var list []*types.Package
	for _, p := range c.pkg.Imports() {
		if p.Path() != earlierPath {
			list = append(list, p)
		}
	}
	c.pkg.SetImports(list)
	if c.methods.refused {
		c.faults = nil // they follow from it
	}
	c.faults = append(c.faults, c.methods.faults...)
}

// guard turns a panic of the type checker into an error of the cell.
func (c *check) guard(got *collector, f func()) {
	defer func() {
		if p := recover(); p != nil {
			if e, ok := p.(runtime.Error); ok {
				p = e.Error()
			}
			got.faults = append(got.faults, fault{msg: fmt.Sprintf("the type checker failed: %v", p)})
		}
	}()
	f()
}

// earlierPath is what each cell is made to import first: importing it brings the
// objects of earlier cells into the scope of the cell's file. In the scope of the
// package the type checker wants only what the package itself declares.
const earlierPath = "notebook/earlier"

// A passImporter gives the checker the packages that the cell imports.
type passImporter check

// Import implements types.Importer.
func (c *passImporter) Import(path string) (*types.Package, error) {
	if path == earlierPath {
		for _, scope := range c.info.Scopes {
			(*check)(c).fill(scope)
		}
		p := types.NewPackage(earlierPath, "earlier")
		p.MarkComplete()
		return p, nil
	}
	if p := c.imports.byPath[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("it is not there")
}

// fill puts what the cell mentions and does not declare into a scope.
func (c *check) fill(scope *types.Scope) {
	for name := range c.said.names {
		if c.syntax.names[name] != nil && c.hidden[name] == "" || c.imports.declares(name) || strings.Contains(name, mark) {
			continue
		}
		obj := c.nb.resolve(name)
		if obj == nil && c.said.selected[name] && types.Universe.Lookup(name) == nil {
			if p := c.implicit(name); p != nil {
				pn := types.NewPkgName(token.NoPos, c.pkg, name, p)
				c.used[name] = pn
				scope.Insert(pn)
			}
			continue
		}
		if pn, ok := obj.(*types.PkgName); ok {
			obj = types.NewPkgName(token.NoPos, c.pkg, name, pn.Imported())
		}
		if obj != nil {
			scope.Insert(obj)
		}
	}
	for _, e := range c.earlier {
		if e.obj != nil {
			if a := alias(e.obj, e.invented, c.pkg); a != nil {
				scope.Insert(a)
			}
		}
	}
}

// implicit returns the standard package that a name means where nothing else is
// called so, or nil if there is not exactly one.
func (c *check) implicit(name string) *types.Package {
	if c.nb.cfg.Standard == nil {
		return nil
	}
	paths := c.nb.cfg.Standard(name)
	if len(paths) != 1 {
		return nil
	}
	p, err := c.nb.importPackage(paths[0])
	if err != nil {
		return nil
	}
	return p
}

// restore gives identifiers their own names again, and says what they mean.
func (c *check) restore() {
	c.unkey()
	s := c.syntax
	s.file.Decls = slices.DeleteFunc(slices.Clone(s.file.Decls), func(d ast.Decl) bool { return s.standIns[d] })
	for _, id := range s.inserted {
		delete(c.info.Defs, id)
		delete(c.info.Uses, id)
		delete(c.info.Types, id)
	}
	objs := map[string]types.Object{}
	for name, e := range c.earlier {
		objs[name] = e.obj
		if pn, ok := e.obj.(*types.PkgName); ok {
			pn = types.NewPkgName(token.NoPos, c.pkg, name, pn.Imported())
			objs[name] = pn
			if e.implicit {
				c.used[name] = pn
			}
		}
	}
	for id, name := range c.renamed {
		id.Name = name
		if obj := objs[name]; obj != nil {
			c.info.Uses[id] = obj
		}
	}
	c.unhide()
}
