package randprog

import (
	"fmt"
	"strings"
)

func (g *gen) ifStmt() string {
	cond := g.expr(g.basic(boolK), depth)
	g.open(false)
	defer g.close()
	init := ""
	if g.chance(25) {
		t := g.someBasic()
		v := g.name("v")
		init = fmt.Sprintf("%s := %s; ", v, g.typed(t, 1))
		g.declare(v, t)
		if t.isOrdered() {
			g.calls = false
			cond = v + " >= " + g.expr(t, 1)
		} else {
			cond = "(" + v + " == " + v + ") && " + cond
		}
	}
	s := "if " + init + cond + " {\n" + g.block(1+g.r.IntN(2)) + "\n}"
	switch g.r.IntN(4) {
	case 0:
		s += " else {\n" + g.block(1+g.r.IntN(2)) + "\n}"
	case 1:
		g.begin()
		s += " else if " + g.expr(g.basic(boolK), 2) + " {\n" + g.block(1) + "\n} else {\n" + g.block(1) + "\n}"
	}
	return s
}

// body is a loop's body.
func (g *gen) body() string {
	g.loops++
	defer func() { g.loops-- }()
	return "LibTick()\n" + g.stmts(1+g.r.IntN(3))
}

func (g *gen) loop() string {
	label := ""
	if g.chance(30) {
		label = g.name("L")
		g.labels = append(g.labels, label)
		defer func() { g.labels = g.labels[:len(g.labels)-1] }()
	}
	g.open(false)
	defer g.close()
	s := g.loopOf()
	if label != "" && strings.Contains(s, label+"\n") {
		s = label + ":\n" + s
	}
	return s
}

func (g *gen) loopOf() string {
	v := g.name("i")
	i := func(t *typ) *variable {
		x := g.declare(v, t)
		x.fixed = true
		return x
	}
	n := 1 + g.r.IntN(4)
	switch g.r.IntN(9) {
	case 0, 1:
		t := g.someInt()
		i(t)
		return fmt.Sprintf("for %s := %s(0); %s < %d; %s++ {\n%s\n}", v, t.name, v, n, v, g.body())
	case 2:
		i(g.basic(intK))
		return fmt.Sprintf("for %s := 0; %s < %d; {\n%s++\n%s\n}", v, v, n, v, g.body())
	case 3:
		t := g.someInt()
		i(t)
		return fmt.Sprintf("for %s := range %s(%d) {\n_ = %s\n%s\n}", v, t.name, n, v, g.body())
	case 4:
		r := g.name("c")
		x := "LibCut(" + g.operand(g.basic(stringK), 2) + ")"
		i(g.basic(intK))
		g.declare(r, g.basic(int32K))
		return fmt.Sprintf("for %s, %s := range %s {\n_, _ = %s, %s\n%s\n}", v, r, x, v, r, g.body())
	case 5:
		t := g.someInt()
		x := fmt.Sprintf("LibIota[%s](%d)", t.name, n)
		i(t)
		return fmt.Sprintf("for %s := range %s {\n_ = %s\n%s\n}", v, x, v, g.body())
	case 6:
		k := g.someKey()
		if !k.isOrdered() {
			k = g.basic(stringK)
		}
		m := g.expr(g.mapOf(k, g.someType(1)), 2)
		i(k)
		return fmt.Sprintf("for _, %s := range slices.Sorted(maps.Keys(%s)) {\n_ = %s\n%s\n}", v, m, v, g.body())
	case 7:
		a := g.arrayOf(1+g.r.IntN(3), g.someType(1))
		x := g.expr(a, 2)
		i(g.basic(intK))
		r := g.name("v")
		g.declare(r, a.elem)
		return fmt.Sprintf("for %s, %s := range %s {\n_, _ = %s, %s\n%s\n}", v, r, x, v, r, g.body())
	}
	e := g.someType(1)
	x := g.expr(g.sliceOf(e), 2)
	i(g.basic(intK))
	r := g.name("v")
	g.declare(r, e)
	return fmt.Sprintf("for %s, %s := range %s {\n_, _ = %s, %s\n%s\n}", v, r, x, v, r, g.body())
}

// jump ends an iteration or a loop.
func (g *gen) jump() string {
	g.calls = false
	j := pick(g, []string{"break", "continue"})
	if len(g.labels) > 0 && g.chance(50) {
		j += " " + pick(g, g.labels)
	}
	return "if " + g.expr(g.basic(boolK), 2) + " {\n" + j + "\n}"
}

func (g *gen) switchStmt() string {
	switch g.r.IntN(3) {
	case 0:
		return g.typeSwitch()
	case 1:
		var b strings.Builder
		b.WriteString("switch {\n")
		for range 1 + g.r.IntN(3) {
			g.begin()
			fmt.Fprintf(&b, "case %s:\n%s\n", g.operand(g.basic(boolK), 2), g.block(1))
		}
		return b.String() + "default:\n" + g.block(1) + "\n}"
	}
	t := g.someBasic()
	var b strings.Builder
	fmt.Fprintf(&b, "switch %s {\n", g.operand(t, 2))
	n := 1 + g.r.IntN(4)
	dflt := g.r.IntN(6)
	seen := map[string]bool{}
	for i := range n {
		g.begin()
		g.risks = 0
		if i == dflt {
			b.WriteString("default:\n")
		} else {
			var l []string
			for range 1 + g.r.IntN(2) {
				x := g.operand(t, 1)
				if !seen[x] {
					seen[x] = true
					l = append(l, x)
				}
			}
			if len(l) == 0 {
				continue
			}
			fmt.Fprintf(&b, "case %s:\n", strings.Join(l, ", "))
		}
		b.WriteString(g.block(1) + "\n")
		if g.chance(15) && i < n-1 {
			b.WriteString("fallthrough\n")
		}
	}
	s := strings.TrimSuffix(b.String(), "fallthrough\n")
	return s + "}"
}

func (g *gen) typeSwitch() string {
	from := g.anyType()
	if len(g.ifaces) > 0 && g.chance(30) {
		from = pick(g, g.ifaces)
	}
	v := g.name("v")
	x := g.operand(from, 2)
	var b strings.Builder
	fmt.Fprintf(&b, "switch %s := %s.(type) {\n", v, x)
	seen := map[string]bool{}
	one := func(t *typ) {
		if seen[t.name] {
			return
		}
		seen[t.name] = true
		g.open(false)
		g.declare(v, t)
		fmt.Fprintf(&b, "case %s:\n_ = %s\n%s\n", t.name, v, g.block(1))
		g.close()
	}
	for range 1 + g.r.IntN(4) {
		t := g.someType(1)
		if from.kind == ifaceK {
			var l []*typ
			for _, d := range g.declared {
				if d.kind == ifaceK || implements(d, from, false) {
					l = append(l, d)
				} else if implements(d, from, true) {
					l = append(l, g.ptrTo(d))
				}
			}
			if len(l) == 0 {
				continue
			}
			t = pick(g, l)
		}
		one(t)
	}
	if u := g.someBasic(); from.kind == anyK && !seen[u.name] && !seen["error"] {
		fmt.Fprintf(&b, "case %s, error:\n_ = %s\n%s\n", u.name, v, g.block(1))
	}
	if g.chance(40) {
		fmt.Fprintf(&b, "case nil:\n%s\n", g.block(1))
	}
	if g.chance(60) {
		fmt.Fprintf(&b, "default:\n_ = %s\n%s\n", v, g.block(1))
	}
	return b.String() + "}"
}
