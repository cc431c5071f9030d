package randprog

import (
	"fmt"
	"slices"
	"strings"
)

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

// tracedCall is an operand from a call that writes that it is made.
func (g *gen) tracedCall(t *typ, depth int) string {
	name := g.name("c")
	switch g.r.IntN(5) {
	case 0:
		g.open(true)
		defer g.close()
		return fmt.Sprintf("func() %s { fmt.Fprint(out, %q); return %s }()", t.name, name+" ", g.operand(t, depth-1))
	case 1:
		return fmt.Sprintf("(<-LibSent(%q, %s))", name, g.operand(t, depth-1))
	case 2:
		return fmt.Sprintf("(LibBox[%s]{%s}).Get(%q)", t.name, g.operand(t, depth-1), name)
	case 3:
		if t.kind != ifaceK && t.kind != anyK {
			return fmt.Sprintf("LibTrace(%q, any(%s)).(%s)", name, g.operand(t, depth-1), t.name)
		}
	}
	return fmt.Sprintf("LibTrace(%q, %s)", name, g.operand(t, depth-1))
}
