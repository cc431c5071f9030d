package engine

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"sync"

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
	for _, n := range file.Decls {
		sites(fset, file, n, func(id *ast.Ident, s site) {
			if _, ok := s.node.(*ast.Field); ok && id.Name == name && d.doc == "" {
				d = s.declaration()
			}
		})
	}
	return d
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
