package randprog

import (
	"fmt"
	"go/token"
	"go/types"
)

// constant is a constant expression that has a type.
func (g *gen) constant() string {
	for range 20 {
		e := g.constExpr(3)
		tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, e)
		if err != nil || tv.Value == nil {
			continue
		}
		if b, ok := tv.Type.(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
			return e
		}
		e = g.someBasic().name + "(" + e + ")"
		if _, err := types.Eval(token.NewFileSet(), nil, token.NoPos, e); err == nil {
			return e
		}
	}
	return "42"
}

func (g *gen) constExpr(depth int) string {
	if depth == 0 || g.chance(20) {
		return pick(g, []string{
			"0", "1", "2", "3", "7", "10", "255", "1000", "0x7f", "1e3", "0.5", "1.25", "1e100", "1e-3", "0x1p70", "'a'", "'世'", "2i", "1.5i",
			`"abc"`, `"é"`, "true", "false", "len(`four`)", "1 << 62", "1 << 90",
		})
	}
	x, y := g.constExpr(depth-1), g.constExpr(depth-1)
	switch g.r.IntN(12) {
	case 0:
		return g.someBasic().name + "(" + x + ")"
	case 1:
		return pick(g, []string{"-", "+", "^", "!"}) + "(" + x + ")"
	case 2:
		return fmt.Sprintf("(%s) %s %d", x, pick(g, []string{"<<", ">>"}), g.r.IntN(80))
	case 3:
		return pick(g, []string{"real", "imag", "len"}) + "(" + x + ")"
	case 4:
		return "complex(" + x + ", " + y + ")"
	case 5:
		return pick(g, []string{"min", "max"}) + "(" + x + ", " + y + ")"
	case 6:
		return "(" + x + " " + pick(g, []string{"==", "!=", "<", "<=", ">", ">="}) + " " + y + ")"
	}
	return "(" + x + " " + pick(g, []string{"+", "-", "*", "/", "%", "&", "|", "^", "&^", "&&", "||"}) + " " + y + ")"
}
