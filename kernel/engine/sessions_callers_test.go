package engine_test

// Sessions about what asks for the caller, and who is named.
var callersSessions = []session{
	{"callers are found far out", `
func at(skip int) string { _, file, line, ok := runtime.Caller(skip); return fmt.Sprint(file, ":", line, ok) }
func deep(n, skip int) string {
	if n == 0 {
		return at(skip)
	}
	return deep(n-1, skip)
}
var pcs [3000]uintptr
func counted(n int) int {
	if n == 0 {
		return runtime.Callers(0, pcs[:])
	}
	return counted(n - 1)
}
---
for _, n := range []int{0, 3, 300, 3000} {
	fmt.Fprintln(out, deep(n, 0), deep(n, 1), deep(n, n+1), deep(n, n+2), deep(n, n+1000), counted(n)-counted(n/2))
}`, `
cell [1]:2 true cell [1]:5 true cell [1]:5 true cell [2]:2 true :0 false 0
cell [1]:2 true cell [1]:5 true cell [1]:7 true cell [2]:2 true :0 false 2
cell [1]:2 true cell [1]:5 true cell [1]:7 true cell [2]:2 true :0 false 150
cell [1]:2 true cell [1]:5 true cell [1]:7 true cell [2]:2 true :0 false 1496`},
	{"what functions of cells are called", `
type T struct{}
func (T) V() string { return name() }
func (*T) P() string { return name() }
func name() string {
	pc, _, line, _ := runtime.Caller(1)
	return fmt.Sprint(runtime.FuncForPC(pc).Name(), ":", line)
}
func of(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }
func Gen[A any](a A) string { return name() }
type G[A any] struct{}
func (*G[A]) M() string { return name() }
---
fmt.Fprintln(out, name(), T{}.V(), (*T)(nil).P(), Gen(1), (&G[int]{}).M())
func() { fmt.Fprintln(out, name(), func() string { return name() }()) }()
fmt.Fprintln(out, of(name), of(T.V), of((*T).P), of(T{}.V), of(Gen[int]), of(strings.ToUpper), of(func() {}))
fmt.Fprintln(out, reflect.ValueOf(name).Pointer() == reflect.ValueOf(name).Pointer(), reflect.ValueOf(name).Pointer() == reflect.ValueOf(of).Pointer())
sort.Slice([]int{1, 2}, func(i, j int) bool {
	_, file, _, _ := runtime.Caller(1)
	fmt.Fprintln(out, path.Base(file))
	return i < j
})`, `
main.main:1 main.T.V:3 main.(*T).P:4 main.Gen[...]:10 main.(*G[...]).M:12
main.main.func1:2 main.main.func1.1:2
main.name main.T.V main.(*T).P main.T.V-fm main.Gen[...] strings.ToUpper main.main.func2
true false
zsortfunc.go`},
	{"where a panic was, for who asks runtime", `
func trace() {
	pcs := make([]uintptr, 20)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for more := true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); strings.HasPrefix(f.File, "cell ") {
			fmt.Fprintf(out, "%s %s:%d\n", f.Function, f.File, f.Line)
		} else if f.Function == "runtime.gopanic" {
			fmt.Fprintln(out, f.Function)
		}
	}
}
func f() {
	panic("f")
}
func g() {
	defer func() {
		recover()
		trace()
	}()
	f()
}
g()
fmt.Fprintln(out, strings.Contains(string(debug.Stack()), "main.main()\n\tcell [1]:25\n"))`, `
main.trace cell [1]:4
main.g.func1 cell [1]:20
runtime.gopanic
main.f cell [1]:15
main.g cell [1]:22
main.main cell [1]:24
true`},
	{"lines that package log names", `
l := log.New(out, "p ", log.Lshortfile)
l.Println("one")
l.Printf("%d", 2)
l.SetFlags(log.Lshortfile | log.Lmsgprefix)
say := func(s string) { l.Output(2, s) }
say("three")
type Svc struct{ *log.Logger }
Svc{l}.Print("four")
h := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{AddSource: true, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}}))
h.Info("five")`, `
p cell [1]:3: one
p cell [1]:4: 2
cell [1]:7: p three
cell [1]:9: p four
level=INFO source="cell [1]:16" msg=five`},
	{"lines that package slog names", `
without := func(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
text := slog.NewTextHandler(out, &slog.HandlerOptions{AddSource: true, ReplaceAttr: without})
type tagged struct{ slog.Handler }
func (t tagged) Handle(ctx context.Context, r slog.Record) error {
	r.AddAttrs(slog.Any("tag", ctx.Value("tag")))
	return t.Handler.Handle(ctx, r)
}
l := slog.New(tagged{text})
l.InfoContext(nil, "wrapped")
---
type queued struct {
	slog.Handler
	records chan slog.Record
}
func (q queued) Handle(_ context.Context, r slog.Record) error { q.records <- r; return nil }
q := queued{text, make(chan slog.Record, 2)}
slog.New(q).LogAttrs(context.Background(), slog.LevelWarn, "queued", slog.Int("n", 1))
slog.New(q).With("n", 2).ErrorContext(context.Background(), "with")
close(q.records)
---
done := make(chan bool)
go func() {
	for r := range q.records {
		f, _ := runtime.CallersFrames([]uintptr{r.PC}).Next()
		fmt.Fprintln(out, r.Source().File, r.Source().Line, f.Line)
		text.Handle(context.Background(), r)
	}
	close(done)
}()
<-done
---
func infof(format string, args ...any) {
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:])
	r := slog.NewRecord(time.Now(), slog.LevelInfo, fmt.Sprintf(format, args...), pcs[0])
	_ = l.Handler().Handle(context.Background(), r)
}
infof("%d", 3)
slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{AddSource: true, ReplaceAttr: without})).Log(context.Background(), 1, "json")
slog.Debug("not shown")`, `
level=INFO source="cell [1]:15" msg=wrapped tag=<nil>
level=ERROR source="cell [2]:8" msg=with n=2
cell [2] 7 7
level=WARN source="cell [2]:7" msg=queued n=1
level=INFO source="cell [4]:7" msg=3 tag=<nil>
{"level":"INFO+1","source":{"function":"main.main","file":"cell [4]","line":8},"msg":"json"}`},
}
