package engine_test

// Sessions about panics, what is deferred, and what is refused.
var faultsSessions = []session{
	{"a recovered function gives zeros", `
f := func(n int) (int, string) {
	defer func() { recover() }()
	if n == 1 {
		panic(n)
	}
	return 1, "one"
}
for i := range 3 {
	n, s := f(i)
	fmt.Fprintf(out, "%d %q\n", n, s)
}`, `
1 "one"
0 ""
1 "one"`},
	{"what has been recovered can be panicked with again", `
func f(n int) int {
	defer func() {
		fmt.Fprintln(out, n, recover())
		panic("raw")
	}()
	if n == 0 {
		return 0
	}
	return f(n - 1)
}
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	f(2)
}()`, `
0 <nil>
1 raw
2 raw
raw`},
	{"what is deferred runs while a goroutine ends", `
run := func(f func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { fmt.Fprintln(out, "last", recover()) }()
		f()
		fmt.Fprintln(out, "returned")
	}()
	<-done
}
run(func() { defer fmt.Fprintln(out, "deferred"); runtime.Goexit() })
run(func() {
	defer func() { fmt.Fprintln(out, "nothing", recover()) }()
	defer runtime.Goexit()
	panic("forgotten")
})
run(func() {
	defer func() { fmt.Fprintln(out, "outer", recover()) }()
	func() {
		defer fmt.Fprintln(out, "after")
		defer panic("on the way out")
		runtime.Goexit()
	}()
	fmt.Fprintln(out, "never")
})
run(func() {
	defer fmt.Fprintln(out, "out")
	sort.Slice([]int{2, 1}, func(i, j int) bool { defer fmt.Fprintln(out, "in"); runtime.Goexit(); return true })
})
safe := func() (s string) {
	defer func() { s = fmt.Sprint("safe ", recover()) }()
	panic("inner")
}
run(func() {
	defer func() {
		defer func() { fmt.Fprintln(out, "then", recover(), safe()) }()
		panic(safe())
	}()
	runtime.Goexit()
})`, `
deferred
last <nil>
nothing <nil>
last <nil>
after
outer on the way out
last <nil>
in
out
last <nil>
then safe inner safe inner
last <nil>`},
	{"promoted methods of nil", `
type I interface{ M() int }
type V struct{ a int }
func (v V) M() int { return v.a }
type W struct{ V }
type T struct{ I }
try := func(f func()) {
	defer func() { fmt.Fprintln(out, recover()) }()
	f()
}
vs := []I{(*V)(nil), (*W)(nil), T{}, (*T)(nil)}
for _, v := range vs {
	try(func() { v.M() })
}
try(func() { (*V).M(nil) })`, `
value method main.V.M called using nil *V pointer
runtime error: invalid memory address or nil pointer dereference
runtime error: invalid memory address or nil pointer dereference
runtime error: invalid memory address or nil pointer dereference
value method main.V.M called using nil *V pointer`},
	{"recover in what package reflect calls, and in wrappers", `
type V struct{ x int }
func (v V) M() { fmt.Fprintln(out, v.x, recover()) }
func run(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(out, "not recovered:", r)
		}
	}()
	f()
}
type I interface{ M() }
type W struct{ *V }
run(func() { defer reflect.ValueOf(V{1}).Method(0).Interface().(func())(); panic(1) })
run(func() { defer reflect.TypeOf(&V{}).Method(0).Func.Interface().(func(*V))(&V{2}); panic(2) })
run(func() { var i I = &V{3}; defer i.M(); panic(3) })
run(func() { var i I = W{&V{4}}; defer i.M(); panic(4) })
run(func() { defer V.M(V{5}); panic(5) })
run(func() { f := (&V{6}).M; defer f(); panic(6) })
made := reflect.MakeFunc(reflect.TypeFor[func()](), func([]reflect.Value) []reflect.Value { V{7}.M(); return nil }).Interface().(func())
run(func() { defer made(); panic(7) })
var once sync.Once
run(func() { defer once.Do(V{8}.M); panic(8) })
run(func() { defer func() { defer recover() }(); panic(9) })
run(func() { defer recover(); panic(10) })`, `
1 1
2 2
3 3
4 4
5 5
6 6
7 <nil>
not recovered: 7
8 <nil>
not recovered: 8
not recovered: 10`},
	{"what cannot be printed or run", `
func missing(n int) int
---
println([2]int{})
---
defer func() { fmt.Fprintln(out, recover()) }()
unsafe.Slice(new(int64), uint(1)<<61)
---
defer func() { fmt.Fprintln(out, recover()) }()
unsafe.String((*byte)(nil), 1)`, `
cell 1: missing function body
cell 2: illegal types for operand: print
	[2]int
runtime error: unsafe.Slice: len out of range
runtime error: unsafe.String: ptr is nil and len is not zero`},
	{"what is too large", `
keep := 1
---
var x [1 << 50]int
---
fmt.Fprintln(out, keep)`, `
cell 2: type [1125899906842624]int is too large: 1125899906842624 times 8 bytes
1`},
}
