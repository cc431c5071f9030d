package randprog

import (
	"fmt"
	"slices"
	"strings"
)

// pattern is one of the statements below, its holes filled: names in braces
// are types and expressions, a number sign before a name makes it new.
func (g *gen) pattern() string {
	g.calls, g.traced, g.risks = false, false, 0
	return g.fill(pick(g, patterns))
}

// fill fills a pattern's holes. {T} is a type that prints, {B} a basic one,
// {N} one of integers, {K} one of keys; {t}, {b}, {n}, {k} are expressions of
// them, each time another; {m} is a small number, {x} a string, {c} a constant, {s} a statement of a
// function, {S} one that does not return.
func (g *gen) fill(p string) string {
	T, B, N, K := g.printableType(), g.someBasic(), g.someInt(), g.someKey()
	g.serial++
	serial := fmt.Sprint(g.serial)
	var b strings.Builder
	for {
		i := strings.IndexByte(p, '{')
		if i < 0 || i+2 >= len(p) {
			break
		}
		if p[i+2] != '}' {
			b.WriteString(p[:i+1])
			p = p[i+1:]
			continue
		}
		b.WriteString(p[:i])
		hole := p[i+1]
		p = p[i+3:]
		switch hole {
		case 'T':
			b.WriteString(T.name)
		case 'B':
			b.WriteString(B.name)
		case 'N':
			b.WriteString(N.name)
		case 'K':
			b.WriteString(K.name)
		case 't':
			b.WriteString(g.expr(T, 1))
		case 'b':
			b.WriteString(g.expr(B, 2))
		case 'n':
			b.WriteString(g.expr(N, 2))
		case 'k':
			b.WriteString(g.expr(K, 1))
		case 'm':
			fmt.Fprint(&b, g.r.IntN(4))
		case 'c':
			b.WriteString(g.constant())
		case 'x':
			b.WriteString(g.expr(g.basic(stringK), 1))
		case 's':
			s := g.enter(nil, false)
			b.WriteString(g.stmts(1))
			g.leave(s)
		case 'S':
			g.open(false)
			b.WriteString(g.stmt())
			g.close()
			g.calls, g.traced, g.risks = false, false, 0
		default:
			b.WriteString("{" + string(hole) + "}")
		}
	}
	b.WriteString(p)
	return strings.ReplaceAll(b.String(), "@", serial)
}

var patterns = slices.Concat(flowPatterns, functionPatterns, dataPatterns, callPatterns, orderPatterns)
