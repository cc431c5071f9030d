package randprog

import (
	"fmt"
)

// expr is an expression of the type, maybe a constant.
func (g *gen) expr(t *typ, depth int) string {
	if depth <= 0 && g.chance(50) || g.chance(15) {
		return g.literal(t, depth)
	}
	return g.operand(t, depth)
}

// operand is an expression of exactly the type that is no constant.
func (g *gen) operand(t *typ, depth int) string {
	if g.traced && depth > 0 && g.chance(15) {
		return g.tracedCall(t, depth)
	}
	if depth <= 0 || g.chance(45) {
		if s, ok := g.read(t); ok {
			return s
		}
		if depth <= 0 {
			return g.fresh(t, 0)
		}
	}
	if g.chance(25) {
		if s, ok := g.callOf(t, depth); ok {
			return s
		}
	}
	if g.chance(20) {
		if s, ok := g.postfix(t, depth-1); ok {
			return s
		}
	}
	if g.chance(8) {
		return fmt.Sprintf("LibPick(%s, %s, %s)", g.expr(g.basic(boolK), depth-1), g.typed(t, depth-1), g.typed(t, depth-1))
	}
	if g.chance(6) && t.kind != anyK {
		return fmt.Sprintf("LibAt([]%s{%s}, %s)", t.name, g.elems(t, 1+g.r.IntN(3), depth-1), g.expr(g.basic(intK), depth-1))
	}
	switch {
	case t.isInt():
		return g.intOp(t, depth)
	case t.isFloat():
		return g.floatOp(t, depth)
	case t.isComplex():
		return g.complexOp(t, depth)
	case t.kind == boolK:
		return g.boolOp(t, depth)
	case t.kind == stringK:
		return g.stringOp(t, depth)
	case t.kind == sliceK:
		return g.sliceOp(t, depth)
	}
	if s, ok := g.read(t); ok && g.chance(50) {
		return s
	}
	return g.fresh(t, depth)
}

// fresh is a literal that the compiler takes for no constant.
func (g *gen) fresh(t *typ, depth int) string {
	if t.isBasic() {
		return "LibId(" + t.name + "(" + g.bare(t) + "))"
	}
	return g.literal(t, depth)
}

// read reads a variable, or part of one.
func (g *gen) read(t *typ) (string, bool) {
	var l []string
	for _, v := range g.visible() {
		g.paths(&l, v.name, v.t, t, 3, !g.strict())
	}
	if len(l) == 0 {
		return "", false
	}
	return pick(g, l), true
}

// paths adds what can be reached of a type from a value, without panicking but
// for one risk.
func (g *gen) paths(l *[]string, s string, from, want *typ, depth int, far bool) {
	if from == want {
		*l = append(*l, s)
	}
	if depth == 0 || len(*l) > 30 {
		return
	}
	switch from.kind {
	case structK:
		for _, f := range from.fields {
			g.paths(l, s+"."+f.name, f.t, want, depth-1, far)
		}
	case arrayK:
		if from.n > 0 {
			i := fmt.Sprint(g.r.IntN(from.n))
			g.paths(l, s+"["+i+"]", from.elem, want, depth-1, far)
		}
	case sliceK:
		if far && from.elem == want {
			*l = append(*l, "LibAt("+s+", "+fmt.Sprint(g.r.IntN(4))+")")
		}
	case mapK:
		if far && from.elem == want && from.key.isBasic() {
			*l = append(*l, s+"["+g.bare(from.key)+"]")
		}
	case ptrK:
		if far && from.elem == want {
			*l = append(*l, "LibDeref("+s+")")
		}
	}
}
