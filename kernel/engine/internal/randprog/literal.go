package randprog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

var limits = map[kind][]string{
	intK:   {"-9223372036854775808", "9223372036854775807", "0x7fff_ffff", "(1 << 40)", "'x'"},
	int8K:  {"-128", "127", "'~'"},
	int16K: {"-32768", "32767", "0o777"},
	int32K: {"-2147483648", "2147483647", "'世'", "'\\n'"},
	int64K: {"-9223372036854775808", "9223372036854775807", "(1<<62 - 1)"},
	uintK:  {"18446744073709551615", "(1 << 63)", "0xdead_beef"},
	uint8K: {"255", "128", "0b1010_1010"}, uint16K: {"65535", "0xff00"}, uint32K: {"4294967295", "(1 << 31)"},
	uint64K: {"18446744073709551615", "(1<<64 - 2)", "0xfedcba9876543210"}, uintptrK: {"4096", "(1 << 20)"},
	float32K: {"3.4028234663852886e38", "1e-45", "0x1p-2", "16777217", "0.1"},
	float64K: {"1.7976931348623157e308", "5e-324", "0.1", "1e100", "0x1.8p3", "(1 << 53)"},
}

var words = []string{`""`, `"a"`, `"Go"`, `"héllo"`, `"世界"`, `"x\xffy"`, `"tab\tquote\""`, "`raw\\n`", `"\u00e9\U0001F600"`, `"0123456789"`, `"false"`}

// bare is a literal where a value of the type is wanted anyway.
func (g *gen) bare(t *typ) string {
	switch {
	case t.kind == boolK:
		return pick(g, []string{"true", "false"})
	case t.kind == stringK:
		return pick(g, words)
	case t.kind == paramK:
		return strconv.Itoa(g.r.IntN(100))
	case t.isComplex():
		return fmt.Sprintf("(%d%+di)", g.r.IntN(9)-4, g.r.IntN(9)-4)
	}
	if l := limits[t.kind]; g.chance(25) {
		return pick(g, l)
	}
	n := g.r.IntN(20)
	if !t.isInt() {
		return strconv.FormatFloat(float64(n)/4, 'g', -1, 64)
	}
	if t.isSigned() && g.chance(30) {
		return strconv.Itoa(-n)
	}
	return strconv.Itoa(n)
}

// nonzero is bare, but not zero.
func (g *gen) nonzero(t *typ) string {
	if t.isComplex() {
		return "(2-1i)"
	}
	return strconv.Itoa(1 + g.r.IntN(20))
}

// literal is a value of the type made of its parts.
func (g *gen) literal(t *typ, depth int) string {
	const deepest = -3 // what has more in it than it is deep would never end
	switch t.kind {
	case sliceK, arrayK, mapK, structK:
		if depth < deepest {
			return "(" + t.name + "{})"
		}
	}
	switch t.kind {
	case sliceK:
		if g.chance(10) {
			return "LibId((" + t.name + ")(nil))" // a constant one, in an any in a literal, the compiler (1.26) takes for nothing
		}
		if g.chance(10) && !t.named {
			return fmt.Sprintf("make(%s, %d)", t.name, g.r.IntN(4))
		}
		return "(" + t.name + "{" + g.elems(t.elem, g.r.IntN(4), depth) + "})"
	case arrayK:
		n := g.r.IntN(t.n + 1)
		if g.chance(20) && n > 0 {
			i := g.r.IntN(t.n)
			return fmt.Sprintf("(%s{%d: %s})", t.name, i, g.expr(t.elem, depth-1))
		}
		return "(" + t.name + "{" + g.elems(t.elem, n, depth) + "})"
	case mapK:
		return g.mapLiteral(t, depth)
	case structK:
		return g.structLiteral(t, depth)
	case ptrK:
		if depth <= 0 || g.chance(10) {
			return "(" + t.name + ")(nil)"
		}
		if e := t.elem; e.kind == structK && g.chance(70) {
			return "&" + g.structLiteral(e, depth-1)
		}
		if g.chance(30) {
			return "new(" + t.elem.name + ")"
		}
		return "LibRef(" + g.typed(t.elem, depth-1) + ")"
	case funcK:
		s := ""
		if f, ok := g.funcName(t); ok {
			s = f
		} else if depth <= 0 {
			s = g.shortFunc(t)
		} else {
			s = g.funcLiteral(t)
		}
		if t.named {
			s = t.name + "(" + s + ")"
		}
		return s
	case ifaceK:
		return g.implementer(t, depth)
	case anyK:
		if g.chance(10) {
			return "any(nil)"
		}
		return "any(" + g.typed(g.anyContent(), depth-1) + ")"
	}
	s := g.bare(t)
	if !t.named && (t.kind == intK || t.kind == stringK || t.kind == boolK) && !strings.HasPrefix(s, "'") {
		return s
	}
	return t.name + "(" + s + ")"
}

// funcName is a function or method that is there already.
func (g *gen) funcName(t *typ) (string, bool) {
	if !g.chance(40) {
		return "", false
	}
	l := slices.Clone(compiledFuncs[strings.TrimPrefix(signature(nil, t.params, t.results), "func")])
	for _, f := range g.funcs {
		if !f.dots && same(f.params, t.params) && same(f.results, t.results) {
			l = append(l, f.name)
		}
	}
	for _, v := range g.visible() {
		for _, m := range g.methodsOf(v) {
			if same(m.params, t.params) && same(m.results, t.results) && v.t.kind != ifaceK && v.t.kind != ptrK && !embedsPointer(v.t) {
				l = append(l, v.name+"."+m.name)
			}
		}
	}
	for _, d := range g.declared {
		for _, m := range d.methods {
			if len(t.params) == len(m.params)+1 && t.params[0] == d && !m.ptr && d.kind != ifaceK && same(m.params, t.params[1:]) && same(m.results, t.results) {
				l = append(l, d.name+"."+m.name)
			}
		}
	}
	if len(l) == 0 {
		return "", false
	}
	return pick(g, l), true
}

// compiledFuncs are functions of packages, by their signatures.
var compiledFuncs = map[string][]string{
	"(string) string":            {"strings.ToUpper", "strings.TrimSpace", "strconv.Quote"},
	"(int) string":               {"strconv.Itoa"},
	"(float64) float64":          {"math.Abs", "math.Floor", "math.Sqrt"},
	"(float64, float64) float64": {"math.Max", "math.Mod", "math.Copysign"},
	"(int32) bool":               {"unicode.IsUpper", "unicode.IsLetter"},
	"(string, string) bool":      {"strings.Contains", "strings.HasPrefix", "strings.EqualFold"},
	"(string, string) int":       {"strings.Index", "strings.Count", "strings.Compare"},
	"(uint) int":                 {"bits.OnesCount", "bits.Len"},
	"(uint64) int":               {"bits.TrailingZeros64"},
	"(string) int":               {"utf8.RuneCountInString"},
	"(uint64) uint64":            {"bits.Reverse64"},
	"(uint8, int) uint8":         {"bits.RotateLeft8"},
}

// anyContent is the type of what an any holds: no float that may be NaN.
func (g *gen) anyContent() *typ {
	for range 10 {
		if t := g.someType(1); t.printable() && t.kind != anyK {
			return t
		}
	}
	return g.someBasic()
}

// typed is an expression that has the type without being told.
func (g *gen) typed(t *typ, depth int) string {
	if depth > 0 && g.chance(60) {
		return g.operand(t, depth)
	}
	switch {
	case t.kind == ifaceK || t.kind == funcK:
		return "(" + t.name + ")(" + g.expr(t, depth) + ")"
	case t.isBasic():
		return t.name + "(" + g.bare(t) + ")"
	}
	return g.literal(t, depth)
}

func (g *gen) elems(t *typ, n, depth int) string {
	var l []string
	for range n {
		l = append(l, g.element(t, depth-1))
	}
	return strings.Join(l, ", ")
}

// element is an expression in a composite literal, of which the type may be
// left out.
func (g *gen) element(t *typ, depth int) string {
	if t.isBasic() && g.chance(50) {
		return g.bare(t)
	}
	s := g.expr(t, depth)
	if strings.HasPrefix(s, "("+t.name+"{") && enclosed(s) && g.chance(40) {
		return s[len(t.name)+1 : len(s)-1]
	}
	return s
}

// enclosed reports whether the parenthesis that begins a text ends it. Literals
// of strings that confuse it only cost a choice.
func enclosed(s string) bool {
	open := 0
	for i, c := range s {
		switch c {
		case '(':
			open++
		case ')':
			open--
		}
		if open == 0 {
			return i == len(s)-1
		}
	}
	return false
}

func (g *gen) mapLiteral(t *typ, depth int) string {
	if g.chance(8) {
		return "make(" + t.name + ")"
	}
	seen := map[string]bool{}
	var l []string
	n := g.r.IntN(4)
	if !t.key.isBasic() {
		n = min(n, 1) // which of two equal keys comes first is the compiler's choice
	}
	for range n {
		k := g.operand(t.key, min(depth-1, 1)) // no constants: two may be the same
		if t.key.kind == stringK || t.key.kind == anyK {
			k = g.typed(t.key, 0)
		}
		if seen[k] {
			continue
		}
		seen[k] = true
		l = append(l, k+": "+g.element(t.elem, depth-1))
	}
	return "(" + t.name + "{" + strings.Join(l, ", ") + "})"
}

func (g *gen) structLiteral(t *typ, depth int) string {
	var l []string
	if g.chance(40) {
		for _, f := range t.fields {
			l = append(l, g.expr(f.t, depth-1))
		}
	} else {
		for _, i := range g.r.Perm(len(t.fields)) {
			if f := t.fields[i]; g.chance(70) {
				l = append(l, f.name+": "+g.expr(f.t, depth-1))
			}
		}
	}
	return "(" + t.name + "{" + strings.Join(l, ", ") + "})"
}

// implementer is a value of a type that has an interface's methods, or nil.
func (g *gen) implementer(t *typ, depth int) string {
	var l []*typ
	for _, d := range g.declared {
		if d.kind == ifaceK {
			continue
		}
		if implements(d, t, false) {
			l = append(l, d)
		}
		if implements(d, t, true) {
			l = append(l, g.ptrTo(d))
		}
	}
	if len(l) == 0 || depth <= 0 || g.chance(5) {
		return t.name + "(nil)"
	}
	return t.name + "(" + g.typed(pick(g, l), depth-1) + ")"
}

// implements reports whether values of a type, or pointers to them, have an
// interface's methods.
func implements(t, iface *typ, ptr bool) bool {
	for _, m := range iface.methods {
		if have, ok := methodSet(t)[m.name]; !ok || have.ptr && !ptr {
			return false
		}
	}
	return true
}

// methodSet are a type's methods, promoted ones included.
func methodSet(t *typ) map[string]*method {
	ms := map[string]*method{}
	for _, f := range t.fields {
		if !f.embedded {
			continue
		}
		e, viaPtr := f.t, false
		if e.kind == ptrK {
			e, viaPtr = e.elem, true
		}
		for n, m := range methodSet(e) {
			if viaPtr || e.kind == ifaceK {
				c := *m
				c.ptr = false
				m = &c
			}
			ms[n] = m
		}
	}
	for _, f := range t.fields {
		delete(ms, f.name)
	}
	for _, m := range t.methods {
		ms[m.name] = m
	}
	return ms
}
