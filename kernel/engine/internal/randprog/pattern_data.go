package randprog

// dataPatterns are slices, maps, strings, structs, methods and interfaces.
var dataPatterns = []string{
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
	`{
	type node@ struct {
		v    {T}
		next atomic.Pointer[node@]
	}
	var head@ node@
	for range {m}&3 + 1 {
		n := &node@{v: {t}}
		n.next.Store(head@.next.Load())
		fmt.Fprint(out, "@chain ", head@.next.CompareAndSwap(n.next.Load(), n), " ")
	}
	for p := head@.next.Load(); p != nil; p = p.next.Load() {
		fmt.Fprintln(out, p.v, p.next.Load() == nil)
	}
	swap@ := head@.next.Swap
	fmt.Fprintln(out, swap@(nil) != nil, swap@(&head@) == nil)
}`,
}
