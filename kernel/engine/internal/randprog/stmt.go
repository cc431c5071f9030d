package randprog

import (
	"fmt"
	"slices"
	"strings"
)

// saved is what a function that is made inside another puts aside.
type saved struct {
	results             []*typ
	named               []string
	loops, risks, size  int
	labels              []string
	pure, calls, inFunc bool
	traced              bool
}

// enter begins a function's body.
func (g *gen) enter(results []*typ, pure bool) saved {
	s := saved{g.results, g.named, g.loops, g.risks, g.size, g.labels, g.pure, g.calls, g.inFunc, g.traced}
	g.results, g.named, g.loops, g.labels, g.pure, g.inFunc = results, nil, 0, nil, pure || g.pure && g.inFunc, true
	g.calls, g.traced, g.risks = false, false, 0
	g.open(true)
	return s
}

func (g *gen) leave(s saved) {
	g.close()
	g.results, g.named, g.loops, g.risks, g.size, g.labels, g.pure, g.calls, g.inFunc, g.traced = s.results, s.named, s.loops, s.risks, s.size, s.labels, s.pure, s.calls, s.inFunc, s.traced
}

// begin decides what the next statement may do.
func (g *gen) begin() {
	g.risks = 0
	if g.chance(30) && !g.pure && g.inFunc {
		g.risks = 1
	}
	g.calls = !g.pure && g.chance(30)
	g.traced = !g.pure && g.chance(15)
	if g.traced && !g.wild {
		g.risks = 0
	}
}

// stmts are up to n statements of a block of their own.
func (g *gen) stmts(n int) string {
	var l []string
	for range n {
		l = append(l, g.stmt())
	}
	return strings.Join(l, "\n")
}

func (g *gen) block(n int) string {
	g.open(false)
	defer g.close()
	return g.stmts(n)
}

const depth = 3

// stmt is a statement, or a few that belong together.
func (g *gen) stmt() string {
	g.size--
	g.begin()
	if len(g.visible()) == 0 {
		g.calls = false
	}
	deep := len(g.scopes) > 7
	n := g.r.IntN(100)
	switch {
	case g.stage != nil && !g.pure && g.chance(25):
		return g.stageStmt()
	case n < 22:
		return g.varStmt()
	case n < 40:
		return g.assignment()
	case n < 52 && !g.pure:
		return g.printStmt()
	case n < 60 && !g.pure:
		return g.callStmt()
	case n < 64:
		return g.collectionStmt()
	case deep:
		return g.assignment()
	case n < 71:
		return g.ifStmt()
	case n < 78:
		return g.loop()
	case n < 83:
		return g.switchStmt()
	case n < 86 && g.inFunc:
		g.calls = false
		return "if " + g.expr(g.basic(boolK), 2) + " {\n" + g.returned() + "\n}"
	case n < 89 && g.loops > 0:
		return g.jump()
	case g.pure:
		return g.varStmt()
	case n < 92:
		return g.guarded()
	case n < 93 && g.inFunc:
		return g.deferred()
	}
	return g.pattern()
}

func (g *gen) varStmt() string {
	t := g.someType(2)
	if g.pure {
		t = g.printableType()
	}
	v := g.name("v")
	if g.chance(15) && len(g.scopes) > 3 { // hides an outer variable
		if vs := g.visible(); len(vs) > 0 {
			x := pick(g, vs)
			if s := &g.scopes[len(g.scopes)-1]; !slices.ContainsFunc(s.vars, func(y *variable) bool { return y.name == x.name }) && len(s.vars) > 0 && !strings.HasPrefix(x.name, "$") {
				v, t = x.name, x.t
				s := fmt.Sprintf("%s := %s\n_ = %s", v, g.typed(t, depth), v)
				g.declare(v, t)
				return s
			}
		}
	}
	var s string
	switch g.r.IntN(8) {
	case 0:
		s = fmt.Sprintf("var %s %s", v, t.name)
	case 1:
		s = fmt.Sprintf("var %s %s = %s", v, t.name, g.expr(t, depth))
	case 2:
		s = fmt.Sprintf("var %s = %s", v, g.typed(t, depth))
	case 6:
		if s, ok := g.varsOfCall(v); ok {
			return s
		}
		fallthrough
	case 3:
		u, w := g.someType(1), g.name("v")
		s = fmt.Sprintf("%s, %s := %s, %s", v, w, g.typed(t, 2), g.typed(u, 2))
		g.declare(v, t)
		g.declare(w, u)
		return s + fmt.Sprintf("\n_, _ = %s, %s", v, w)
	default:
		s = fmt.Sprintf("%s := %s", v, g.typed(t, depth))
	}
	g.declare(v, t)
	return s + "\n_ = " + v
}

// varsOfCall declares variables with what a function gives.
func (g *gen) varsOfCall(v string) (string, bool) {
	if g.pure {
		return "", false
	}
	g.calls = true
	for _, f := range g.funcs {
		if len(f.results) == 2 && g.chance(50) {
			w := g.name("v")
			s := fmt.Sprintf("var %s, %s = %s\n_, _ = %s, %s", v, w, g.callFunc(f, 2), v, w)
			g.declare(v, f.results[0])
			g.declare(w, f.results[1])
			return s, true
		}
	}
	return "", false
}

// target is something to assign to, with its type.
func (g *gen) target() (string, *typ, bool) {
	calls := g.calls
	g.calls = false
	vs := g.visible()
	g.calls = calls
	for range 10 {
		if len(vs) == 0 {
			break
		}
		v := pick(g, vs)
		if v.fixed || g.pure && strings.HasPrefix(v.name, "$") {
			continue
		}
		s, t := v.name, v.t
		if g.traced && !v.private && g.chance(50) {
			s = fmt.Sprintf("(*LibTrace(%q, &%s))", g.name("p"), s)
		}
		for range g.r.IntN(4) {
			switch {
			case t.kind == structK && len(t.fields) > 0:
				f := pick(g, t.fields)
				s, t = s+"."+f.name, f.t
				continue
			case t.kind == arrayK && t.n > 0 && t.n < 9:
				i := fmt.Sprint(g.r.IntN(t.n))
				if g.traced && g.chance(50) {
					i = fmt.Sprintf("LibTrace(%q, %s)", g.name("i"), i)
				}
				s, t = s+"["+i+"]", t.elem
				continue
			case g.pure || g.strict():
			case t.kind == sliceK && g.risk():
				if g.chance(40) {
					s, t = s+"["+g.operand(g.someInt(), 1)+"]", t.elem
					break
				}
				s, t = fmt.Sprintf("%s[%d]", s, g.r.IntN(3)), t.elem
			case t.kind == mapK && g.risk():
				return s + "[" + g.typed(t.key, 1) + "]", t.elem, true
			case t.kind == ptrK && g.risk():
				s, t = "(*"+s+")", t.elem
			}
		}
		return s, t, true
	}
	return "", nil, false
}

func (g *gen) assignment() string {
	l, t, ok := g.target()
	if !ok {
		return g.varStmt()
	}
	switch {
	case t.isNumber() && g.chance(35):
		return g.update(l, t)
	case t.kind == stringK && g.chance(25):
		return fmt.Sprintf("%s += %s\n%s = LibCut(%s)", l, g.expr(t, 1), l, l)
	case g.chance(25) && !g.strict():
		g.risks = 0
		m, u, ok := g.target()
		if !ok {
			m, u = l, t
		}
		return fmt.Sprintf("%s, %s = %s, %s", l, m, g.expr(t, 2), g.expr(u, 2))
	}
	return l + " = " + g.expr(t, depth)
}

func (g *gen) update(l string, t *typ) string {
	g.calls = g.calls && g.wild
	switch {
	case g.chance(30):
		return l + pick(g, []string{"++", "--"})
	case t.isInt() && g.chance(50):
		if g.chance(30) {
			return fmt.Sprintf("%s %s %d", l, pick(g, []string{"<<=", ">>="}), g.r.IntN(9))
		}
		if g.chance(30) {
			return fmt.Sprintf("%s %s %s", l, pick(g, []string{"/=", "%="}), g.nonzero(t))
		}
		return l + " " + pick(g, []string{"&=", "|=", "^=", "&^="}) + " " + g.expr(t, 2)
	case t.isFloat():
		return l + " " + pick(g, []string{"+=", "-="}) + " " + g.expr(t, 2)
	}
	return l + " " + pick(g, []string{"+=", "-=", "*="}) + " " + g.expr(t, 2)
}

func (g *gen) printStmt() string {
	if s, ok := g.somePrintable(); ok {
		return s
	}
	t := g.printableType()
	return g.print(g.expr(t, depth), t)
}

func (g *gen) somePrintable() (string, bool) {
	if g.calls || g.chance(40) {
		return "", false
	}
	var vs []*variable
	for _, v := range g.visible() {
		if v.t.printable() {
			vs = append(vs, v)
		}
	}
	if len(vs) == 0 {
		return "", false
	}
	v := pick(g, vs)
	return g.print(v.name, v.t), true
}

// print writes a value in one of the ways that fmt knows.
func (g *gen) print(s string, t *typ) string {
	verbs := []string{"%v", "%v", "%v", "%+v", "%#v", "%T"}
	switch {
	case t.isInt():
		verbs = append(verbs, "%d", "%x", "%#o", "%08b", "%q", "%U", "%c", "%+d", "%6d|")
	case t.isFloat() || t.isComplex():
		verbs = append(verbs, "%g", "%.3f", "%e", "%8.2f|")
	case t.kind == stringK:
		verbs = append(verbs, "%s", "%q", "%x", "%+q", "%-9s|")
	case t.kind == boolK:
		verbs = append(verbs, "%t")
	case t.kind == sliceK:
		verbs = append(verbs, "%d", "%q", "%x")
	}
	if g.chance(15) {
		return fmt.Sprintf("fmt.Fprintln(out, %q, %s)", g.name("#"), s)
	}
	return fmt.Sprintf("fmt.Fprintf(out, %q, %s)", g.name("#")+" "+pick(g, verbs)+"\n", s)
}

// callStmt calls something for what it does.
func (g *gen) callStmt() string {
	g.calls = true
	vs := g.visible()
	for range 6 {
		if len(g.funcs) > 0 && g.chance(50) {
			f := pick(g, g.funcs)
			call := g.callFunc(f, 2)
			if len(f.results) == 0 || g.chance(20) {
				return call
			}
			var names []string
			for _, t := range f.results {
				n := g.name("v")
				g.declare(n, t)
				names = append(names, n)
			}
			l := strings.Join(names, ", ")
			return l + " := " + call + "\n" + strings.TrimSuffix(strings.Repeat("_, ", len(names)), ", ") + " = " + l
		}
		if len(vs) == 0 {
			continue
		}
		v := pick(g, vs)
		if v.t.kind == funcK {
			return fmt.Sprintf("if %s != nil {\n%s(%s)\n}", v.name, v.name, g.args(v.t.params, 2))
		}
		if ms := g.methodsOf(v); len(ms) > 0 {
			m := pick(g, ms)
			return v.name + "." + m.name + "(" + g.args(m.params, 2) + ")"
		}
	}
	return g.printStmt()
}

// collectionStmt changes a slice or a map.
func (g *gen) collectionStmt() string {
	g.calls = false
	var vs []*variable
	for _, v := range g.visible() {
		if (v.t.kind == sliceK || v.t.kind == mapK) && !v.fixed && !(g.pure && !v.private) {
			vs = append(vs, v)
		}
	}
	if len(vs) == 0 {
		return g.varStmt()
	}
	v := pick(g, vs)
	e := v.t.elem
	if v.t.kind == mapK {
		if g.pure {
			return g.varStmt()
		}
		switch g.r.IntN(4) {
		case 0:
			return fmt.Sprintf("delete(%s, %s)", v.name, g.typed(v.t.key, 1))
		case 1:
			if g.chance(30) {
				return "clear(" + v.name + ")"
			}
		}
		if e.isInt() && g.chance(40) {
			return fmt.Sprintf("if %s != nil {\n%s[%s]++\n}", v.name, v.name, g.typed(v.t.key, 1))
		}
		return fmt.Sprintf("if %s != nil {\n%s[%s] = %s\n}", v.name, v.name, g.typed(v.t.key, 1), g.expr(e, 2))
	}
	switch g.r.IntN(5) {
	case 0:
		if !g.pure {
			return fmt.Sprintf("copy(%s, %s)", v.name, g.expr(v.t, 2))
		}
	case 1:
		if g.chance(30) && !g.pure {
			return "clear(" + v.name + ")"
		}
	}
	var l []string
	for range 1 + g.r.IntN(3) {
		l = append(l, g.expr(e, 2))
	}
	return fmt.Sprintf("%s = append(LibClip(%s), %s)", v.name, v.name, strings.Join(l, ", "))
}

// guarded recovers from what its statements panic with.
func (g *gen) guarded() string {
	saved := g.enter(nil, false)
	defer g.leave(saved)
	return "LibCaught(func() {\n" + g.stmts(1+g.r.IntN(3)) + "\n})"
}

// deferred defers a call.
func (g *gen) deferred() string {
	if g.chance(30) {
		g.begin()
		t := g.printableType()
		return fmt.Sprintf("defer fmt.Fprintln(out, %q, %s)", g.name("#"), g.expr(t, 2))
	}
	results, named := g.results, g.named
	saved := g.enter(nil, false)
	defer g.leave(saved)
	body := g.stmts(1 + g.r.IntN(2))
	if g.chance(60) {
		set := ""
		if len(named) > 0 {
			i := g.r.IntN(len(named))
			g.begin()
			set = "\n" + named[i] + " = " + g.expr(results[i], 2)
		}
		body += fmt.Sprintf("\nif r := recover(); r != nil {\nfmt.Fprintln(out, %q, r)%s\n}", g.name("#recovered"), set)
		if g.chance(15) {
			body += "\npanic(" + g.typed(g.basic(stringK), 1) + ")"
		}
	}
	return "defer func() {\n" + body + "\n}()"
}

// returned is a return statement.
func (g *gen) returned() string {
	if len(g.results) == 0 {
		return "return"
	}
	if len(g.named) > 0 && g.chance(35) {
		return "return"
	}
	g.begin()
	if len(g.results) > 1 {
		g.risks = 0
	}
	if len(g.results) > 1 && g.chance(15) && !g.pure {
		g.calls = true
		for _, f := range g.funcs {
			if same(f.results, g.results) {
				return "return " + g.callFunc(f, 1)
			}
		}
		g.calls = false
	}
	var l []string
	for _, t := range g.results {
		l = append(l, g.expr(t, 2))
	}
	return "return " + strings.Join(l, ", ")
}

func same(a, b []*typ) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// funcLiteral is a function literal with some statements.
func (g *gen) funcLiteral(t *typ) string {
	saved := g.enter(t.results, false)
	defer g.leave(saved)
	names := g.params(t)
	return "func" + signature(names, t.params, t.results) + " {\nLibTick()\n" + g.stmts(g.r.IntN(3)) + "\n" + g.returned() + "\n}"
}

// shortFunc is a function literal that only returns.
func (g *gen) shortFunc(t *typ) string {
	saved := g.enter(t.results, false)
	defer g.leave(saved)
	names := g.params(t)
	var l []string
	for _, r := range t.results {
		l = append(l, g.expr(r, 0))
	}
	return "func" + signature(names, t.params, t.results) + " { return " + strings.Join(l, ", ") + " }"
}

func (g *gen) params(t *typ) (names []string) {
	for _, p := range t.params {
		n := g.name("a")
		names = append(names, n)
		g.declare(n, p)
	}
	return names
}
