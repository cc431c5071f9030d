package engine

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
)

// A declaration is what is known of one: decl without a function's body, source
// with it.
type declaration struct{ decl, doc, source string }

// declared finds the declaration of something.
func (e *Engine) declared(d *cells.Draft, obj types.Object) declaration {
	pkg := obj.Pkg()
	switch {
	case pkg == nil && ownerName(obj) != "":
		return declaration{} // the method of error
	case pkg == nil:
		decl, text := cutDoc(e.docs.get("builtin", obj.Name()))
		return declaration{decl: decl, doc: text}
	case pkg == d.Unit.Pkg:
		return siteAt(d.Unit.Fset, d.Unit.Files, obj.Pos()).declaration()
	case isMain(pkg):
		return e.declaredInCell(obj)
	}
	if u := e.unit(pkg); u != nil {
		return siteAt(u.Fset, u.Files, obj.Pos()).declaration()
	}
	return e.declaredInDocs(obj)
}

// A site is where something is declared.
type site struct {
	fset *token.FileSet
	file *ast.File
	node ast.Node    // *ast.FuncDecl, *ast.Field, or a specification
	tok  token.Token // of a specification's declaration
	doc  *ast.CommentGroup
}

// siteAt finds where the name at a position is declared.
func siteAt(fset *token.FileSet, files []*ast.File, pos token.Pos) (found site) {
	for _, f := range files {
		for _, d := range f.Decls {
			if pos < d.Pos() || pos > d.End() {
				continue
			}
			sites(fset, f, d, func(id *ast.Ident, s site) {
				if id.Pos() == pos {
					found = s
				}
			})
		}
	}
	return found
}

// sites calls found for every name in a declaration that has one of its own, in
// functions too.
func sites(fset *token.FileSet, file *ast.File, d ast.Node, found func(*ast.Ident, site)) {
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			found(n.Name, site{fset: fset, file: file, node: n, doc: n.Doc})
		case *ast.Field:
			doc := n.Doc
			if doc == nil {
				doc = n.Comment
			}
			for _, id := range n.Names {
				found(id, site{fset: fset, file: file, node: n, doc: doc})
			}
		case *ast.GenDecl:
			for _, spec := range n.Specs {
				s := site{fset: fset, file: file, node: spec, tok: n.Tok}
				var names []*ast.Ident
				var comment *ast.CommentGroup
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names, s.doc, comment = []*ast.Ident{spec.Name}, spec.Doc, spec.Comment
				case *ast.ValueSpec:
					names, s.doc, comment = spec.Names, spec.Doc, spec.Comment
				}
				for _, doc := range []*ast.CommentGroup{n.Doc, comment} {
					if s.doc == nil {
						s.doc = doc
					}
				}
				for _, id := range names {
					found(id, s)
				}
			}
		}
		return true
	})
}

// declaration is what stands at the site.
func (s site) declaration() declaration {
	d := declaration{doc: strings.TrimSpace(s.doc.Text())}
	switch n := s.node.(type) {
	case *ast.FuncDecl:
		head, whole := *n, *n
		head.Doc, head.Body, whole.Doc = nil, nil, nil
		d.decl, d.source = s.printed(&head), s.printed(&whole)
	case *ast.TypeSpec:
		bare := *n
		bare.Doc, bare.Comment = nil, nil
		d.decl = s.tok.String() + " " + s.printed(&bare)
		d.source = d.decl
	case *ast.ValueSpec:
		bare := *n
		bare.Doc, bare.Comment = nil, nil
		d.decl = s.tok.String() + " " + s.printed(&bare)
		d.source = d.decl
	}
	return d
}

// printed is a node as gofmt has it, with the comments inside.
func (s site) printed(n ast.Node) string {
	var inside []*ast.CommentGroup
	for _, g := range s.file.Comments {
		if g.Pos() >= n.Pos() && g.End() <= n.End() {
			inside = append(inside, g)
		}
	}
	var b bytes.Buffer
	cfg := printer.Config{Mode: printer.TabIndent | printer.UseSpaces, Tabwidth: 8}
	if err := cfg.Fprint(&b, s.fset, &printer.CommentedNode{Node: n, Comments: inside}); err != nil {
		return ""
	}
	return b.String()
}

// cellSites are the sites of one cell, by line and column.
type cellSites map[[2]int]site

// declaredInCell finds the declaration of something that a cell has declared.
func (e *Engine) declaredInCell(obj types.Object) declaration {
	if !obj.Pos().IsValid() {
		return declaration{}
	}
	at := e.fset.Position(obj.Pos())
	number := 0
	if n, _ := fmt.Sscanf(at.Filename, "cell %d", &number); n != 1 {
		return declaration{}
	}
	in, ok := e.sites[number]
	if !ok {
		in = cellSites{}
		fset, file := cells.Syntax(strings.Join(e.lines[number], "\n"))
		for _, d := range file.Decls {
			sites(fset, file, d, func(id *ast.Ident, s site) {
				p := fset.Position(id.Pos())
				in[[2]int{p.Line, p.Column}] = s
			})
		}
		e.sites[number] = in
	}
	return in[[2]int{at.Line, at.Column}].declaration()
}
