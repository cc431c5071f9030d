//go:build !windows && !race

package worker_test

import (
	"fmt"
	"testing"
)

// What the compiler writes while goroutines read it is a race still, but not
// one of accesses at the same time, which end the process.
func TestGoroutinesWhileCellsAreCompiled(t *testing.T) {
	s := newSession(t)
	s.run(`import ("fmt"; "errors"; "time")
type shape interface { Area() int }
type square struct { side int }
func (q square) Area() int { return q.side * q.side }
func (q square) String() string { return "square" }
type failure struct { Code int }
func (f failure) Error() string { return "failure" }
done := make(chan int)
func work() {
	n := 0
	for {
		select {
		case <-done:
			return
		default:
		}
		var s shape = square{2}
		var x any = s
		if q, ok := x.(square); ok { n += q.Area() }
		switch y := x.(type) { case fmt.Stringer: n += len(y.String()); case square: n++ }
		var err error = failure{1}
		if f, ok := err.(failure); ok { n += f.Code }
		if errors.Is(err, failure{1}) { n++ }
		_ = fmt.Sprint(s, err, x)
	}
}
for i := 0; i < 2; i++ { go work() }`)
	for _, path := range []string{"encoding/json", "io", "io/fs", "sort", "image", "net/http", "os", "flag", "hash", "encoding/xml"} {
		s.run(fmt.Sprintf("import _ %q", path))
	}
	for i := range 50 {
		s.run(fmt.Sprintf("type t%d struct { a int; B shape }\nfunc (t t%d) Area() int { return %d }\nfunc f%d(s shape) int { return s.Area() }\nvar v%d shape = t%d{}\nf%d(v%d)", i, i, i, i, i, i, i, i))
	}
	s.run("close(done)")
}
