package randprog

import (
	"fmt"
	"strings"
)

// pattern is one of the statements below, its holes filled: names in braces
// are types and expressions, a number sign before a name makes it new.
func (g *gen) pattern() string {
	g.calls, g.risks = false, 0
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
			g.calls, g.risks = false, 0
		default:
			b.WriteString("{" + string(hole) + "}")
		}
	}
	b.WriteString(p)
	return strings.ReplaceAll(b.String(), "@", serial)
}

var patterns = []string{
	// goroutines and channels
	`{
	res@ := make([]{N}, 4)
	var wg@ sync.WaitGroup
	x@ := {n}
	for i := range res@ {
		wg@.Add(1)
		go func() {
			defer wg@.Done()
			res@[i] = {N}(i)*3 + x@
		}()
	}
	wg@.Wait()
	fmt.Fprintln(out, "@go", res@)
}`,
	`{
	res@ := make([]{T}, 3)
	var wg@ sync.WaitGroup
	for i, x := range []{T}{ {t}, {t}, {t} } {
		wg@.Go(func() { res@[i] = x })
	}
	wg@.Wait()
	fmt.Fprintln(out, "@wg", res@)
}`,
	`{
	ch@ := make(chan {T}, {m})
	go func(xs ...{T}) {
		defer close(ch@)
		for _, x := range xs {
			ch@ <- x
		}
	}({t}, {t}, {t})
	for x := range ch@ {
		fmt.Fprintf(out, "@ch %v;", x)
	}
	x@, ok@ := <-ch@
	fmt.Fprintln(out, x@, ok@, <-ch@, len(ch@), cap(ch@))
}`,
	`{
	a@, b@ := make(chan {T}, 2), make(chan {N}, 1)
	for i := range 5 {
		var none chan int
		select {
		case a@ <- {t}:
			fmt.Fprintln(out, "@sent", i, len(a@))
		case v, ok := <-b@:
			fmt.Fprintln(out, "@received", v, ok)
			break
		case <-none:
			fmt.Fprintln(out, "@never")
		default:
			fmt.Fprintln(out, "@full", i)
			if i == 3 {
				close(b@)
			}
			if i == 2 {
				v, ok := <-a@
				fmt.Fprintln(out, v, ok)
			}
		}
	}
}`,
	`{
	var mu@ sync.Mutex
	m@ := map[{N}]{B}{}
	done@ := make(chan struct{})
	for i := range 3 {
		go func(k {N}, v {B}) {
			mu@.Lock()
			defer mu@.Unlock()
			m@[k] = v
			done@ <- struct{}{}
		}({N}(i), {b})
	}
	for range 3 {
		<-done@
	}
	fmt.Fprintln(out, "@mu", len(m@))
}`,
	// panics, defers
	`func() {
	defer func() { fmt.Fprintln(out, "@outer", recover()) }()
	defer func() {
		r := recover()
		fmt.Fprintln(out, "@inner", r)
		panic(fmt.Sprint("again ", r))
	}()
	{s}
	panic({b})
}()`,
	`{
x@, err@ := func() (r@ {T}, err error) {
	defer func() {
		if e := recover(); e != nil {
			r@, err = {t}, fmt.Errorf("wrapped: %v", e)
		}
	}()
	r@ = {t}
	{s}
	if {m} == 2 {
		panic("two")
	}
	return {t}, nil
}()
fmt.Fprintln(out, "@named", x@, err@)
}`,
	`func() {
	for i := range 3 {
		defer fmt.Fprintln(out, "@deferred", i, {b})
		defer func() { fmt.Fprintln(out, "@closure", i) }()
	}
	{s}
}()`,
	`func() {
	defer func() { fmt.Fprintln(out, "@1", recover()) }()
	func() {
		defer func() {
			defer func() { fmt.Fprintln(out, "@2", recover()) }()
			panic("in defer")
		}()
		panic("first")
	}()
}()`,
	`for i := range 4 {
	f := func(n int) ({T}, {B}) {
		defer func() { recover() }()
		if n%2 == 1 {
			panic(n)
		}
		return {t}, {b}
	}
	x, y := f(i)
	fmt.Fprintln(out, "@zero", x, y)
}`,
	// closures
	`{
	next@ := func() func() {N} {
		n := {n}
		return func() {N} { n++; return n }
	}()
	next@()
	fmt.Fprintln(out, "@next", next@(), next@())
}`,
	`{
	var fs@ []func() {N}
	for i := {N}(0); i < 3; i++ {
		fs@ = append(fs@, func() {N} { i += 2; return i })
	}
	for _, f := range fs@ {
		fmt.Fprint(out, "@fs ", f(), f(), " ")
	}
}`,
	`{
	var even@, odd@ func(int) bool
	even@ = func(n int) bool { return n == 0 || odd@(n-1) }
	odd@ = func(n int) bool { return n != 0 && even@(n-1) }
	fmt.Fprintln(out, "@even", even@({m}), odd@({m}))
}`,
	`{
	x@ := {t}
	old@ := x@
	f@ := func() {T} { return x@ }
	x@ = {t}
	fmt.Fprintf(out, "@cap %v %v\n", f@(), old@)
}`,
	// iterators
	`for i, x := range (LibStack[{T}]{items: []{T}{ {t}, {t}, {t} } }).All() {
	if i == {m} {
		break
	}
	fmt.Fprintln(out, "@all", i, x)
}`,
	`fmt.Fprintln(out, "@found", func() {N} {
	for x := range LibIota[{N}](9) {
		for y := range LibIota({N}(3)) {
			if x*y > {m}+2 {
				return x*10 + y
			}
			if y > x {
				break
			}
		}
	}
	return 99
}())`,
	`{
	var l@ *LibList[{T}]
	l@ = l@.Add({t}).Add({t})
	for x := range l@.Each {
		fmt.Fprintf(out, "@list %v;", x)
	}
	fmt.Fprintln(out, l@.Len())
}`,
	`{
	var t@ *LibTree[{N}, {T}]
	for _, k := range []{N}{5, 2, 8, {N}({n}), 2} {
		t@ = t@.Put(k, {t})
	}
	n := 0
	t@.Walk(func(k {N}, v {T}) { n++; fmt.Fprintf(out, "@tree %v=%v;", k, v) })
	fmt.Fprintln(out, n)
}`,
	`func() {
	defer func() { fmt.Fprintln(out, "@iter", recover()) }()
	for x := range LibIota(4) {
		defer fmt.Fprintln(out, "@iter deferred", x)
		if x == 2 {
			panic("two")
		}
	}
}()`,
	`{
	next@, stop@ := iter.Pull2((LibStack[{T}]{items: []{T}{ {t}, {t} } }).All())
	i, x, ok := next@()
	fmt.Fprintln(out, "@pull", i, x, ok)
	stop@()
	i, x, ok = next@()
	fmt.Fprintln(out, "@pull", i, x, ok)
}`,
	// slices, maps, strings
	`{
	s@ := make([]{N}, 2, 5)
	a@ := s@[:1:3]
	b@ := append(a@, {n})
	c@ := append(b@, {n})
	d@ := append(c@, {n})
	d@[0]++
	fmt.Fprintln(out, "@alias", s@, a@, b@, c@, d@, len(a@), cap(a@), cap(s@[1:]), s@[:4])
	copy(s@[1:], s@)
	copy(s@, s@[1:])
	fmt.Fprintln(out, s@, append([]{N}(nil), s@...) == nil, []{N}{} == nil)
}`,
	`{
	m@ := map[{K}]{T}{}
	m@[{k}] = {t}
	m@[{k}] = {t}
	k@ := {k}
	v@, ok@ := m@[k@]
	fmt.Fprintln(out, "@map", m@, len(m@), v@, ok@)
	for k := range m@ {
		delete(m@, k)
	}
	_, ok@ = m@[k@]
	fmt.Fprintln(out, m@, ok@)
}`,
	`{
	a@ := [2]{T}{ {t}, {t} }
	b@ := a@
	p@ := &a@
	p@[1] = {t}
	for i, x := range a@ {
		a@[1] = b@[0]
		fmt.Fprintln(out, "@arr", i, x)
	}
	c@ := [...]{T}{1: {t}}
	fmt.Fprintf(out, "@arr %v %v %v %v\n", a@, b@, *p@, c@)
	s := p@[:1]
	s[0] = {t}
	fmt.Fprintln(out, a@, len(p@), [1]{T}(s))
}`,
	`for i, r := range "a\xffé世\U0001F600" + {x} {
	fmt.Fprintf(out, "@runes %d %q %d;", i, r, r)
}`,
	`{
	s@ := []{N}{ {n}, {n}, {n}, {n} }
	sort.Slice(s@, func(i, j int) bool { return s@[i] < s@[j] })
	t@ := slices.Clone(s@)
	slices.SortFunc(t@, func(a, b {N}) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	fmt.Fprintln(out, "@sorted", s@, t@, slices.Max(s@), slices.Index(s@, t@[0]), slices.Contains(t@, {n}))
}`,
	`fmt.Fprintln(out, "@strings", strings.Map(func(r rune) rune {
	if r == 'o' {
		return -1
	}
	return r + {m}
}, LibCut({x})), strings.FieldsFunc("a1b22c", func(r rune) bool { return r >= '0' && r <= '9' }), strings.Repeat("ab", {m}))`,
	`fmt.Fprintln(out, "@mapped", LibMapped([]{N}{ {n}, {n} }, func(x {N}) {B} { _ = x; return {b} }), LibFold([]{N}{1, 2, {n}}, "", func(a string, x {N}) string { return a + fmt.Sprint(x) }), LibSum({N}(1), {n}))`,
	// structs, methods, interfaces
	`{
	p@ := LibPairOf({K}({k}), {t})
	get@ := p@.Get
	set@ := p@.Set
	with@ := LibPair[{K}, {T}].With
	put@ := (*LibPair[{K}, {T}]).Set
	set@({k}, {t})
	k, v := get@()
	fmt.Fprintf(out, "@pair %v %v %v %+v %T\n", k, v, with@(p@, {t}), p@, p@)
	put@(&p@, {k}, {t})
	fmt.Fprintf(out, "@pair %v %#v\n", p@, get@ == nil)
}`,
	`{
	var s@ LibStack[{T}]
	s@.Push({t}, {t})
	t@ := s@
	x, ok := s@.Pop()
	fmt.Fprintln(out, "@stack", x, ok, len(s@.items), len(t@.items))
	s@.Pop()
	x, ok = s@.Pop()
	fmt.Fprintln(out, "@stack", x, ok)
}`,
	`{
	e@ := &LibError[{T}]{what: {t}}
	w@ := fmt.Errorf("wrap %w", &LibError[{N}]{ {n}, e@})
	var x *LibError[{T}]
	fmt.Fprintln(out, "@err", w@, errors.Is(w@, e@), errors.As(w@, &x), errors.Unwrap(w@), x)
	var err error = e@
	switch y := err.(type) {
	case *LibError[string]:
		fmt.Fprintln(out, "string", y.what)
	case interface{ Unwrap() error }:
		fmt.Fprintln(out, "unwrap", y.Unwrap())
	}
}`,
	`{
	type local@ struct {
		A {T}
		b {N}
		c struct{ D, E {B} }
	}
	x@ := local@{A: {t}, b: {n}}
	x@.c.D = {b}
	y@ := x@
	y@.c = struct{ D, E {B} }{ {b}, {b} }
	z@ := struct {
		A {T}
		b {N}
		c struct{ D, E {B} }
	}(y@)
	fmt.Fprintf(out, "@local %v %+v %v %T %T\n", x@, y@, z@, x@, z@.c)
	p@ := &x@.c.E
	*p@ = {b}
	fmt.Fprintln(out, x@.c)
}`,
	`{
	var x@ any = {t}
	if v, ok := x@.({T}); ok {
		fmt.Fprintln(out, "@is", v)
	}
	_, ok := x@.({B})
	_, is := x@.(fmt.Stringer)
	fmt.Fprintln(out, "@is", ok, is, x@ != nil)
	LibCaught(func() { fmt.Fprintln(out, x@.({B})) })
	LibCaught(func() { fmt.Fprintln(out, x@.(error)) })
	x@ = nil
	LibCaught(func() { fmt.Fprintln(out, x@.({T})) })
	LibCaught(func() { fmt.Fprintln(out, x@.(error)) })
}`,
	// calls of calls
	`{
	two@ := func() ({T}, {N}) { return {t}, {n} }
	take@ := func(x {T}, ys ...{N}) ({T}, int) { return x, len(ys) }
	fmt.Fprint(out, fmt.Sprintln(take@(two@())))
	fmt.Fprintln(out, "@spread", LibPairOf(LibSplit({x})))
	list@ := func() ([]{N}, {N}) { return []{N}{ {n} }, {n} }
	fmt.Fprintln(out, append(list@()), min({n}, {n}), max({N}(3), {n}, {n}))
	var q@, r@ = two@()
	q@, r@ = two@()
	_, _ = q@, r@
}`,
	`{
	before@, after@, found@ := strings.Cut({x}, "a")
	n@, err@ := strconv.Atoi(fmt.Sprint({m}) + {x}[:0])
	u@, err2@ := strconv.ParseUint("x1", 0, 8)
	f@, e@ := math.Frexp(float64({m}))
	hi@, lo@ := bits.Mul64(uint64({n}), 1<<40)
	fmt.Fprintln(out, "@std", before@, after@, found@, n@, err@, u@, err2@, f@, e@, hi@, lo@)
	fmt.Fprintln(out, strings.SplitN("a,b,c", ",", {m}), strings.Replace({x}, "a", "bb", {m}), strings.Fields(" a b "), strings.TrimFunc("xxax", func(r rune) bool { return r == 'x' }))
	fmt.Fprintln(out, time.Duration({m})*time.Second, time.Duration({n}).Hours() > 0, errors.Is(fmt.Errorf("%w", io.EOF), io.EOF), utf8.RuneLen('é'))
	var b@ strings.Builder
	b@.WriteString({x})
	b@.WriteByte('!')
	fmt.Fprintln(&b@, {n}, {b})
	fmt.Fprintf(out, "@b %q %d\n", b@.String(), b@.Len())
	r@ := strings.NewReader({x} + "end")
	c@, _, err@ := r@.ReadRune()
	rest@, err@ := io.ReadAll(r@)
	fmt.Fprintln(out, c@, string(rest@), err@)
	p@, q@ := new({n}), new({t})
	*p@++
	fmt.Fprintln(out, *p@, *q@)
}`,
	`{
	var s@ fmt.Stringer = LibTemp({m})
	var a@ any = s@
	var w@ interface{ String() string } = s@
	fmt.Fprintln(out, "@iface", s@ == w@, a@ == s@, w@ != nil, s@.(LibTemp) == w@, a@.(interface{ MarshalJSON() ([]byte, error) }) != nil)
	switch s@ {
	case w@:
		fmt.Fprintln(out, "same")
	case nil:
		fmt.Fprintln(out, "nil")
	}
	switch x := {t}; any(x) {
	case a@, nil:
		fmt.Fprintln(out, "temp")
	case any({b}):
		fmt.Fprintln(out, "equal")
	default:
		fmt.Fprintln(out, "other")
	}
}`,
	`{
	type big@ struct {
		pad [600]{N}
		v   {T}
		p   *big@
	}
	var x@ big@
	x@.pad[599] = {n}
	x@.v = {t}
	y@ := x@
	x@.p = &y@
	y@.pad[1]++
	fmt.Fprintln(out, "@big", x@.p.pad[:2], x@.pad[:2], y@.pad[599], x@.p.v, func(b big@) {T} { b.p.pad[0]++; return b.v }(x@), y@.pad[0])
	LibCaught(func() { fmt.Fprintln(out, x@.p.p.v) })
	LibCaught(func() { x@.p.p.pad[599] = 1 })
	m@ := map[string]big@{"x": x@}
	fmt.Fprintln(out, m@["x"].pad[599], len(m@["y"].pad), m@["x"].p == &y@)
	c@ := make(chan big@, 1)
	c@ <- y@
	z@, ok@ := <-c@
	fmt.Fprintln(out, z@.v, ok@, z@.pad[1])
}`,
	`L@:
for {
	if {m} > 1 {
		fmt.Fprintln(out, "@out")
		break L@
	}
	switch {m} {
	case 0, 1:
		if LibId(true) {
			break
		}
		fmt.Fprintln(out, "never")
	default:
		break L@
	}
M@:
	switch x := any({t}).(type) {
	case {T}:
		for range 2 {
			fmt.Fprintf(out, "@T %v\n", x)
			break M@
		}
	}
N@:
	select {
	default:
		if {m} == 1 {
			break N@
		}
		fmt.Fprintln(out, "@select")
	}
	break
}`,
	`{
	var a@ [3]{T}
	m@ := map[string]{N}{}
	var ok@ bool
	i@ := 0
	c@, d@ := make(chan {T}, 2), make(chan {N}, 2)
	c@ <- {t}
	for range 2 {
		select {
		case a@[i@+1] = <-c@:
			i@++
			d@ <- {n}
		case m@["k"], ok@ = <-d@:
			d@ = nil
		}
	}
	fmt.Fprintf(out, "@select %v %v %v %v\n", a@, m@, ok@, i@)
}`,
	// constants, order, jumps
	`{
	const big@ = 1 << 100
	const (
		a@ = iota*{m} + 1
		b@
		_
		c@ {N} = 1 << iota
		d@
	)
	fmt.Fprintln(out, "@const", big@>>98, a@, b@, c@, d@, float64(big@), big@/3.0 > 1, 'a'+1, "x"+"y", 7/2, 7/2.0, 1i*1i)
}`,
	`{
	var a@ [5]{N}
	m@ := map[string]{N}{}
	a@[LibTrace("i", {m})], m@[LibTrace("k", "k")] = LibTrace("x", {N}({n})), LibTrace("y", {N}({n}))
	a@[LibTrace("i", 1)] += LibTrace("z", {N}({n}))
	m@[LibTrace("k", "k")] -= LibTrace("w", {N}({n}))
	fmt.Fprintln(out, "@order", a@, m@, []{N}{LibTrace("e", {N}(1)), 2: LibTrace("f", {N}(2))}[LibTrace("g", 1)])
	_ = LibTrace("p", false) && LibTrace("q", true) || LibTrace("r", true)
	fmt.Fprintln(out, LibTrace("a", 2)-LibTrace("b", 3)*LibTrace("c", 4), LibTrace("s", "abc")[LibTrace("l", 1):LibTrace("h", 2)])
	func(x, y {N}, zs ...int) { fmt.Fprintln(out, x, y, zs) }(LibTrace("1", {N}({n})), LibTrace("2", {N}({n})), LibTrace("3", 3), LibTrace("4", 4))
}`,
	`{
	i@ := 0
again@:
	i@++
	{
		{S}
	}
	if i@ < 3 {
		goto again@
	}
	fmt.Fprintln(out, "@goto", i@)
}`,
	`outer@:
for i := range 3 {
	for j := 0; ; j++ {
		switch {
		case j > {m}:
			continue outer@
		case i == 2:
			break outer@
		case j == 1:
			break
		default:
			fmt.Fprint(out, "@loops ", i, j, ";")
		}
	}
}`,
	`{
	x@, y@, z@ := {n}, {n}, {n}
	x@, y@, z@ = y@, z@, x@
	s@ := []{N}{x@, y@, z@}
	i@ := 0
	i@, s@[i@] = 2, s@[1]
	s@[0], s@[i@] = s@[i@], s@[0]
	fmt.Fprintln(out, "@swap", x@, y@, z@, i@, s@)
	p@ := &x@
	p@, *p@ = &y@, 5
	fmt.Fprintln(out, x@, *p@ == y@)
}`,
	`fmt.Fprintln(out, "@consts", {c}, {c}, {c}, {c})`,
	`{
	const c@ = {c}
	var a@ any = c@
	const (
		d@ = {c}
		e@
	)
	fmt.Fprintf(out, "@const %v %T %#v %v\n", c@, a@, [...]any{c@, {c}}, d@ == e@ || e@ != e@)
}`,
	// what compiled code sees
	`{
	h@ := &LibHeap[{N}]{ {n}, {n}, {n} }
	heap.Init(h@)
	heap.Push(h@, {N}({n}))
	fmt.Fprintln(out, "@heap", (*h@)[0], heap.Pop(h@), heap.Pop(h@), h@.Len())
	s@ := LibHeap[{N}]{ {n}, {n}, {n} }
	sort.Sort(sort.Reverse(s@))
	fmt.Fprintln(out, s@, sort.IsSorted(s@))
}`,
	`{
	type row@ struct {
		A {N}             ` + "`json:\"a\"`" + `
		B []string        ` + "`json:\",omitempty\"`" + `
		C map[string]{N}
		D *row@
		E LibTemp
		f int
	}
	r@ := row@{A: {n}, C: map[string]{N}{"k": {n}}, E: 5, D: &row@{E: LibTemp({m}), f: 1}}
	b@, err@ := json.Marshal(r@)
	fmt.Fprintln(out, "@json", string(b@), err@)
	var s@ row@
	err@ = json.Unmarshal(b@, &s@)
	fmt.Fprintln(out, s@.A, s@.B, s@.C, s@.D.E, s@.E, err@, reflect.DeepEqual(r@.C, s@.C))
}`,
	`{
	x@, y@ := {t}, {t}
	fmt.Fprintln(out, "@reflect", reflect.DeepEqual(x@, y@), reflect.DeepEqual(x@, x@), reflect.TypeOf(&x@).Elem().String(), reflect.ValueOf(&x@).Elem().Kind())
	reflect.ValueOf(&x@).Elem().Set(reflect.ValueOf(&y@).Elem())
	fmt.Fprintf(out, "%v\n", x@)
}`,
	`{
	t@ := LibTemp({m})
	fmt.Fprintf(out, "@temp %v %d %s %+v %v %#v\n", t@, t@, []LibTemp{t@, 1}, struct{ T LibTemp }{2}, map[LibTemp]*LibTemp{t@: nil}, t@)
	var s@ fmt.Stringer = t@
	f@ := s@.String
	g@ := fmt.Stringer.String
	fmt.Fprintln(out, f@(), g@(t@), LibTemp.String(3))
	fmt.Fprintln(out, strings.Join(LibMapped([]LibTemp{1, 2}, LibTemp.String), "+"))
}`,
	// what panics
	`for i := range 24 {
	LibCaught(func() {
		s, m, n := []{N}{1, 2, 3}, map[any]int(nil), i-1
		var p *LibPair[string, {N}]
		var e error
		var f func()
		var a any = s
		var ch chan int
		switch i {
		case 0:
			fmt.Fprintln(out, s[n])
		case 4:
			fmt.Fprintln(out, s[n])
		case 5:
			fmt.Fprintln(out, s[n:])
		case 6:
			fmt.Fprintln(out, s[:n])
		case 1:
			fmt.Fprintln(out, s[2:n])
		case 2:
			m["x"] = 1
		case 3:
			fmt.Fprintln(out, p.Val)
		case 7:
			fmt.Fprintln(out, e.Error())
		case 8:
			f()
		case 9:
			fmt.Fprintln(out, a == a)
		case 10:
			fmt.Fprintln(out, m[a])
		case 11:
			close(ch)
		case 12:
			fmt.Fprintln(out, 1/(n-11))
		case 13:
			fmt.Fprintln(out, s[0]%{N}(n-12))
		case 14:
			fmt.Fprintln(out, 1<<(12-n))
		case 15:
			fmt.Fprintln(out, len(make([]int, 13-n)))
		case 16:
			fmt.Fprintln(out, [4]{N}(s))
		case 17:
			fmt.Fprintln(out, "abc"[n])
		case 18:
			fmt.Fprintln(out, "abc"[n:])
		case 19:
			fmt.Fprintln(out, s[:2:n])
		case 20:
			ch = make(chan int)
			close(ch)
			close(ch)
		case 21:
			*p = LibPair[string, {N}]{}
		case 22:
			fmt.Fprintln(out, a.(fmt.Stringer))
		case 23:
			p.Set("", 1)
		}
	})
}`,
}
