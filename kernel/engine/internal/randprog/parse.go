package randprog

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
)

// A Checked is a program as syntax, with its types.
type Checked struct {
	Program *Program
	text    string // File's
	fset    *token.FileSet
	file    *ast.File
	info    *types.Info
}

// surroundings declare what a program finds there.
var surroundings = File("var out *strings.Builder\n" + Library)

// Check checks a program as the compiler does.
func Check(p *Program, imp types.Importer) (*Checked, error) {
	c := &Checked{Program: p, text: p.File(), fset: token.NewFileSet()}
	var err error
	if c.file, err = parser.ParseFile(c.fset, "program.go", c.text, parser.SkipObjectResolution); err != nil {
		return nil, err
	}
	around, err := parser.ParseFile(c.fset, "around.go", surroundings, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	c.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	var first error
	conf := types.Config{Importer: imp, Sizes: types.SizesFor("gc", "amd64"), Error: func(err error) {
		if first == nil {
			first = err
		}
	}}
	conf.Check("main", c.fset, []*ast.File{c.file, around}, c.info)
	if first != nil {
		return nil, fmt.Errorf("seed %d: %w", p.Seed, first)
	}
	return c, nil
}

// parse makes a program of a file's text: the last function is its main one.
func parse(p *Program, text string) (*Program, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	r := &Program{Seed: p.Seed, Prefix: p.Prefix}
	cut := func(n ast.Node) string { return text[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset] }
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && (g.Tok == token.IMPORT || isUses(g)) {
			continue
		}
		if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == p.Run() {
			for _, s := range fd.Body.List {
				r.Main = append(r.Main, cut(s))
			}
			continue
		}
		r.Decls = append(r.Decls, cut(d))
	}
	return r, nil
}

// Renamed is the program with another prefix.
func (p *Program) Renamed(prefix string) *Program {
	r := &Program{Seed: p.Seed, Prefix: prefix}
	for _, d := range p.Decls {
		r.Decls = append(r.Decls, strings.ReplaceAll(d, p.Prefix, prefix))
	}
	for _, s := range p.Main {
		r.Main = append(r.Main, strings.ReplaceAll(s, p.Prefix, prefix))
	}
	return r
}

// isUses reports whether a declaration is the one that uses the imports.
func isUses(g *ast.GenDecl) bool {
	v, ok := g.Specs[0].(*ast.ValueSpec)
	return ok && v.Names[0].Name == "_"
}
