package randprog

import (
	"fmt"
	"strings"
)

// typeDecl declares a type, often with methods.
func (g *gen) typeDecl() {
	switch g.r.IntN(8) {
	case 0:
		g.ifaceDecl()
		return
	case 1:
		g.instance()
		return
	case 2:
		if g.twinDecl() {
			return
		}
	}
	t := &typ{name: g.global("T"), named: true}
	switch g.r.IntN(10) {
	case 9:
		f := g.someFunc(1)
		t.kind, t.params, t.results = funcK, f.params, f.results
		g.emit("type %s %s", t.name, f.name)
	case 0, 1:
		b := g.someBasic()
		t.kind = b.kind
		g.emit("type %s %s", t.name, b.name)
	case 2:
		e := g.someType(1)
		t.kind, t.elem = sliceK, e
		g.emit("type %s []%s", t.name, e.name)
	case 3:
		k, e := g.someKey(), g.someType(1)
		t.kind, t.key, t.elem = mapK, k, e
		g.emit("type %s map[%s]%s", t.name, k.name, e.name)
	case 4:
		if e := g.someType(1); e.size() < 8 {
			t.kind, t.elem, t.n = arrayK, e, 1+g.r.IntN(3)
			g.emit("type %s [%d]%s", t.name, t.n, e.name)
			break
		}
		fallthrough
	default:
		g.structDecl(t)
	}
	g.intern(t)
	g.methodDecls(t)
	g.declared = append(g.declared, t)
}

func (g *gen) structDecl(t *typ) {
	t.kind = structK
	var b strings.Builder
	fmt.Fprintf(&b, "type %s struct {\n", t.name)
	if g.chance(40) {
		for _, d := range g.declared {
			if d.size() < 8 && !strings.Contains(d.name, "[") && g.chance(50) {
				e := d
				if g.chance(25) && d.kind != ifaceK {
					e = g.ptrTo(d)
				}
				t.fields = append(t.fields, field{d.name, e, true})
				fmt.Fprintf(&b, "\t%s\n", e.name)
				break
			}
		}
	}
	for range g.r.IntN(4) {
		f := field{name: g.name(pick(g, []string{"F", "f"})), t: g.someType(2)}
		if f.t.size() > 6 {
			continue
		}
		t.fields = append(t.fields, f)
		tag := ""
		if g.chance(10) {
			tag = " `json:\"" + f.name + "\"`"
		}
		fmt.Fprintf(&b, "\t%s %s%s\n", f.name, f.t.name, tag)
	}
	b.WriteString("}")
	g.emit("%s", b.String())
}

// twinDecl declares a type of the same underlying type as another's.
func (g *gen) twinDecl() bool {
	for _, d := range g.declared {
		if d.kind != ifaceK && d.twin == nil && d.kind != paramK {
			t := *d
			t.name, t.methods, t.twin = g.global("T"), nil, d
			d.twin = &t
			g.emit("type %s %s", t.name, d.name)
			g.intern(&t)
			g.methodDecls(&t)
			g.declared = append(g.declared, &t)
			return true
		}
	}
	return false
}

// instance makes an instance of a generic type known.
func (g *gen) instance() {
	k, v := g.someKey(), g.someType(1)
	if v.size() > 6 || k.size() > 6 {
		return
	}
	var t *typ
	if g.chance(60) {
		t = &typ{name: fmt.Sprintf("LibPair[%s, %s]", k.name, v.name), kind: structK, named: true, fields: []field{{name: "Key", t: k}, {name: "Val", t: v}}}
		t.methods = []*method{{name: "Set", ptr: true, params: []*typ{k, v}}, {name: "With", pure: true, params: []*typ{v}, results: []*typ{t}}}
	} else {
		t = &typ{name: fmt.Sprintf("LibStack[%s]", v.name), kind: structK, named: true, fields: []field{{name: "items", t: g.sliceOf(v)}}}
	}
	if g.known[t.name] == nil {
		g.declared = append(g.declared, g.intern(t))
	}
}

// protocol are the methods that types of the program may have.
func (g *gen) protocol() []*method {
	if g.methods == nil {
		for i := range 4 {
			m := &method{name: fmt.Sprintf("M%d", i)}
			for range g.r.IntN(3) {
				m.params = append(m.params, g.someBasic())
			}
			if g.chance(80) {
				m.results = []*typ{g.someBasic()}
			}
			g.methods = append(g.methods, m)
		}
	}
	return g.methods
}

func (g *gen) ifaceDecl() {
	t := &typ{name: g.global("I"), kind: ifaceK, named: true}
	var b strings.Builder
	fmt.Fprintf(&b, "type %s interface {\n", t.name)
	if len(g.ifaces) > 0 && g.chance(40) {
		e := pick(g, g.ifaces)
		t.methods = append(t.methods, e.methods...)
		fmt.Fprintf(&b, "\t%s\n", e.name)
	}
	for _, m := range g.protocol() {
		if g.chance(35) && !has(t.methods, m.name) {
			t.methods = append(t.methods, m)
			fmt.Fprintf(&b, "\t%s%s\n", m.name, signature(nil, m.params, m.results))
		}
	}
	b.WriteString("}")
	if len(t.methods) == 0 {
		return
	}
	g.emit("%s", b.String())
	g.ifaces = append(g.ifaces, g.intern(t))
	g.declared = append(g.declared, t)
}

func has(ms []*method, name string) bool {
	for _, m := range ms {
		if m.name == name {
			return true
		}
	}
	return false
}

func (g *gen) methodDecls(t *typ) {
	for _, p := range g.protocol() {
		if !g.chance(30) || t.hasField(p.name) {
			continue
		}
		m := &method{name: p.name, params: p.params, results: p.results, ptr: g.chance(40)}
		m.pure = !m.ptr && g.chance(30) && len(m.results) > 0
		recv := t
		if m.ptr {
			recv = g.ptrTo(t)
		}
		g.emit("%s", g.function(fmt.Sprintf("(r %s) %s", recv.name, m.name), &typ{params: m.params, results: m.results}, m.pure, &variable{name: "r", t: recv, private: true}))
		t.methods = append(t.methods, m)
	}
	if g.chance(25) && !has(t.methods, "String") {
		star := pick(g, []string{"", "", "*"})
		g.emit("func (r %s%s) String() string { return %q }", star, t.name, "<"+t.name[1:]+">")
	}
}

func (t *typ) hasField(name string) bool {
	for _, f := range t.fields {
		if f.name == name {
			return true
		}
	}
	return false
}

func (g *gen) globalVar() {
	t := g.someType(2)
	v := g.global("v")
	g.risks = 0
	if g.chance(30) {
		g.emit("var %s %s", v, t.name)
	} else {
		g.emit("var %s %s = %s", v, t.name, g.expr(t, 2))
	}
	g.declare(v, t).private = false
}

// funcDecl declares a function.
func (g *gen) funcDecl() {
	f := &function{name: g.global("f")}
	switch g.r.IntN(8) {
	case 0, 1:
		f.pure = true
		for range 1 + g.r.IntN(3) {
			f.params = append(f.params, g.someBasic())
		}
		f.results = []*typ{g.someType(1)}
	case 2:
		g.recursive(f)
		return
	case 3:
		g.genericFunc(f)
		return
	default:
		for range g.r.IntN(4) {
			f.params = append(f.params, g.someType(2))
		}
		for range g.r.IntN(4) {
			f.results = append(f.results, g.someType(1))
		}
		if f.dots = g.chance(20); f.dots {
			f.params = append(f.params, g.sliceOf(g.someType(1)))
		}
	}
	s := g.function(f.name, &typ{params: f.params, results: f.results}, f.pure, nil)
	if f.dots {
		last := f.params[len(f.params)-1].name
		i := strings.Index(s, fmt.Sprintf("p%d %s", len(f.params)-1, last))
		j := i + len(fmt.Sprintf("p%d ", len(f.params)-1))
		s = s[:j] + "..." + s[j+2:]
	}
	g.emit("%s", s)
	g.funcs = append(g.funcs, f)
}

func (g *gen) recursive(f *function) {
	t := g.someType(1)
	f.params, f.results = []*typ{g.basic(intK), t}, []*typ{t}
	saved := g.enter(f.results, false)
	n, x := g.declare("n", f.params[0]), g.declare("x", t)
	n.fixed = true
	body := g.stmts(2)
	g.begin()
	g.risks, g.calls = 0, false
	call := fmt.Sprintf("%s(n-%d, %s)", f.name, 1+g.r.IntN(2), g.expr(t, 1))
	if g.chance(40) && !x.private {
		call = "func() " + t.name + " { return " + call + " }()"
	}
	g.leave(saved)
	// The depth is bounded, whatever the argument.
	g.emit("func %s(n int, x %s) %s {\nLibTick()\nif n = min(n, 5); n <= 0 {\nreturn x\n}\n%s\nreturn %s\n}", f.name, t.name, t.name, body, call)
	g.funcs = append(g.funcs, f)
}

// genericFunc declares a function with a type parameter, and knows it by some
// of its instances.
func (g *gen) genericFunc(f *function) {
	p := &typ{name: "T", kind: paramK, named: true}
	extra := g.someBasic()
	params, results := []*typ{p, p, extra}, []*typ{p}
	if g.chance(30) {
		results = []*typ{g.sliceOf(p)}
	}
	nd, nf := len(g.declared), len(g.funcs)
	g.declared = append(g.declared, p)
	s := g.function(f.name+"[T LibInt]", &typ{params: params, results: results}, false, nil)
	g.declared, g.funcs = g.declared[:nd], g.funcs[:nf]
	for name, t := range g.known { // types made of the parameter are none outside
		if mentions(t, p) {
			delete(g.known, name)
		}
	}
	g.emit("%s", s)
	for range 2 {
		t := g.someInt()
		r := t
		if results[0] != p {
			r = g.sliceOf(t)
		}
		g.funcs = append(g.funcs, &function{name: f.name + "[" + t.name + "]", params: []*typ{t, t, extra}, results: []*typ{r}})
	}
}

func mentions(t, p *typ) bool {
	if t == nil {
		return false
	}
	if t == p || t.kind != structK && (mentions(t.elem, p) || mentions(t.key, p)) {
		return true
	}
	for _, l := range [][]*typ{t.params, t.results} {
		for _, u := range l {
			if mentions(u, p) {
				return true
			}
		}
	}
	return false
}

// function is a function's declaration: what stands between func and the
// parameters is given.
func (g *gen) function(head string, sig *typ, pure bool, recv *variable) string {
	saved := g.enter(sig.results, pure)
	defer g.leave(saved)
	if recv != nil {
		s := &g.scopes[len(g.scopes)-1]
		recv.private = g.chance(60)
		s.vars = append(s.vars, recv)
	}
	var names []string
	for i, p := range sig.params {
		names = append(names, fmt.Sprintf("p%d", i))
		g.declare(names[i], p)
	}
	results := ""
	if len(sig.results) > 0 && !pure && g.chance(40) {
		var l []string
		for i, r := range sig.results {
			n := fmt.Sprintf("r%d", i)
			g.named = append(g.named, n)
			l = append(l, n+" "+r.name)
			g.declare(n, r).private = false
		}
		results = " (" + strings.Join(l, ", ") + ")"
	}
	var b strings.Builder
	b.WriteString("func " + head)
	if results != "" {
		b.WriteString(signature(names, sig.params, nil) + results)
	} else {
		b.WriteString(signature(names, sig.params, sig.results))
	}
	b.WriteString(" {\nLibTick()\n")
	if !pure && g.chance(30) {
		b.WriteString(g.deferred() + "\n")
	}
	b.WriteString(g.stmts(1 + g.r.IntN(4)))
	b.WriteString("\n" + g.returned() + "\n}")
	return b.String()
}
