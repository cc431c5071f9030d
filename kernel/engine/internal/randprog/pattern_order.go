package randprog

// orderPatterns are constants, orders and jumps, what compiled code sees, and what
// panics.
var orderPatterns = []string{
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
