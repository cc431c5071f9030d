package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"os"
	"path/filepath"
	"slices"
)

// overrides are declarations that replace a package's own where those cannot be
// interpreted: overrides/PATH.go. The folder's name keeps them out of builds.
const overrides = "gen/_overrides"

// overridden are the package's files with the declarations of its overrides in
// the place of those of the same names.
func overridden(p *pack) ([]*ast.File, error) {
	own, err := p.parse(parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	name := filepath.Join(overrides, filepath.FromSlash(p.ImportPath)+".go")
	src, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return own, nil
	}
	if err != nil {
		return nil, err
	}
	over, err := parser.ParseFile(p.prog.fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	gone := map[string]bool{}
	for _, d := range over.Decls {
		for _, name := range declared(d) {
			gone[name] = true
		}
	}
	files := []*ast.File{over}
	for _, f := range own {
		c := *f
		c.Decls = nil
		for _, d := range f.Decls {
			if d := without(d, gone); d != nil {
				c.Decls = append(c.Decls, d)
			}
		}
		files = append(files, &c)
	}
	return files, nil
}

// declared are the names that a declaration declares: of a method, Type.Method.
func declared(d ast.Decl) []string {
	var names []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			name = receiverName(d) + "." + name
		}
		names = append(names, name)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			names = append(names, specNames(spec)...)
		}
	}
	return names
}

func specNames(spec ast.Spec) []string {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return []string{spec.Name.Name}
	case *ast.ValueSpec:
		var names []string
		for _, id := range spec.Names {
			names = append(names, id.Name)
		}
		return names
	}
	return nil
}

// without is the declaration less the names that are gone, or nil.
func without(d ast.Decl, gone map[string]bool) ast.Decl {
	isGone := func(name string) bool { return gone[name] }
	g, ok := d.(*ast.GenDecl)
	if !ok {
		if slices.ContainsFunc(declared(d), isGone) {
			return nil
		}
		return d
	}
	c := *g
	c.Specs = slices.DeleteFunc(slices.Clone(g.Specs), func(s ast.Spec) bool {
		return slices.ContainsFunc(specNames(s), isGone)
	})
	return &c
}

// receiverName is the name of the type whose method d is.
func receiverName(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}
