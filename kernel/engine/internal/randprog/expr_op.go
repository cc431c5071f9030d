package randprog

import "fmt"

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
			return fmt.Sprintf("LibClip(%s)[:%s&3]", x, g.operand(i, depth-1)) // what capacity append makes is nobody's business
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
