package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// implicitly is how the type checker's complaint begins about a literal without
// keys of a struct with unexported fields that another package declares: another
// one than the cell's, it means, and so also the package of an earlier cell.
const implicitly = "implicit assignment to unexported field "

// keyLiterals gives such literals of earlier cells' structs keys, with which they
// are checked in full, and reports whether there were any.
func (c *check) keyLiterals() bool {
	places := map[token.Pos]bool{}
	for _, f := range c.faults {
		if strings.HasPrefix(f.msg, implicitly) {
			places[f.pos] = true
		}
	}
	if len(places) == 0 {
		return false
	}
	found := false
	visit := func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || !slices.ContainsFunc(lit.Elts, func(x ast.Expr) bool { return places[x.Pos()] }) {
			return true
		}
		s := structOf(c.info.Types[lit].Type)
		if s == nil || !notebookFields(s) {
			return true
		}
		if len(lit.Elts) != s.NumFields() || blankField(s) {
			c.faults = slices.DeleteFunc(c.faults, func(f fault) bool {
				return strings.HasPrefix(f.msg, implicitly) && slices.ContainsFunc(lit.Elts, func(x ast.Expr) bool { return x.Pos() == f.pos })
			})
			if len(lit.Elts) == s.NumFields() {
				c.assign(lit, s)
			}
			return true
		}
		for i, x := range lit.Elts {
			lit.Elts[i] = &ast.KeyValueExpr{Key: &ast.Ident{NamePos: x.Pos(), Name: s.Field(i).Name()}, Colon: x.Pos(), Value: x}
		}
		c.keyed = append(c.keyed, lit)
		found = true
		return true
	}
	for _, d := range c.syntax.file.Decls {
		ast.Inspect(d, visit)
	}
	return found
}

// assign checks a literal without keys of a struct with fields called _, for which
// there are no keys.
func (c *check) assign(lit *ast.CompositeLit, s *types.Struct) {
	for i, x := range lit.Elts {
		tv := c.info.Types[x]
		field := s.Field(i)
		if tv.Type == nil {
			continue
		}
		if !types.AssignableTo(tv.Type, field.Type()) {
			c.faults = append(c.faults, fault{
				offset: c.syntax.offset(x.Pos()),
				msg:    c.syntax.words(fmt.Sprintf("cannot use %s as %s value in struct literal", types.ExprString(x), types.TypeString(field.Type(), types.RelativeTo(c.pkg)))),
			})
		}
		if b, ok := tv.Type.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			tv.Type = field.Type()
			if types.IsInterface(tv.Type) {
				tv.Type = types.Default(b)
			}
			c.info.Types[x] = tv
		}
	}
}

// unkey takes the keys out of literals again.
func (c *check) unkey() {
	for _, lit := range c.keyed {
		for i, x := range lit.Elts {
			kv := x.(*ast.KeyValueExpr)
			delete(c.info.Uses, kv.Key.(*ast.Ident))
			lit.Elts[i] = kv.Value
		}
	}
}

// structOf returns the struct that a literal of a type has the fields of, or nil.
func structOf(t types.Type) *types.Struct {
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// notebookFields reports whether cells have declared a struct's unexported fields.
func notebookFields(s *types.Struct) bool {
	for f := range s.Fields() {
		if !f.Exported() && f.Pkg().Path() != "main" {
			return false
		}
	}
	return true
}

func blankField(s *types.Struct) bool {
	for f := range s.Fields() {
		if f.Name() == "_" {
			return true
		}
	}
	return false
}
