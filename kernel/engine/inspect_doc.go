package engine

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"strings"
	"sync"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
	"github.com/crococlock/crococlock/kernel/symbols"
)

// docs are the declarations and comments of compiled packages, read once.
type docs struct {
	mu    sync.Mutex
	known map[string]map[string]string
}

func (d *docs) get(path, name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, ok := d.known[path]
	if !ok {
		if d.known == nil {
			d.known = map[string]map[string]string{}
		}
		m = symbols.Docs(path)
		d.known[path] = m
	}
	return m[name]
}

// A declaration is what is known of one: decl without a function's body, source
// with it.
type declaration struct{ decl, doc, source string }

// declared finds the declaration of something.
func (e *Engine) declared(d *cells.Draft, obj types.Object) declaration {
	pkg := obj.Pkg()
	switch {
	case pkg == nil:
		name := obj.Name()
		if f, ok := obj.(*types.Func); ok && f.Signature().Recv() != nil {
			return declaration{} // Error of error
		}
		decl, text := cutDoc(e.docs.get("builtin", name))
		return declaration{decl: decl, doc: text}
	case pkg == d.Unit.Pkg:
		return declaredAt(d.Unit.Fset, d.Unit.Files, obj.Pos())
	case isMain(pkg):
		return e.declaredInCell(obj)
	}
	if u := e.loader.Unit(pkg.Path()); u != nil {
		return declaredAt(u.Fset, u.Files, obj.Pos())
	}
	return e.declaredInDocs(obj)
}

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
	lines := e.lines[number]
	fset, file, id := cells.DeclaredAt(blankSpecial(strings.Join(lines, "\n")), at.Line, at.Column)
	if id == nil || id.Name != obj.Name() {
		return declaration{}
	}
	return declaredAt(fset, []*ast.File{file}, id.Pos())
}

// declaredInDocs finds the declaration of what a compiled package exports.
func (e *Engine) declaredInDocs(obj types.Object) declaration {
	path := obj.Pkg().Path()
	if owner := ownerName(obj); owner != "" {
		if text := e.docs.get(path, owner+"."+obj.Name()); text != "" {
			decl, text := cutDoc(text)
			return declaration{decl: decl, doc: text}
		}
		// A field, or a method of an interface.
		decl, _ := cutDoc(e.docs.get(path, owner))
		return memberOf(decl, obj.Name())
	}
	decl, text := cutDoc(e.docs.get(path, obj.Name()))
	return declaration{decl: decl, doc: text}
}

// ownerName is the type that a method is one of, or that a field of a compiled
// package is in, or "".
func ownerName(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
		if recv := obj.Signature().Recv(); recv != nil {
			if n, _ := namedOf(recv.Type()); n != nil {
				return n.Obj().Name()
			}
		}
	case *types.Var:
		if obj.IsField() {
			scope := obj.Pkg().Scope()
			for _, name := range scope.Names() {
				t, ok := scope.Lookup(name).(*types.TypeName)
				if !ok || t.IsAlias() {
					continue
				}
				if st, ok := t.Type().Underlying().(*types.Struct); ok {
					for f := range st.Fields() {
						if f == obj.Origin() {
							return name
						}
					}
				}
			}
		}
	}
	return ""
}

// memberOf finds a field or method in a type's declaration.
func memberOf(decl, name string) declaration {
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, "", "package p\n"+decl, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil {
		return declaration{}
	}
	var d declaration
	ast.Inspect(file, func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && d == (declaration{}) {
			for _, id := range f.Names {
				if id.Name == name {
					d.doc = fieldDoc(f)
				}
			}
		}
		_, sig := n.(*ast.FuncType)
		return !sig
	})
	return d
}

func fieldDoc(f *ast.Field) string {
	if f.Doc != nil {
		return strings.TrimSpace(f.Doc.Text())
	}
	return strings.TrimSpace(f.Comment.Text())
}

// declaredAt finds the declaration whose name is at a position.
func declaredAt(fset *token.FileSet, files []*ast.File, pos token.Pos) (d declaration) {
	for _, file := range files {
		for _, decl := range file.Decls {
			found := false
			ast.Inspect(decl, func(n ast.Node) bool {
				if n == nil || found {
					return false
				}
				switch n := n.(type) {
				case *ast.FuncDecl:
					if n.Name.Pos() == pos {
						head := *n
						head.Doc, head.Body = nil, nil
						whole := *n
						whole.Doc = nil
						d, found = declaration{printed(fset, file, &head), strings.TrimSpace(n.Doc.Text()), printed(fset, file, &whole)}, true
					}
				case *ast.GenDecl:
					for _, spec := range n.Specs {
						var names []*ast.Ident
						var own *ast.CommentGroup
						var one ast.Spec
						switch spec := spec.(type) {
						case *ast.TypeSpec:
							bare := *spec
							bare.Doc, bare.Comment = nil, nil
							names, own, one = []*ast.Ident{spec.Name}, spec.Doc, &bare
						case *ast.ValueSpec:
							bare := *spec
							bare.Doc, bare.Comment = nil, nil
							names, own, one = spec.Names, spec.Doc, &bare
							if own == nil {
								own = spec.Comment
							}
						}
						for _, id := range names {
							if id.Pos() == pos {
								if own == nil {
									own = n.Doc
								}
								text := n.Tok.String() + " " + printed(fset, file, one)
								d, found = declaration{text, strings.TrimSpace(own.Text()), text}, true
							}
						}
					}
				case *ast.Field:
					for _, id := range n.Names {
						if id.Pos() == pos {
							d, found = declaration{doc: fieldDoc(n)}, true
						}
					}
				}
				return !found
			})
			if found {
				return d
			}
		}
	}
	return d
}

// printed is a node as gofmt has it, with the comments inside.
func printed(fset *token.FileSet, file *ast.File, n ast.Node) string {
	var inside []*ast.CommentGroup
	for _, g := range file.Comments {
		if g.Pos() >= n.Pos() && g.End() <= n.End() {
			inside = append(inside, g)
		}
	}
	var b bytes.Buffer
	cfg := printer.Config{Mode: printer.TabIndent | printer.UseSpaces, Tabwidth: 8}
	if err := cfg.Fprint(&b, fset, &printer.CommentedNode{Node: n, Comments: inside}); err != nil {
		return ""
	}
	return b.String()
}

// docText is the comment in what symbols.Doc returns, behind the declaration.
func docText(doc string) string {
	_, text := cutDoc(doc)
	return text
}

// cutDoc separates a declaration from its comment. In the declaration an empty
// line is followed by one that is indented, or that closes it.
func cutDoc(doc string) (decl, text string) {
	for at := 0; ; {
		i := strings.Index(doc[at:], "\n\n")
		if i < 0 {
			return doc, ""
		}
		at += i + 2
		if at < len(doc) && !strings.ContainsRune("\t})\n", rune(doc[at])) {
			return doc[:at-2], strings.TrimRight(doc[at:], "\n")
		}
	}
}

// synopsis is the first sentence of a comment.
func synopsis(text string) string {
	if text == "" {
		return ""
	}
	return new(doc.Package).Synopsis(text)
}
