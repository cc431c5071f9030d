package engine

import (
	"go/doc"
	"go/types"
	"strings"
	"sync"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
	"github.com/crococlock/crococlock/kernel/engine/symbols"
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

// comment is the comment of something's declaration, or "".
func (e *Engine) comment(d *cells.Draft, obj types.Object) string {
	pkg := obj.Pkg()
	switch {
	case isPackageName(obj):
		return docText(e.docs.get(obj.(*types.PkgName).Imported().Path(), ""))
	case pkg == nil:
		return docText(e.docs.get("builtin", obj.Name()))
	}
	return docText(e.docs.get(pkg.Path(), docName(obj)))
}

// docName is the name by which comments are kept.
func docName(obj types.Object) string {
	if f, ok := obj.(*types.Func); ok {
		if recv := f.Signature().Recv(); recv != nil {
			if n, _ := namedOf(recv.Type()); n != nil {
				return n.Obj().Name() + "." + f.Name()
			}
		}
	}
	return obj.Name()
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
