package randprog

// flowPatterns are goroutines, channels, panics and what is deferred.
var flowPatterns = []string{
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
}
