package randprog

// stageRules are what statements of a stage expand to. Slices that two places
// could share are clipped before they grow: whether they then share is not said.
// No value that is assigned to one of several places panics by itself: compiled
// code may have made the map's element by then, which the language rules out.
var stageRules = map[string][]string{
	"change": {
		`_ = $c`, `!$x++`, `!$i = 1 - $i`, `!$s.k += 3`, `!$s.in.a[$i]++`, `!$y = {t}`, `!$z = $k1`, `!$z = $k2`, `!$mn[$z]++`,
		`!$l[0].k++`, `!$a[$i].e++`, `!$ns[$i]--`, `!$ps[$i] = &$r`, `!$s.$E = &$E{e: $x}`, `!$b = !$b`, `!$ss[$i] = "changed"`,
	},

	// places and what leads to them
	"ptr": {
		`$get()`, `$alt()`, `$fl()`, `(<-$cs())`, `LibTrace("p", &$s)`, `$ps[<idx>]`, `$mp()[<key>]`, `<ptr>.self()`, `(*$S).self(<ptr>)`,
		`any(<ptr>).(*$S)`, `func() *$S { $note("f"); return <ptr> }()`, `(&$l[<idx>])`, `LibId(<ptr>)`, `([]*$S{<ptr>, <ptr>}[<idx>])`,
		`LibPick(<bool>, <ptr>, <ptr>)`, `$if().self()`, `$I(<ptr>).self()`, `(*LibRef(<ptr>))`, `(<ptr>.self)()`, `$ff()()`,
		`$out().$S`, `$out().next.$S`, `$o.next.$S`, `$out().$I.self()`, `<ptr>.self().self()`, `(*[2]*$S)($ps)[<idx>]`,
	},
	"base": {`<ptr>`, `<ptr>`, `(*<ptr>)`, `$l[<idx>]`, `$sl()[<idx>]`, `$s`, `$r`},
	"idx":  {`$at()`, `LibTrace("i", 1)`, `$i`, `0`, `(<idx>^1)`, `(($at()+<idx>)&1)`, `(len(<str>)&1)`},
	"key":  {`$key()`, `LibTrace("k", $k1)`, `$k2`, `$z`, `LibPick(<bool>, <key>, <key>)`},
	"nplace": {
		`$x`, `(*$num())`, `$mn[$key()]`, `$get().k`, `$get().in.a[$at()]`, `<base>.k`, `<base>.in.a[<idx>]`, `<base>.e`, `<base>.$E.e`, `<base>.m[<key>]`,
		`$mn[<key>]`, `$map()[<key>]`, `$pa()[<idx>]`, `(*$pa())[<idx>]`, `$list()[<idx>]`, `$ns[<idx>]`, `$a[<idx>].e`,
		`(*[2]{N})($list())[<idx>]`, `$msl()[<key>][<idx>]`, `$out().v`, `$out().k`, `$out().next.in.a[<idx>]`, `$out().$S.e`, `$o.$S.$E.e`, `(*$out()).next.v`,
		`(&<ptr>.in).a[<idx>]`, `(*(&<base>.in.a))[<idx>]`,
	},
	"tplace": {
		`$y`, `(*$pt())`, `$get().in.x`, `<base>.in.x`, `<base>.s[<idx>]`, `<base>.q[<idx>]`, `<base>.$E.q[<idx>]`, `$mt[<key>]`, `$tl()[<idx>]`,
		`$ts[<idx>]`, `$a[<idx>].q[<idx>]`,
	},
	// places that panic
	"bad": {
		`$np().k`, `$np().in.a[<idx>]`, `(*$np()).k`, `$np().e`, `$nm()[<key>]`, `$list()[<idx>+7]`, `(*(*{N})(nil))`, `$S{}.e`, `$np().m[<key>]`, `$msl()[<key>][<idx>+9]`,
		`$pa()[$at()+3]`, `$ns[$at()-2]`, `$out().next.next.v`, `(*$np().$E).e`, `$l[<idx>+5].k`, `$get().in.a[$at()+3]`,
	},
	"splace": {`$s`, `(*$get())`, `(*<ptr>)`, `$l[<idx>]`, `$sl()[<idx>]`},
	"bplace": {`$b`, `$mb[$key()]`, `$mb[<key>]`},

	// values
	"int": {
		`$n()`, `<nplace>`, `<nplace>`, `LibId({N}(3))`, `(<int> <op> <int>)`, `(-LibId(<int>))`, `(<int> >> uint(<idx>))`, `{N}(len(<str>))`, `min(<int>, <int>, 5)`, `max(<int>, 7)`,
		`$arr()[<idx>]`, `$val().k`, `$val().got()`, `<base>.got()`, `<ptr>.add(<int>)`, `<ptr>.add(<int>, <int>, <int>)`, `<ptr>.add(<int>, $list()...)`,
		`<ptr>.take($two())`, `<ptr>.take(<int>, <val>)`, `$S.got(<struct>)`, `(*$S).add(<ptr>, <int>)`, `$fn()(<int>)`, `(<-$cn())`, `<cmp>.a`,
		`[]{N}{<int>, <int>}[<idx>]`, `[...]{N}{<int>, <int>}[<idx>]`, `map[{K}]{N}{<key>: <int>}[<key>]`, `func() {N} { return <int> }()`,
		`func(x, y {N}) {N} { return x - y }(<int>, <int>)`, `(*new(<int>))`, `$new(<int>).k`, `LibTrace("n", <int>)`, `append([]{N}(nil), <int>, <int>)[<idx>]`,
		`append($list(), <int>)[<idx>]`, `LibSum($list()...)`, `{N}(len(append($list(), <int>, <int>)))`, `{N}(copy($list(), $list()))`, `{N}(cap(make([]{N}, <idx>, 2+<idx>)))`,
		`LibAt(append($sl(), <struct>), 2).k`, `(<struct>).k`, `$S{k: <int>, s: append($tl(), <val>)}.k`, `struct{ a, b {N} }{b: <int>, a: <int>}.b`,
		`{N}(len(map[$C]{N}{<cmp>: <int>, <cmp>: <int>}))`, `{N}(len([]byte(<str>)))`, `$I(<ptr>).add(<int>)`, `$if().got()`, `{N}(min(<str>+"0", <str>+"0")[0])`, `[2]{N}([]{N}{<int>, <int>})[<idx>]`,
		`LibDeref($num())`, `$mc[<key>].a`, `$mar[<key>][<idx>]`, `$msl()[<key>][<idx>]`, `$out().$S.got()`, `$out().next.$I.add(<int>)`, `{N}(len($msl()))`, `{N}(cap($cn()))`, `(*$out()).v`, `(&$E{e: <int>}).e`, `$list()[<idx>:][0]`, `{N}(real(complex(float64(<idx>), LibTrace("z", 1.0))))`,
	},
	"op": {"+", "-", "*", "&", "|", "^", "&^"},
	"val": {
		`$t()`, `<tplace>`, `{t}`, `LibPick(<bool>, <val>, <val>)`, `append($tl(), <val>)[<idx>]`, `[]{T}{<val>, <val>}[<idx>]`, `(<-$ct())`, `func() {T} { return <val> }()`,
		`map[string]{T}{<str>: <val>}[<str>]`, `LibTrace("t", <val>)`, `LibPairOf(<str>, <val>).Val`, `LibDeref(<base>.self()).in.x`, `<struct>.in.x`, `$E{<int>, [2]{T}{<val>, <val>}}.q[<idx>]`,
		`(*new(<val>))`,
	},
	"struct": {
		`$val()`, `$new(<int>)`, `<base>.clone()`, `$S.clone(<struct>)`, `LibTrace("s", <struct>)`, `append($l, <struct>)[2]`, `[]$S{<struct>, 2: <struct>}[2]`, `(*LibRef(<struct>))`,
		`func() $S { return <struct> }()`, `any(<struct>).($S)`,
	},
	"cmp": {`$cmp()`, `$C{<int>, <str>, [2]{K}{<key>, <key>} }`, `$C{b: <str>, a: <int>}`, `append($ml[<key>], <cmp>)[0]`},
	"str": {
		`$str()`, `LibCut($ss[<idx>])`, `"s"`, `LibCut(<str> + <str>)`, `string([]byte(<str>))`, `strings.ToUpper(<str>)`, `fmt.Sprint(<idx>, <bool>)`, `LibTrace("x", <str>)`,
		`min(<str>, <str>)`, `<str>[:min(<idx>, len(<str>)&0)]`, `string(append([]byte(nil), <str>...))`,
	},
	"bool": {
		`$flag()`, `<bplace>`, `(<int> < <int>)`, `(<cmp> == <cmp>)`, `(<cmp> != <cmp>)`, `(<str> < <str>)`, `(<ptr> == <ptr>)`, `($arr() == [3]{N}{<int>, <int>})`, `(*$pa() == $arr())`,
		`(<bool> && <bool>)`, `(<bool> || <bool>)`, `!<bool>`, `($any() == any(<int>))`, `(<any> != $any())`, `([2]{K}{<key>, <key>} == [2]{K}{<key>, <key>})`,
		`(struct{ a any; b {N} }{$any(), <int>} == struct{ a any; b {N} }{<int>, <int>})`, `($if() == $I(<ptr>))`,
	},
	"any":  {`$any()`, `any(<int>)`, `any(<str>)`, `any(<cmp>)`, `any(<ptr>.got())`, `any(<bool>)`, `[]any{<any>, <int>, <cmp>}[<idx>]`, `LibTrace("y", any(<int>))`},
	"func": {`$fn()`, `func(x {N}) {N} { $note("lit"); return x * <int> }`, `LibTrace("f", $fn())`, `[]func({N}) {N}{$fn(), $fn()}[<idx>]`},
	"show": {`<int>`, `<val>`, `<str>`, `<bool>`, `<any>`, `<struct>`, `<cmp>`, `append($sl(), <struct>)`, `append($tl(), <val>, <val>)`, `[2]{N}{<int>, <int>}`, `[]$C{<cmp>, 2: <cmp>}`, `[][]{N}{ {<int>}, append($list(), <int>)}`, `len($arr())`, `(*<ptr>)`, `map[string][]{N}{<str>: append($list(), <int>)}`, `[]*$E{ {e: <int>}, {<int>, [2]{T}{<val>} } }[<idx>].e`, `[1]$E{ {<int>, [...]{T}{<val>, <val>} } }`},

	"sh":    {`<<=`, `>>=`},
	"opset": {`+=`, `-=`, `*=`, `&=`, `|=`, `^=`, `&^=`},
	"stmt":  stageStmts,
}

var stageStmts = []string{
	// to one place
	`<nplace> = <int>`,
	`<nplace> = <int>`,
	`<tplace> = <val>`,
	`<splace> = <struct>`,
	`<base>.in.a = $arr()`,
	`<base>.$E = &$E{<int>, [2]{T}{1: <val>}}`,
	`<base>.in = struct { x {T}; a [3]{N} }{<val>, $arr()}`,
	`<bplace> = <bool>`,
	`$is[<idx>] = <any>`,
	`$ss[<idx>] = <str>`,
	`$as[<idx>] = [2]{N}{<int>, <int>}`,
	`$a[<idx>] = $E{e: <int>}`,
	`<nplace> <opset> <int>`,
	`<nplace> <opset> <int>`,
	`<nplace> <sh> uint(<idx>)`,
	`<nplace>++`,
	`<nplace>--`,
	`$ss[<idx>] += <str>`,
	`$mc[<key>] = <cmp>`,
	`$mar[<key>] = [2]{N}{<int>, <int>}`,
	`$out().$S, $ps[<idx>] = <ptr>, <ptr>`,
	`*$out() = $O{<ptr>, $if(), <int>, &$O{$S: <ptr>, $I: $if(), v: <int>}}`,
	`$out().next = &$O{$S: <ptr>, $I: $I(<ptr>)}`,

	// to several
	`<nplace>, <nplace> = <int>, <int>`,
	`<nplace>, <nplace>, <tplace> = <int>, <int>, <val>`,
	`<bplace>, <nplace> = <bool>, <int>`,
	`<tplace>, <splace>, <nplace> = <val>, <struct>, <int>`,
	`$b, $get().k = true, {N}($c)`,
	`<nplace>, <tplace> = $two()`,
	`<splace>, <nplace> = $sv()`,
	`_, <tplace> = $two()`,
	`<nplace>, <bplace> = <-$cn()`,
	`<nplace>, $b = $map()[<key>]`,
	`<tplace>, <bplace> = $mt[<key>]`,
	`<nplace>, <bplace> = (<any>).({N})`,
	`_, <bplace> = $any().($C)`,
	`for _, <tplace> = range ([]{T}{<val>, <val>}) {
	$note("in")
}`,
	`for _, <nplace> = range $list() {
	$note("in")
}`,
	`for _, <nplace> = range $arr() {
	$note("in")
	<nplace> = <int>
}`,
	`for _, <tplace> = range append($tl(), <val>) {
	$note("in")
}`,
	`for <nplace> = range (<int> & 3) {
	$note("in")
}`,
	`var i@ int
for i@, <tplace> = range append($tl(), <val>) {
	$note("in")
}
fmt.Fprintln(out, i@)`,
	`for <nplace>, <tplace> = range func(yield func({N}, {T}) bool) { _ = yield(<int>, <val>) && yield($two()) } {
	$note("in")
}`,
	`for _, <splace> = range ([]$S{<struct>, <struct>}) {
	$note("in")
}`,
	`select {
case <nplace>, <bplace> = <-$cn():
	$note("received")
case <tplace> = <-$not:
}`,
	`select {
case $cn() <- <int>:
	$note("sent")
}`,
	`select {
case <nplace> = <-$non:
case $not <- <val>:
default:
	$note("default")
}`,

	// to places that panic
	`LibCaught(func() { <bad> = <int> })`,
	`LibCaught(func() { <bad> = <int> })`,
	`LibCaught(func() { <bad> <opset> <int> })`,
	`LibCaught(func() { <bad>++ })`,
	`LibCaught(func() { <nplace>, <bad> = <int>, <int> })`,
	`LibCaught(func() { <bad>, <nplace> = <int>, <int> })`,
	`LibCaught(func() { <bad>, <tplace> = $two() })`,
	`LibCaught(func() { <bad>, <bplace> = <-$cn() })`,
	`LibCaught(func() { <bad>, <bplace> = $map()[<key>] })`,
	`LibCaught(func() { *$np() = <struct> })`,
	`LibCaught(func() {
	for _, <bad> = range $list() {
		$note("in")
	}
})`,
	`LibCaught(func() { $is[<idx>], <nplace> = $any().($E), <int> })`,
	`LibCaught(func() { fmt.Fprintln(out, <int>, <bad>, <int>) })`,
	`LibCaught(func() { <nplace> = <bad> })`,
	`LibCaught(func() { <nplace> = <int> + <bad> })`,
	`LibCaught(func() { $l = append($l, *$np(), <struct>) })`,

	// append, copy and their like
	`$l = append($l, <struct>)`,
	`$l = append($l, $val())`,
	`$l = append($l, <struct>, <struct>)`,
	`$l = append($l[:2], $sl()...)`,
	`$ss = append($ss, <str>)`,
	`$ns = append($ns, <int>)`,
	`$ts = append($ts, <val>)`,
	`$ts = append($ts, <val>, <val>)`,
	`$as = append($as, [2]{N}{<int>, <int>})`,
	`$as = append($as, [2]{N}([]{N}{<int>, <int>}), $as[<idx>])`,
	`$is = append($is, <any>)`,
	`$is = append($is, <int>, <str>, <cmp>)`,
	`$fs = append($fs, <func>)
for _, f := range $fs {
	fmt.Fprint(out, f(<int>), " ")
}`,
	`$ml[$k1] = append($ml[$k1], <cmp>)`,
	`$ml[<key>] = append(LibClip($ml[<key>]), <cmp>, <cmp>)`,
	`$ls[<idx>] = append(LibClip($ls[<idx>]), <int>)`,
	`$ls[$i] = append($ls[$i], <int>, <int>)`,
	`$s.s = append($s.s, <val>)`,
	`$get().s = append($get().s, <val>)`,
	`<base>.s = append(LibClip(<base>.s), <val>)`,
	`<base>.s = append([]{T}{<val>}, $tl()...)`,
	`$ts, <nplace> = append($ts, <val>), <int>`,
	`copy(<base>.s, $tl())`,
	`<nplace> = {N}(copy($list()[<idx>:], append($list(), <int>)))`,
	`delete($mn, <key>)`,
	`delete($map(), <key>)`,
	`delete(<base>.m, <key>)`,
	`clear($list()[:<idx>])`,
	`clear(<base>.m)`,

	// values
	`fmt.Fprintln(out, <show>)`,
	`fmt.Fprintln(out, <show>, <show>)`,
	`fmt.Fprintln(out, <show>, <show>, <show>)`,
	`fmt.Fprintln(out, <int>, <val>, $c)`,
	`v@, w@ := <int>, <val>
fmt.Fprintln(out, v@, w@)`,
	`var v@ any = <show>
fmt.Fprintln(out, v@)`,
	`var v@, w@ = <struct>, append($sl(), <struct>)
fmt.Fprintln(out, v@, w@)`,
	`_ = <show>`,
	`if (<bool>) {
	$note("then")
} else if x := (<int>); x > (<int>) {
	$note("else")
}`,
	`if x, ok := $any().({N}); ok || (<bool>) {
	fmt.Fprintln(out, x, <int>)
}`,
	`switch (<int>) {
case <int>, <int>:
	$note("one")
case <int>:
	$note("two")
default:
	$note("none")
}`,
	`switch (<cmp>) {
case <cmp>:
	$note("same")
}`,
	`switch x := (<any>).(type) {
case {N}:
	fmt.Fprintln(out, "number", x)
case string, $C:
	fmt.Fprintln(out, "other", x)
}`,
	`switch v := $I(<ptr>); v.self() {
case <ptr>:
	$note("same")
case (&$r):
	<nplace> = v.add(<int>)
}`,
	`for x@ := (<int> & 3); x@ < (<int>&7); x@ += (max(<int>, 1)&3 | 1) {
	$note("for")
}`,

	// functions
	`v@, err@ := $pr(<int>, $err())
fmt.Fprintln(out, v@, err@, <str>)
if v@, err@ = $pr(v@, nil); err@ == nil && (<bool>) {
	<stmt>
}`,
	localStage, localStage, localStage, localStage, paramStage, paramStage, paramStage,
	`v@, w@, x@ := func() ({N}, $S, []{T}) { return <int>, <struct>, append($tl(), <val>) }()
fmt.Fprintln(out, v@, w@, x@)`,
	`v@, w@ := func() (v {N}, w {T}) {
	defer func() { v += <int> }()
	defer <ptr>.add(<int>, v)
	v, w = $two()
	return <int>, <val>
}()
fmt.Fprintln(out, v@, w@)`,
	`func() {
	defer fmt.Fprintln(out, <show>, <show>)
	defer $fn()(<int>)
	defer <ptr>.self().take($two())
	defer (*$S).add(<ptr>, <int>, <int>)
	<nplace> = <int>
}()`,
	`{
	done := make(chan bool)
	go func(p *$S, x $S, ys ...{N}) {
		defer close(done)
		p.k, p.in.a[1] = x.k, ys[0]
	}(<ptr>, <struct>, <int>, <int>)
	<-done
}`,
	`{
	c := make(chan {N}, 3)
	go func(x {N}, y *$S) { c <- x + y.k }(<int>, <ptr>)
	v := <-c
	<nplace> = v
}`,
	`{
	f, h, m := <ptr>.self, (*$S).add, <struct>.got
	f().k = h(<ptr>, <int>) + m()
	f().in.a[<idx>], <tplace> = m(), <val>
}`,
	`{
	f := <base>.got
	<nplace> = <int>
	fmt.Fprintln(out, f(), <int>)
}`,
	`func(x {N}, y {T}) { fmt.Fprintln(out, x, y, <show>) }($two())`,
	`func(xs ...any) { fmt.Fprintln(out, xs...) }(<show>, <show>)`,
	`func(x $S, y [3]{N}, p *$S, zs ...{N}) {
	p.k = x.k
	fmt.Fprintln(out, x, y, zs)
}(<struct>, $arr(), <ptr>, <int>, <int>)`,
	`fmt.Fprintln(out, <ptr>.add(<int>), <ptr>.take($two()), $I(<ptr>).got())`,
}

// localStage has variables and closures instead of some of the package's.
const localStage = `func() {
	$x, $y, $z, $i, $b, $a, $s := $x, $y, $z, $i, $b, $a, $s.clone()
	$l, $ns, $ts, $ss := slices.Clone($l), slices.Clone($ns), slices.Clone($ts), slices.Clone($ss)
	_, _, _, _, _, _, _, _, _, _ = $x, $y, $z, $i, $b, $a, $ns, $ts, $ss, $l
	$get := func() *$S { $note("get"); <change>; return &$s }
	$at := func() int { $note("at"); <change>; return $c & 1 }
	$n := func() {N} { $note("n"); <change>; return {N}($c) }
	$t := func() {T} { $note("t"); <change>; return $y }
	$key := func() {K} { $note("key"); <change>; return $z }
	$val := func() $S { $note("val"); <change>; return $s.clone() }
	_, _, _, _, _, _ = $get, $at, $n, $t, $key, $val
	<stmt>
	<stmt>
	fmt.Fprintln(out, $x, $y, $i, $b, $a, $s, $l, $ns, $ts, $ss)
}()`

// paramStage has parameters and results instead of them.
const paramStage = `func() {
	f := func($x, $n0 {N}, $s $S, $l []$S) ($y {T}, $b bool, $a [2]$E) {
		defer func() { fmt.Fprintln(out, $x, $n0, $s, $l, $y, $b, $a) }()
		<stmt>
		<stmt>
		$x += $n0
		return <val>, <bool>, $a
	}
	fmt.Fprintln(out)
	_, $b, $a = f(<int>, <int>, <struct>, append($sl()[:2:2], <struct>))
}()`
