package cells

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// An imported is a package that a cell imports.
type imported struct {
	name string // "." and "_" included
	path string
	pkg  *types.Package
}

// The imports of a cell.
type imports struct {
	list   []imported
	byPath map[string]*types.Package // by the paths as they are written
	faults []fault
	// shadowed are those whose names the cell gives to variables.
	shadowed map[string]*types.Package
}

// declares reports whether a name is declared by an import.
func (im *imports) declares(name string) bool {
	for _, i := range im.list {
		if i.name == name {
			return true
		}
		if i.name == "." && token.IsExported(name) && i.pkg.Scope().Lookup(name) != nil {
			return true
		}
	}
	return false
}

// importAll imports the packages that a cell imports, each by itself.
func (nb *Notebook) importAll(s *syntax) imports {
	im := imports{byPath: map[string]*types.Package{}, shadowed: map[string]*types.Package{}}
	for _, d := range s.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.IMPORT {
			continue
		}
		for _, spec := range g.Specs {
			spec := spec.(*ast.ImportSpec)
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil || path == "" {
				continue // the checker says so
			}
			if path == "C" {
				im.faults = append(im.faults, fault{offset: s.offset(spec.Path.Pos()), msg: `import "C": cgo needs a C compiler and the go command, a notebook has neither; put that code into a package of a program`})
				continue
			}
			p, err := nb.importPackage(path)
			if err != nil && nb.cfg.Moved != nil {
				if to, ok := nb.cfg.Moved(path); ok {
					im.faults = append(im.faults, fault{offset: s.offset(spec.Path.Pos()), msg: fmt.Sprintf("package %s has moved: import %q", path, to)})
					continue
				}
			}
			if err != nil {
				im.faults = append(im.faults, fault{offset: s.offset(spec.Path.Pos()), msg: nb.missing(path, err)})
				continue
			}
			im.byPath[path] = p
			name := p.Name()
			if spec.Name != nil {
				name = spec.Name.Name
			}
			im.list = append(im.list, imported{name, path, p})
		}
	}
	return im
}

// shadowImports takes imports out of the cell's syntax whose names the cell gives
// to variables: as in a function, such a name is the package's until then.
func (c *check) shadowImports() {
	for _, i := range c.imports.list {
		if l := c.syntax.names[i.name]; l != nil && l.isVar && c.syntax.clause == "" {
			c.imports.shadowed[i.name] = i.pkg
		}
	}
	if len(c.imports.shadowed) == 0 {
		return
	}
	var decls []ast.Decl
	for _, d := range c.decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			rest := *g
			rest.Specs = nil
			for _, spec := range g.Specs {
				if !c.isShadowed(spec.(*ast.ImportSpec)) {
					rest.Specs = append(rest.Specs, spec)
				}
			}
			d = &rest
		}
		decls = append(decls, d)
	}
	c.decls = decls
}

// isShadowed reports whether an import's name is that of a variable of the cell.
func (c *check) isShadowed(spec *ast.ImportSpec) bool {
	if spec.Name != nil {
		return c.imports.shadowed[spec.Name.Name] != nil
	}
	path, _ := strconv.Unquote(spec.Path.Value)
	p := c.imports.byPath[path]
	return p != nil && c.imports.shadowed[p.Name()] == p
}

// importPackage imports one package.
func (nb *Notebook) importPackage(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if nb.cfg.Import == nil {
		return nil, errors.New("no packages can be imported")
	}
	p, err := nb.cfg.Import(path)
	if err == nil && p == nil {
		err = fmt.Errorf("there is no package %s", path)
	}
	return p, err
}

// missing says that a package cannot be imported, and what helps.
func (nb *Notebook) missing(path string, err error) string {
	msg := err.Error()
	if !strings.Contains(msg, path) {
		msg = fmt.Sprintf("cannot import %s: %s", path, msg)
	}
	var missing interface{ Missing() }
	if near := nb.near(path); near != "" && errors.As(err, &missing) && !strings.Contains(msg, near+" meant?") {
		msg += fmt.Sprintf("; did you mean %q?", near)
	}
	return msg
}

// near returns the importable path that is nearest to one that is not, or "".
func (nb *Notebook) near(path string) string {
	if nb.cfg.Known == nil {
		return ""
	}
	best, least := "", 2+len(path)/10
	last := path[strings.LastIndexByte(path, '/')+1:]
	for _, p := range nb.cfg.Known() {
		if p == path {
			continue
		}
		d := distance(path, p)
		if l := p[strings.LastIndexByte(p, '/')+1:]; l == last {
			d = min(d, 2)
		}
		if d <= least && (best == "" || d < least || len(p) < len(best)) {
			best, least = p, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two strings, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// choices names the packages that a name may mean where there are several.
func (nb *Notebook) choices(name string) string {
	if nb.cfg.Standard == nil {
		return ""
	}
	paths := nb.cfg.Standard(name)
	if len(paths) < 2 {
		return ""
	}
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = strconv.Quote(p)
	}
	last := len(quoted) - 1
	return fmt.Sprintf(" (import %s or %s)", strings.Join(quoted[:last], ", "), quoted[last])
}
