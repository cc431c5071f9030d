package randprog

// functionPatterns are closures and iterators.
var functionPatterns = []string{
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
}
