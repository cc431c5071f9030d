package engine

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
)

// A Completion is what could stand at the cursor, in the place of the bytes from
// Start to End.
type Completion struct {
	Start, End int
	Matches    []Match // the likeliest first
}

// A Match is a word that could stand at the cursor.
type Match struct {
	Text string
	// Kind is "function", "method", "variable", "field", "type", "constant",
	// "package", "keyword", "label" or "path".
	Kind string
	// Type is a function's signature, func left out, another thing's type, a
	// constant's type and value, or a package's path.
	Type string
	// Doc is the first sentence of its comment.
	Doc string
	// Package is the path that has to be imported for the word to mean this.
	Package string
}

// Complete returns what could stand at the cursor, a byte offset into a cell that
// is being written. It runs and changes nothing, and may be called while a cell
// runs.
func (e *Engine) Complete(code string, offset int) (c Completion) {
	defer func() {
		if recover() != nil { // the checker was not made for halves of cells
			c.Matches = nil
		}
	}()
	code, w := wordAt(code, offset)
	c = Completion{Start: w.start, End: w.end}
	switch w.place {
	case placeNone:
		return c
	case placeImport:
		c.Matches = e.importPaths(code[w.start:w.cursor])
		return c
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	d := e.notebook.Draft(code, w.start, w.end, cells.Hole, e.peek)
	s := &suggestions{e: e, d: d, w: w, prefix: code[w.start:w.cursor], seen: map[string]bool{}}
	s.gather()
	c.Matches = s.sorted()
	return c
}

// IsComplete reports whether a cell can be run: "complete", "incomplete", and
// then what the next line begins with, or "invalid".
func (e *Engine) IsComplete(code string) (status, indent string) {
	return cells.Complete(blankSpecial(code))
}

// Suggestions are gathered for a word at the cursor.
type suggestions struct {
	e      *Engine
	d      *cells.Draft
	w      word
	prefix string
	list   []suggestion
	seen   map[string]bool
}

// A suggestion is a match and what it is sorted by.
type suggestion struct {
	Match
	folded bool // it begins with the prefix only in other letter case
	tier   tier
	order  int
}

// A tier is how near to the cursor something is declared.
type tier int

const (
	tierField tier = iota // of a literal, and members
	tierLocal
	tierGlobal
	tierGo
	tierPackage
	tierKeyword
)

// add takes what begins with the prefix, and the first of each name.
func (s *suggestions) add(m Match, t tier, order int) {
	key := m.Text + "\x00" + m.Package
	if s.seen[key] || !s.fits(m.Text) {
		return
	}
	s.seen[key] = true
	s.list = append(s.list, suggestion{m, !strings.HasPrefix(m.Text, s.prefix), t, order})
}

// fits reports whether a word begins with the prefix, be it in other letter case.
func (s *suggestions) fits(name string) bool {
	return name != "_" && (strings.HasPrefix(name, s.prefix) || strings.HasPrefix(strings.ToLower(name), strings.ToLower(s.prefix)))
}

func (s *suggestions) sorted() []Match {
	slices.SortStableFunc(s.list, func(a, b suggestion) int {
		if a.folded != b.folded {
			if b.folded {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(a.order, b.order), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Package, b.Package))
	})
	list := make([]Match, len(s.list))
	for i, x := range s.list {
		list[i] = x.Match
	}
	return list
}

// gather finds what could stand at the cursor, by what is around it.
func (s *suggestions) gather() {
	path := s.d.Path
	if len(path) < 2 {
		if s.w.afterDot || s.w.afterOperand {
			if !s.w.afterDot {
				s.keywords("else")
			}
			return
		}
		s.names(false)
		s.statementKeywords()
		s.expressionKeywords()
		return
	}
	hole := path[len(path)-1].(*ast.Ident)
	switch p := path[len(path)-2].(type) {
	case *ast.SelectorExpr:
		if p.Sel == hole {
			s.members(p.X)
			return
		}
	case *ast.BranchStmt:
		s.labels(p)
		return
	case *ast.LabeledStmt, *ast.FuncDecl, *ast.TypeSpec, *ast.ValueSpec, *ast.Field, *ast.ImportSpec:
		if declares(p, hole) {
			return
		}
	}
	if s.w.afterOperand && !s.d.Sound && !inType(path) {
		s.keywords("else")
		return
	}
	if lit, ok := path[len(path)-2].(*ast.CompositeLit); ok && lit.Type != hole && s.keys(lit, hole) {
		return
	}
	if kv, ok := path[len(path)-2].(*ast.KeyValueExpr); ok && kv.Key == hole {
		if lit, ok := path[len(path)-3].(*ast.CompositeLit); ok && s.keys(lit, hole) {
			return
		}
	}
	typeOnly := inType(path)
	s.names(typeOnly)
	if _, ok := path[len(path)-2].(*ast.CaseClause); ok && typeOnly && s.prefix != "" {
		s.object("nil", types.Universe.Lookup("nil"), tierGo, 0, "")
	}
	switch {
	case typeOnly:
		s.typeKeywords()
	case startsStatement(path):
		s.statementKeywords()
	default:
		s.expressionKeywords()
	}
}

// declares reports whether a node declares the name at the cursor.
func declares(n ast.Node, id *ast.Ident) bool {
	switch n := n.(type) {
	case *ast.LabeledStmt:
		return n.Label == id
	case *ast.FuncDecl:
		return n.Name == id
	case *ast.TypeSpec:
		return n.Name == id
	case *ast.ValueSpec:
		return slices.Contains(n.Names, id)
	case *ast.Field:
		return slices.Contains(n.Names, id)
	case *ast.ImportSpec:
		return n.Name == id
	}
	return false
}

// inType reports whether only a type can stand at the cursor.
func inType(path []ast.Node) bool {
	for i := len(path) - 1; i > 0; i-- {
		child := path[i]
		switch p := path[i-1].(type) {
		case *ast.Field:
			return p.Type == child
		case *ast.ValueSpec:
			return p.Type == child
		case *ast.TypeSpec:
			return p.Type == child
		case *ast.CompositeLit:
			return p.Type == child
		case *ast.TypeAssertExpr:
			return p.Type == child
		case *ast.CaseClause:
			if i < 3 {
				return false
			}
			_, ok := path[i-3].(*ast.TypeSwitchStmt)
			return ok && slices.Contains(p.List, child.(ast.Expr))
		case *ast.MapType:
			return true
		case *ast.ChanType:
			return true
		case *ast.ArrayType:
			return p.Elt == child
		case *ast.StarExpr, *ast.ParenExpr:
		default:
			return false
		}
	}
	return false
}

// names adds what can be named without a dot.
func (s *suggestions) names(typeOnly bool) {
	order := 0
	for _, n := range s.d.Visible() {
		t := tierGlobal
		if n.Local {
			t, order = tierLocal, n.Depth
		} else {
			order = 0
		}
		switch p := n.Object.Pkg(); {
		case isPackageName(n.Object):
			t = tierPackage
		case p != nil && !isMain(p):
			order = 1 // imported with a dot
		}
		if s.allowed(n.Object, typeOnly) {
			s.object(n.Name, n.Object, t, order, "")
		}
	}
	if s.prefix == "" {
		return
	}
	for _, name := range types.Universe.Names() {
		if obj := types.Universe.Lookup(name); s.allowed(obj, typeOnly) {
			s.object(name, obj, tierGo, 0, "")
		}
	}
	s.packages()
}

// allowed reports whether something can stand where only types can.
func (s *suggestions) allowed(obj types.Object, typeOnly bool) bool {
	switch obj.(type) {
	case *types.TypeName, *types.PkgName:
		return true
	}
	return !typeOnly
}

// object adds something that is declared.
func (s *suggestions) object(name string, obj types.Object, t tier, order int, pkg string) {
	if s.fits(name) {
		s.add(Match{Text: name, Kind: kindOf(obj), Type: typeText(obj), Doc: s.firstSentence(obj), Package: pkg}, t, order)
	}
}

// firstSentence is the first sentence of an object's comment. Variables have
// none.
func (s *suggestions) firstSentence(obj types.Object) string {
	if v, ok := obj.(*types.Var); ok && !v.IsField() {
		return ""
	}
	return synopsis(s.e.declared(s.d, obj).doc)
}
