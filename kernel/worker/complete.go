//go:build !windows

package worker

import (
	"go/ast"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/cell"
	"github.com/crococlock/crococlock/kernel/symbols"
)

// Complete returns what could stand at the cursor, a byte offset into code; the
// matches replace the bytes from start to end. It runs none of the code: types
// are what compiling would make of it.
func (e *Evaluator) Complete(code string, cursor int) (matches []string, start, end int) {
	cursor = max(0, min(cursor, len(code)))
	code = code[:cursor]
	if m := importPath.FindStringSubmatch(code); m != nil {
		typed := m[1] + m[2]
		matches = startingWith(typed, symbols.Paths())
		return matches, cursor - len(typed), cursor
	}
	start = cursor
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(code[:start])
		if !identifies(r) {
			break
		}
		start -= n
	}
	c := &completion{comp: fast.NewComp(e.ir.Comp, nil), toks: tokens(code[:start]), code: code[:start], prefix: code[start:]}
	matches = startingWith(c.prefix, e.candidates(c))
	if len(matches) == 0 {
		return nil, cursor, cursor
	}
	return matches, start, cursor
}

var importPath = regexp.MustCompile(`(?:^|[\n;])[ \t]*import[ \t]+(?:[\pL_.][\pL\pN_]*[ \t]+)?"([^"\n]*)$|(?:^|[\n;])[ \t]*import[ \t]*\([^)]*"([^"\n]*)$`)

// startingWith are the words that start with the prefix, sorted, once each, but
// for those that are not meant to be seen.
func startingWith(prefix string, words []string) []string {
	var list []string
	for _, w := range words {
		if strings.HasPrefix(w, prefix) && !strings.HasPrefix(w, "_") {
			list = append(list, w)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// A completion is what stands before a word, and the word.
type completion struct {
	comp   *fast.Comp // which knows what the cell imports, too
	toks   []tok
	code   string
	prefix string
}

// candidates are the words that could stand at the cursor, and maybe others.
func (e *Evaluator) candidates(c *completion) (words []string) {
	defer func() {
		if recover() != nil { // code that is not finished
			words = nil
		}
	}()
	if dot := len(c.toks) - 1; dot >= 0 && c.toks[dot].text == "." {
		from := operand(c.toks, dot)
		if from < 0 {
			return nil
		}
		x := c.code[c.toks[from].at:c.toks[dot].at]
		at := e.here(c, c.code[:c.toks[from].at], x)
		return e.selectable(c, x, at)
	}
	words = c.comp.CompleteWords([]string{c.prefix})
	if c.prefix == "" {
		words = nil
	}
	at := e.here(c, c.code, "")
	for _, scope := range at.scopes {
		if c.prefix != "" {
			words = slices.AppendSeq(words, maps.Keys(scope))
		}
	}
	if name := literalType(c.toks); name != "" {
		if x := c.parse(name); x != nil {
			words = append(words, e.fields(at.typ(x))...)
		}
	}
	return words
}

// parse parses an expression.
func (c *completion) parse(code string) ast.Expr {
	const longest = 10000
	if len(code) > longest {
		return nil
	}
	c.comp.Globals.Filepath = "completion"
	nodes := c.comp.ParseBytes([]byte(wrapLiterals(code)))
	if len(nodes) != 1 {
		return nil
	}
	if stmt, ok := nodes[0].(*ast.ExprStmt); ok {
		return stmt.X
	}
	x, _ := nodes[0].(ast.Expr)
	return x
}

// here are the names that the code before the cursor declares, as they are
// known at the expression x.
func (e *Evaluator) here(c *completion, before, x string) (at *names) {
	k := &constants{names: names{comp: c.comp}}
	at = &names{comp: c.comp}
	k.here = func() {
		for _, scope := range k.scopes {
			at.scopes = append(at.scopes, maps.Clone(scope))
		}
	}
	defer func() { _ = recover() }() // nothing is known of code that cannot be parsed
	_, code := cell.Specials(before)
	code += hereName + "(" + x + ")" + closing(tokens(before))
	c.comp.Globals.Filepath = "completion"
	k.push()
	for _, node := range c.comp.ParseBytes([]byte(wrapLiterals(code))) {
		k.walk(node)
	}
	return at
}

// selectable are the names that can stand after "x.".
func (e *Evaluator) selectable(c *completion, code string, at *names) []string {
	x := c.parse(code)
	if id, ok := x.(*ast.Ident); ok {
		if _, local := at.lookup(id.Name); !local {
			if sym := c.comp.TryResolve(id.Name); sym != nil {
				if imp, ok := sym.Value.(*fast.Import); ok {
					return slices.AppendSeq(slices.Collect(maps.Keys(imp.Binds)), maps.Keys(imp.Types))
				}
			}
		}
	}
	s := at.of(x)
	t := s.typ
	if id := root(x); t == nil && s.constant == 0 && x != nil {
		if _, local := at.lookup(rootName(id)); !local {
			t = e.compiledType(c, x)
		}
	}
	return e.members(c, t)
}

func rootName(id *ast.Ident) string {
	if id == nil {
		return ""
	}
	return id.Name
}

// compiledType is the type of an expression, or the type that it names.
func (e *Evaluator) compiledType(c *completion, x ast.Expr) (t xr.Type) {
	defer func() {
		if recover() != nil {
			t = nil
		}
	}()
	v, t := c.comp.Expr1OrType(x)
	if v != nil {
		return v.Type
	}
	return t
}

// members are the names of the fields and methods of a type.
func (e *Evaluator) members(c *completion, t xr.Type) []string {
	if t == nil {
		return nil
	}
	const name = "_completed"
	bind := c.comp.NewBind(name, fast.VarBind, e.whole(t))
	defer delete(c.comp.Binds, bind.Name)
	return c.comp.CompleteWords([]string{name, c.prefix})
}

// whole is the type itself for one that gomacro has only a forward declaration
// of, or a pointer to that.
func (e *Evaluator) whole(t xr.Type) xr.Type {
	if t.Kind() == reflect.Pointer && t.Name() == "" {
		return e.whole(t.Elem()) // it has the same members
	}
	if known := e.ir.Comp.TryResolveType(t.Name()); interpreted(t) && known != nil {
		return known
	}
	return t
}

// fields are the names of a struct's fields.
func (e *Evaluator) fields(t xr.Type) (names []string) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		names = append(names, t.Field(i).Name)
	}
	return names
}
