package randprog

// callPatterns are calls of calls.
var callPatterns = []string{
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
}
