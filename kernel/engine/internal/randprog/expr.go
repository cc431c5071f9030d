package randprog

import (
	"fmt"
	"slices"
	"strings"
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

// callOf calls something that gives the type.
func (g *gen) callOf(t *typ, depth int) (string, bool) {
	var l []func() string
	for _, f := range g.funcs {
		if len(f.results) == 1 && f.results[0] == t && (f.pure || g.calls) {
			l = append(l, func() string { return g.callFunc(f, depth-1) })
		}
	}
	if t.isBasic() {
		for _, sig := range sortedKeys(compiledFuncs) {
			if params, result, _ := strings.Cut(strings.TrimPrefix(sig, "("), ") "); result == t.name {
				var ps []*typ
				for _, p := range strings.Split(params, ", ") {
					ps = append(ps, g.basic(kind(slices.Index(basicNames[:], p))))
				}
				l = append(l, func() string { return pick(g, compiledFuncs[sig]) + "(" + g.args(ps, depth-1) + ")" })
			}
		}
	}
	for _, v := range g.visible() {
		if v.t.kind == funcK && g.calls && len(v.t.results) == 1 && v.t.results[0] == t && g.risks > 0 {
			l = append(l, func() string { return v.name + "(" + g.args(v.t.params, depth-1) + ")" })
		}
		for _, m := range g.methodsOf(v) {
			if len(m.results) == 1 && m.results[0] == t && (m.pure || g.calls) {
				l = append(l, func() string { return v.name + "." + m.name + "(" + g.args(m.params, depth-1) + ")" })
			}
		}
	}
	if len(l) == 0 {
		return "", false
	}
	return pick(g, l)(), true
}

// methodsOf are the methods that can be called of a variable.
func (g *gen) methodsOf(v *variable) (ms []*method) {
	t, addressable := v.t, !v.private
	if t.kind == ptrK && t.elem.named && t.elem.kind != ptrK && t.elem.kind != ifaceK {
		if g.risks == 0 {
			return nil // it may be nil
		}
		t, addressable = t.elem, true
	}
	if t.kind == ifaceK {
		if g.risks == 0 || !g.calls {
			return nil
		}
		return t.methods
	}
	set := methodSet(t)
	for _, name := range sortedKeys(set) {
		if m := set[name]; addressable || !m.ptr {
			if m.pure && embedsPointer(t) {
				continue // it may be nil
			}
			ms = append(ms, m)
		}
	}
	return ms
}

func embedsPointer(t *typ) bool {
	for _, f := range t.fields {
		if f.embedded && (f.t.kind == ptrK || f.t.kind == ifaceK || embedsPointer(f.t)) {
			return true
		}
	}
	return false
}

func (g *gen) callFunc(f *function, depth int) string {
	if !f.dots {
		return f.name + "(" + g.args(f.params, depth) + ")"
	}
	n := len(f.params) - 1
	s := g.args(f.params[:n], depth)
	if s != "" {
		s += ", "
	}
	last := f.params[n]
	if g.chance(40) {
		return f.name + "(" + s + g.expr(last, depth) + "...)"
	}
	for range g.r.IntN(4) {
		s += g.expr(last.elem, depth) + ", "
	}
	return f.name + "(" + strings.TrimSuffix(s, ", ") + ")"
}

func (g *gen) args(ts []*typ, depth int) string {
	var l []string
	for _, t := range ts {
		l = append(l, g.expr(t, depth))
	}
	return strings.Join(l, ", ")
}

func (g *gen) intOp(t *typ, depth int) string {
	x := func() string { return g.operand(t, depth-1) }
	y := func() string {
		if g.chance(30) {
			return g.bare(t)
		}
		return g.expr(t, depth-1)
	}
	switch g.r.IntN(12) {
	case 0, 1, 2, 3:
		return "(" + x() + " " + pick(g, []string{"+", "-", "*", "&", "|", "^", "&^"}) + " " + y() + ")"
	case 4:
		op := pick(g, []string{"/", "%"})
		switch {
		case g.risk():
			return "(" + x() + " " + op + " " + x() + ")"
		case g.chance(50):
			return "(" + x() + " " + op + " " + g.nonzero(t) + ")"
		}
		return "(" + x() + " " + op + " (" + x() + " | 1))"
	case 5:
		op := pick(g, []string{"<<", ">>"})
		if g.chance(30) {
			return fmt.Sprintf("(%s %s %d)", x(), op, g.r.IntN(8))
		}
		n := g.someInt()
		if n.isSigned() {
			if g.risk() {
				return "(" + x() + " " + op + " " + g.operand(n, depth-1) + ")"
			}
			return "(" + x() + " " + op + " (" + g.operand(n, depth-1) + " & 63))"
		}
		return "(" + x() + " " + op + " " + g.operand(n, depth-1) + ")"
	case 6:
		return pick(g, []string{"(-", "(^", "(+"}) + x() + ")"
	case 7:
		from := g.someInt()
		if len(g.numbers()) > 0 && g.chance(30) {
			from = pick(g, g.numbers())
		}
		if from.isInt() {
			return t.name + "(" + g.operand(from, depth-1) + ")"
		}
		return t.name + "(LibSmall(float64(" + g.operand(from, depth-1) + ")))"
	case 8:
		return t.name + "(" + g.lengthOf(depth-1) + ")"
	case 9:
		if t.kind == paramK {
			break
		}
		return fmt.Sprintf("%s(%s, %s)", pick(g, []string{"min", "max"}), x(), y())
	case 10:
		if t.kind == uint8K || t.kind == int32K {
			return g.indexOfString(t, depth)
		}
	}
	if s, ok := g.read(t); ok {
		return s
	}
	return g.fresh(t, depth)
}

// numbers are the declared types that are real numbers.
func (g *gen) numbers() (l []*typ) {
	for _, t := range g.declared {
		if (t.isInt() || t.isFloat()) && t.kind != paramK {
			l = append(l, t)
		}
	}
	return l
}

func (g *gen) lengthOf(depth int) string {
	var l []string
	for _, v := range g.visible() {
		switch v.t.kind {
		case mapK:
			if g.strict() {
				continue
			}
			fallthrough
		case stringK, sliceK, arrayK:
			l = append(l, "len("+v.name+")")
		}
		if v.t.kind == arrayK {
			l = append(l, "cap("+v.name+")")
		}
	}
	if len(l) == 0 {
		return "len(" + g.operand(g.basic(stringK), depth) + ")"
	}
	return "LibId(" + pick(g, l) + ")"
}

func (g *gen) indexOfString(t *typ, depth int) string {
	s := g.operand(g.basic(stringK), depth-1)
	if t.kind == int32K {
		return t.name + "(LibAt([]rune(" + s + "), 0))"
	}
	if g.risk() {
		return t.name + "(" + s + "[" + g.operand(g.basic(intK), depth-1) + "&3])"
	}
	return t.name + "(LibAt([]byte(" + s + "), 1))"
}

func (g *gen) floatOp(t *typ, depth int) string {
	x, y := g.operand(t, depth-1), g.expr(t, depth-1)
	switch g.r.IntN(7) {
	case 0, 1:
		return "(" + x + " " + pick(g, []string{"+", "-"}) + " " + y + ")"
	case 2: // else it may be fused with a sum
		return t.name + "(" + x + " * " + y + ")"
	case 3:
		return "(" + x + " / " + g.nonzero(t) + ")"
	case 4:
		return t.name + "(" + g.operand(g.someInt(), depth-1) + ")"
	case 5:
		return t.name + "(" + pick(g, []string{"real", "imag"}) + "(" + g.operand(g.basic(complex64K+kind(g.r.IntN(2))), depth-1) + "))"
	}
	return "(" + pick(g, []string{"-", "+"}) + x + ")"
}

func (g *gen) complexOp(t *typ, depth int) string {
	x, y := g.operand(t, depth-1), g.expr(t, depth-1)
	switch g.r.IntN(5) {
	case 0, 1:
		return "(" + x + " " + pick(g, []string{"+", "-"}) + " " + y + ")"
	case 2:
		return t.name + "(" + g.operand(g.basic(complex64K+kind(g.r.IntN(2))), depth-1) + ")"
	case 3:
		f := g.basic(float32K)
		if t.kind == complex128K {
			f = g.basic(float64K)
		}
		return t.name + "(complex(" + g.operand(f, depth-1) + ", " + g.expr(f, depth-1) + "))"
	}
	return "(-" + x + ")"
}

func (g *gen) boolOp(t *typ, depth int) string {
	wrap := func(s string) string {
		if t.named {
			return t.name + "(" + s + ")"
		}
		return "(" + s + ")"
	}
	switch g.r.IntN(8) {
	case 0, 1:
		return "(" + g.operand(t, depth-1) + " " + pick(g, []string{"&&", "||"}) + " " + g.operand(t, depth-1) + ")"
	case 2:
		return "!" + g.operand(t, depth-1)
	case 3:
		u := g.someType(1)
		switch u.kind {
		case sliceK, mapK, funcK, ptrK, ifaceK:
			if s, ok := g.read(u); ok {
				return wrap(s + pick(g, []string{" == nil", " != nil"}))
			}
		}
	case 4:
		if s, ok := g.read(g.anyType()); ok {
			return wrap(s + " == " + g.expr(g.someBasic(), depth-1))
		}
	}
	u := g.someType(1)
	if len(g.declared) > 0 && g.chance(30) {
		u = pick(g, g.declared)
	}
	if !u.comparable() || u.kind == ptrK || u.kind == ifaceK || u.kind == anyK {
		u = g.someBasic()
	}
	ops := []string{"==", "!="}
	if u.isOrdered() {
		ops = append(ops, "<", "<=", ">", ">=")
	}
	return wrap(g.operand(u, depth-1) + " " + pick(g, ops) + " " + g.expr(u, depth-1))
}

func (g *gen) stringOp(t *typ, depth int) string {
	wrap := func(s string) string {
		if t.named {
			return t.name + "(" + s + ")"
		}
		return s
	}
	x := g.operand(t, depth-1)
	str, i := g.basic(stringK), g.basic(intK)
	switch g.r.IntN(10) {
	case 0, 1:
		return "LibCut(" + x + " + " + g.expr(t, depth-1) + ")"
	case 2:
		if g.risk() {
			return x + "[" + g.operand(i, depth-1) + "&3:]"
		}
		return x + "[len(" + g.operand(str, 0) + ")*0:]"
	case 3:
		if g.risk() {
			return x + "[" + g.operand(i, depth-1) + "&3:" + g.operand(i, depth-1) + "&7]"
		}
	case 4:
		if g.strict() {
			break
		}
		return t.name + "(" + g.operand(pick(g, []*typ{g.sliceOf(g.basic(uint8K)), g.sliceOf(g.basic(int32K))}), depth-1) + ")"
	case 5:
		return t.name + "(rune(" + g.operand(g.someInt(), depth-1) + "))"
	case 6:
		if u := g.anyContent(); u.size() < 10 {
			verb := pick(g, []string{"%v", "%v", "%+v", "%T", "%#v"})
			return wrap(fmt.Sprintf("LibCut(fmt.Sprintf(%q, %s))", verb, g.expr(u, depth-1)))
		}
	case 7:
		return wrap("strconv.Itoa(" + g.operand(i, depth-1) + ")")
	case 8:
		return wrap("strings.ToUpper(string(" + x + "))")
	}
	return x
}

func (g *gen) sliceOp(t *typ, depth int) string {
	x := g.operand(t, depth-1)
	i := g.basic(intK)
	if g.strict() {
		return x
	}
	switch g.r.IntN(8) {
	case 0, 1:
		return "append(LibClip(" + x + "), " + g.expr(t.elem, depth-1) + ")"
	case 2:
		return "append(LibClip(" + x + "), " + g.operand(t, depth-1) + "...)"
	case 3:
		if g.risk() {
			return x + "[" + g.operand(i, depth-1) + "&3:]"
		}
	case 4:
		if g.risk() {
			return fmt.Sprintf("%s[:%s&3]", x, g.operand(i, depth-1))
		}
	case 5:
		switch {
		case t.named:
		case t.elem.kind == uint8K && !t.elem.named, t.elem.kind == int32K && !t.elem.named:
			return t.name + "(" + g.operand(g.basic(stringK), depth-1) + ")"
		}
	}
	return x
}

// postfix takes a value out of another one.
func (g *gen) postfix(t *typ, depth int) (string, bool) {
	switch g.r.IntN(8) {
	case 0, 1:
		var l []func() string
		for _, d := range g.declared {
			for _, f := range d.fields {
				if f.t == t {
					l = append(l, func() string { return g.operand(d, depth) + "." + f.name })
				}
			}
		}
		if len(l) > 0 {
			return pick(g, l)(), true
		}
	case 2:
		if t.kind != ifaceK && t.kind != anyK && t.kind != paramK {
			return "any(" + g.operand(t, depth) + ").(" + t.name + ")", true
		}
	case 3:
		if t.size() < 5 {
			return g.operand(g.arrayOf(3, t), depth) + "[" + g.operand(g.basic(uint8K), depth) + "%3]", true
		}
	case 4:
		if !g.strict() {
			return "(*LibRef(" + g.operand(t, depth) + "))", true
		}
	case 5:
		if k := g.someKey(); !g.strict() && t.kind != paramK {
			return g.operand(g.mapOf(k, t), depth) + "[" + g.expr(k, depth) + "]", true
		}
	case 6:
		if g.calls {
			saved := g.enter([]*typ{t}, false)
			defer g.leave(saved)
			return "func() " + t.name + " {\n" + g.stmts(g.r.IntN(2)) + "\n" + g.returned() + "\n}()", true
		}
	case 7:
		if t.twin != nil && t.kind != ifaceK {
			return t.name + "(" + g.operand(t.twin, depth) + ")", true
		}
	}
	return "", false
}
