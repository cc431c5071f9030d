package randprog

import "strings"

// A stage is declarations whose functions write that they are called and count
// it, so that a call made twice, never or in another order shows. Statements of
// the stage make such calls wherever an expression can stand. A wild program's
// functions also change what stands beside their calls.
type stage struct{ t, n, k *typ }

// stageDecls declares a program's stage.
func (g *gen) stageDecls() {
	s := &stage{t: g.printableType(), n: g.someInt(), k: g.someKey()}
	if s.t.size() > 4 || s.k.size() > 4 {
		return
	}
	g.stage = s
	g.calls, g.traced, g.risks = false, false, 0
	for _, d := range stageDecls {
		if name, sig, ok := strings.Cut(d, "("); ok && strings.HasPrefix(name, "func $") && g.chance(15) {
			d = "var" + name[4:] + " = func(" + sig
		}
		g.emit("%s", g.act(d, 0))
	}
}

// stageStmt is a statement of the stage.
func (g *gen) stageStmt() string {
	g.calls, g.traced, g.risks = false, false, 0
	s := g.act("<stmt>", 3)
	if g.chance(40) {
		s += "\n$show()"
	}
	return s
}

// act expands a rule: <name> is one of the expansions of that name, {T}, {N} and
// {K} are the stage's types, {t} and {k} expressions of them, and @ is a number
// that is new.
func (g *gen) act(rule string, depth int) string {
	var b strings.Builder
	for {
		i := strings.IndexAny(rule, "<{@")
		if i < 0 {
			break
		}
		b.WriteString(rule[:i])
		rule = rule[i:]
		j := strings.IndexByte(rule, '>')
		switch {
		case rule[0] == '@':
			b.WriteString(g.at)
			rule = rule[1:]
			continue
		case rule[0] == '<' && j > 0 && stageRules[rule[1:j]] != nil:
			b.WriteString(g.expand(rule[1:j], depth-1))
			rule = rule[j+1:]
			continue
		case len(rule) > 2 && rule[0] == '{' && rule[2] == '}':
			switch rule[1] {
			case 'T':
				b.WriteString(g.stage.t.name)
			case 'N':
				b.WriteString(g.stage.n.name)
			case 'K':
				b.WriteString(g.stage.k.name)
			case 't':
				b.WriteString(g.typed(g.stage.t, 1))
			case 'k':
				b.WriteString(g.typed(g.stage.k, 0))
			}
			rule = rule[3:]
			continue
		}
		b.WriteByte(rule[0])
		rule = rule[1:]
	}
	b.WriteString(rule)
	return b.String()
}

// expand is one of a name's expansions, when it gets deep one without others in it.
// Those that begin with an exclamation mark are for wild programs.
func (g *gen) expand(name string, depth int) string {
	if name == "stmt" {
		defer func(at string) { g.at = at }(g.at)
		g.at = g.name("")
		depth++
	}
	var l []string
	for _, r := range stageRules[name] {
		s, wild := strings.CutPrefix(r, "!")
		if wild && !g.wild || depth <= 0 && g.expands(s) {
			continue
		}
		l = append(l, s)
	}
	if len(l) == 0 { // all have others in them
		l = stageRules[name]
	}
	return g.act(pick(g, l), depth)
}

func (g *gen) expands(rule string) bool {
	i := strings.IndexByte(rule, '<')
	for ; i >= 0; i = strings.IndexByte(rule, '<') {
		rule = rule[i+1:]
		if j := strings.IndexByte(rule, '>'); j > 0 && stageRules[rule[:j]] != nil {
			return true
		}
	}
	return false
}

var stageDecls = []string{
	"type $E struct {\n\te {N}\n\tq [2]{T}\n}",
	"type $S struct {\n\tk  {N}\n\tin struct {\n\t\tx {T}\n\t\ta [3]{N}\n\t}\n\ts []{T}\n\tm map[{K}]{N}\n\t*$E\n}",
	"type $C struct {\n\ta {N}\n\tb string\n\tc [2]{K}\n}",
	"var $k1, $k2, $z {K} = {k}, {k}, {k}",
	"var $c, $i int",
	"var $x {N} = 3",
	"var $y {T} = {t}",
	"func $new(n {N}) $S {\n\treturn $S{k: n, s: []{T}{ {t}, $y, $y }, m: LibMapOf($k1, n, $k2, 2), $E: &$E{e: n}}\n}",
	"var $s, $r = $new(1), $new(2)",
	"var $l = []$S{$new(3), $new(4)}",
	"var $a [2]$E",
	"var $ps = []*$S{&$s, &$r}",
	"var $mn, $mt, $ml, $mb = map[{K}]{N}{}, map[{K}]{T}{}, map[{K}][]$C{}, map[{K}]bool{}",
	"var $ns, $ts, $ss, $as, $is, $ls = []{N}{1, 2}, []{T}{$y, $y}, []string{\"\", \"a\"}, make([][2]{N}, 2), make([]any, 2), [2][]{N}{}",
	"var $fs []func({N}) {N}",
	"var $b bool",
	"var $non chan {N}",
	"var $not chan {T}",
	"func $note(s string) {\n\tLibTick()\n\t$c++\n\tfmt.Fprint(out, s, $c, \" \")\n\t<change>\n}",
	"func (p *$S) self() *$S { $note(\"self\"); return p }",
	"func (p *$S) add(x {N}, ys ...{N}) {N} {\n\t$note(\"add\")\n\t<change>\n\treturn p.k + x + {N}(len(ys))\n}",
	"func (p *$S) take(x {N}, y {T}) {N} { $note(\"take\"); fmt.Fprint(out, y, \" \"); return p.k + x }",
	"func (v $S) got() {N} { $note(\"got\"); return v.k }",
	"func (v $S) clone() $S {\n\t$note(\"clone\")\n\te := *v.$E\n\tv.s, v.m, v.$E = slices.Clone(v.s), maps.Clone(v.m), &e\n\treturn v\n}",
	"func (v $S) String() string { return fmt.Sprint(v.k, v.in, v.s, v.m, *v.$E) }",
	"type $I interface {\n\tself() *$S\n\tadd(x {N}, ys ...{N}) {N}\n\tgot() {N}\n}",
	"func $get() *$S { $note(\"get\"); <change>; return &$s }",
	"func $alt() *$S {\n\t$note(\"alt\")\n\tif $c&1 == 0 {\n\t\treturn &$r\n\t}\n\treturn &$s\n}",
	"func $if() $I { $note(\"if\"); return &$s }",
	"func $cs() chan *$S { $note(\"cs\"); c := make(chan *$S, 1); c <- &$r; return c }",
	"func $mp() map[{K}]*$S { $note(\"mp\"); m := map[{K}]*$S{$k1: &$r}; m[$k2], m[$z] = &$s, &$s; return m }",
	"var $fl = func() *$S { $note(\"fl\"); <change>; return &$s }",
	"func $at() int { $note(\"at\"); <change>; return $c & 1 }",
	"func $key() {K} {\n\t$note(\"key\")\n\t<change>\n\tif $c&1 == 0 {\n\t\treturn $k2\n\t}\n\treturn $k1\n}",
	"func $n() {N} { $note(\"n\"); <change>; return {N}($c) }",
	"func $t() {T} {\n\t$note(\"t\")\n\t<change>\n\tif $c&1 == 0 {\n\t\treturn {t}\n\t}\n\treturn {t}\n}",
	"func $val() $S { $note(\"val\"); <change>; return $new({N}($c)) }",
	"func $cmp() $C { $note(\"cmp\"); return $C{ {N}($c & 2), \"c\", [2]{K}{$k1, $z} } }",
	"func $two() ({N}, {T}) { $note(\"two\"); <change>; return {N}($c), $y }",
	"func $sv() ($S, {N}) { $note(\"sv\"); return $new(9), {N}($c) }",
	"func $list() []{N} { $note(\"list\"); <change>; return $ns }",
	"func $tl() []{T} { $note(\"tl\"); return $ts }",
	"func $sl() []$S { $note(\"sl\"); return $l }",
	"func $map() map[{K}]{N} { $note(\"map\"); return $mn }",
	"func $ff() func() *$S { $note(\"ff\"); return func() *$S { $note(\"in\"); <change>; return &$s } }",
	"func $msl() map[{K}][]{N} { $note(\"msl\"); <change>; m := map[{K}][]{N}{$k1: $ns}; m[$k2], m[$z] = $ns, $ns; return m }",
	"var $mc, $mar = map[{K}]$C{}, map[{K}][2]{N}{}",
	"type $O struct {\n\t*$S\n\t$I\n\tv {N}\n\tnext *$O\n}",
	"var $o = $O{$S: &$s, $I: &$r, next: &$O{$S: &$r, $I: &$s}}",
	"func $out() *$O { $note(\"out\"); <change>; return &$o }",
	"func $pr(x {N}, err error) ({N}, error) { $note(\"pr\"); return x, err }",
	"func $err() error { $note(\"err\"); return fmt.Errorf(\"error %d\", $c) }",
	"func $np() *$S { $note(\"np\"); return nil }",
	"func $nm() map[{K}]{N} { $note(\"nm\"); return nil }",
	"func $num() *{N} {\n\t$note(\"num\")\n\tif $c&1 == 0 {\n\t\treturn &$x\n\t}\n\treturn &$s.k\n}",
	"func $pt() *{T} { $note(\"pt\"); <change>; return &$s.in.x }",
	"func $pa() *[3]{N} { $note(\"pa\"); return &$s.in.a }",
	"func $arr() [3]{N} { $note(\"arr\"); <change>; return $r.in.a }",
	"func $any() any {\n\t$note(\"any\")\n\tswitch $c % 3 {\n\tcase 0:\n\t\treturn {N}($c)\n\tcase 1:\n\t\treturn $C{b: \"any\"}\n\t}\n\treturn \"any\"\n}",
	"func $cn() chan {N} { $note(\"cn\"); c := make(chan {N}, 2); c <- {N}($c); return c }",
	"func $ct() chan {T} { $note(\"ct\"); c := make(chan {T}, 2); c <- $y; return c }",
	"func $fn() func({N}) {N} { $note(\"fn\"); return func(x {N}) {N} { $note(\"called\"); <change>; return x + 1 } }",
	"func $str() string { $note(\"str\"); <change>; return fmt.Sprint($c) }",
	"func $flag() bool { $note(\"flag\"); <change>; return $c&1 == 0 }",
	`func $show() {
	fmt.Fprintln(out, $c, $x, $y, $s, $r, $l, $a, $mn, $mt)
	fmt.Fprintln(out, $ml, $mb, $ns, $ts, $ss, $as, len($is), $ls, len($fs), $b, $mc, $mar, $o.v, $o.next.v)
	$l, $ns, $ts, $ss, $as, $is, $ls, $fs = $l[:2:2], $ns[:2:2], $ts[:2:2], $ss[:2:2], $as[:2:2], $is[:2:2], [2][]{N}{}, nil
	clear($ml)
}`,
}
