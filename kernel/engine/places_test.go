package engine_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// Each cell panics. The lines are those of its functions that ran, innermost
// first, as compiled code has them.
var placesCases = []struct{ name, cell, want string }{
	{"a statement", `
x := 1
fail()
x = 2`, "3"},
	{"main of a program, after its variables", `
package main

var x = len("abc")

func main() {
	fail()
}`, "7"},
	{"init of a program, after its variables", `
package main

var x = len("abc")

func init() {
	fail()
}

func main() {}`, "7"},
	{"a chain of methods", `
type T int
func (t T) Next() T { return t + 1 }
func (t T) Fail() T { fail(); return t }
T(1).
	Next().
	Fail().
	Next()`, "4 7"},
	{"an argument on a line of its own", `
x := max(
	1,
	fail(),
)
x++`, "4"},
	{"a call after its arguments", `
second := func(n int) int { return fail() }
x := 1 +
	second(
		len("a"+
			text()),
	)
x++`, "2 4"},
	{"a call beside one that has returned", `
x := []int{
	one(),
	one() + fail(),
	one(),
}
x[0]++`, "4"},
	{"a statement's own panic after a call on another line", `
xs := []int{}
x := xs[
	one()]
x++`, "3"},
	{"a struct", `
type pair struct{ a, b int }
made := func() pair { return pair{fail(), 1} }
p := struct{ first, then pair }{
	then: made(),
}
p.first = p.then`, "3 5"},
	{"several values", `
two := func() (int, int) { fail(); return 1, 2 }
f := func(a, b int) int { return a }
x := f(
	two())
x++`, "2 5"},
	{"in order", `
n := 1
set := func() int { n = fail(); return n }
fmt.Fprintln(out, n,
	one(),
	set(), n)`, "3 6"},
	{"an index", `
xs, i := []int{1}, 5
x := one() +
	xs[i]
x++`, "4"},
	{"an element", `
xs, i := []int{1}, 5
p := struct{ a []int }{
	a: []int{
		xs[0],
		xs[i],
	},
}
p.a = nil`, "6"},
	{"a slice beside a call", `
xs, i := []int{1}, 5
x := append(
	xs,
	len(text()),
	len(xs[i:]))
x[0]++`, "6"},
	{"a pointer that is nil", `
type E struct{ k int }
var p struct{ *E }
x := []int{
	one(),
	p.k}
x[0]++`, "6"},
	{"an assertion", `
var e any = 1
x := text() +
	e.(string)
x += x`, "4"},
	{"a division", `
z := 0
x := 1 +
	2/
		z
x++`, "4"},
	{"a comparison", `
var e any = []int{}
x := max(len("a"), one()) == 1 &&
	e == e
x = !x`, "4"},
	{"a case", `
xs, i := []int{1}, 5
switch i {
case 1,
	xs[i]:
	i++
}`, "5"},
	{"the next statement", `
one()
var p *int
_ = one() +
	one()
*p = 1`, "6"},
	{"a compiled function", `
s := strings.Map(
	func(r rune) rune {
		fail()
		return r
	},
	strings.Repeat("a",
		one()))
len(s)`, "4 2"},
}

func TestPlaces(t *testing.T) {
	for _, c := range placesCases {
		t.Run(c.name, func(t *testing.T) {
			out := new(strings.Builder)
			e, err := engine.New(engine.Options{Values: []engine.Value{{Name: "out", V: &out}}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.Eval(t.Context(), engine.Cell{Number: 1, Code: `func fail() int { panic("here") }
func one() int { return 1 }
func text() string { return "a" }`}); err != nil {
				t.Fatal(err)
			}
			_, err = e.Eval(t.Context(), engine.Cell{Number: 2, Code: c.cell})
			var failed *engine.Error
			if !errors.As(err, &failed) || !failed.Ran {
				t.Fatalf("the cell gives %v", err)
			}
			var lines []string
			for _, p := range failed.Places {
				if p.Cell == 2 {
					lines = append(lines, strconv.Itoa(p.Line))
				}
			}
			if got := strings.Join(lines, " "); got != c.want {
				t.Errorf("the trace has the lines %s, want %s", got, c.want)
			}
		})
	}
}
