//go:build !windows

package worker_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/display"
)

// Go's operators in cells give what they give when compiled: for each type,
// on every kind of place, with variables and constants.
func TestOperators(t *testing.T) {
	s := newSession(t)
	s.run("import \"fmt\"")
	operators(s, "int", -7, 3, integer[int])
	operators(s, "int8", -100, 77, integer[int8])
	operators(s, "int16", -300, 77, integer[int16])
	operators(s, "int32", 1<<30, 7, integer[int32])
	operators(s, "int64", -1<<40, 9, integer[int64])
	operators(s, "uint", 200, 77, integer[uint])
	operators(s, "uint8", 200, 77, integer[uint8])
	operators(s, "uint16", 60000, 7777, integer[uint16])
	operators(s, "uint32", 1<<31, 7, integer[uint32])
	operators(s, "uint64", 1<<63, 9, integer[uint64])
	operators(s, "uintptr", 1<<33, 9, integer[uintptr])
	operators(s, "float32", 7.5, -0.25, number[float32])
	operators(s, "float64", 7.1, -0.3, number[float64])
	operators(s, "complex128", 7+2i, 3-1i, number[complex128])
	operators(s, "string", "a", "b", func(a, b string) map[string]string { return map[string]string{"+": a + b} })
}

type anyInteger interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

func number[T anyInteger | ~float32 | ~float64 | ~complex128](a, b T) map[string]T {
	return map[string]T{"+": a + b, "-": a - b, "*": a * b, "/": a / b}
}

func integer[T anyInteger](a, b T) map[string]T {
	all := number(a, b)
	maps.Copy(all, map[string]T{"%": a % b, "&": a & b, "|": a | b, "^": a ^ b, "&^": a &^ b, "<<": a << (b & 7), ">>": a >> (b & 7)})
	return all
}

// places hold a value of type T that a statement, STMT, changes through X.
var places = []string{
	"x := T(A); STMT; got = x",
	"func() { x := T(A); STMT; got = x }()",
	"x := T(A); func() { STMT }(); got = x",
	"l := []T{A, A}; i := 1; STMT; got = l[i]",
	"var l [3]T; l[2] = A; STMT; got = l[2]",
	"m := map[string]T{\"k\": A}; STMT; got = m[\"k\"]",
	"m := map[int]T{1: A}; one := func() int { return 1 }; STMT; got = m[1]",
	"s := struct { f T }{A}; STMT; got = s.f",
	"s := &PT{A}; STMT; got = s.f",
	"y := T(A); p := &y; STMT; got = y",
	"s := &ST{[]T{A}}; n := 0; get := func() *ST { n++; return s }; STMT; if n == 1 { got = s.f[0] }",
	"u := U(A); STMT; got = T(u)",
}

var placeNames = []string{"x", "x", "x", "l[i]", "l[2]", "m[\"k\"]", "m[one()]", "s.f", "s.f", "*p", "get().f[0]", "u"}

func operators[T comparable](s *session, typ string, a, b T, results func(a, b T) map[string]T) {
	s.run(fmt.Sprintf("type U %[1]s\ntype P%[1]s struct { f %[1]s }\ntype S%[1]s struct { f []%[1]s }", typ))
	want := results(a, b)
	for _, op := range slices.Sorted(maps.Keys(want)) {
		left, right := fmt.Sprintf("%#v", a), fmt.Sprintf("%#v", b)
		if op == "<<" || op == ">>" {
			right = "(" + right + " & 7)"
		}
		for i, place := range places {
			for _, stmt := range []string{"X OP= B", "X OP= b", "X = X OP B", "X = X OP b", "X = a; X OP= b"} {
				of := typ
				if strings.Contains(place, "U(") {
					of = "U"
				}
				if strings.Contains(place, "n++") && strings.Contains(stmt, " = ") {
					continue // there, the place is computed more than once
				}
				code := strings.NewReplacer("STMT", stmt, "PT", "P"+typ, "ST{", "S"+typ+"{", "*ST ", "*S"+typ+" ", "T", typ, "A", left).Replace(place)
				code = strings.NewReplacer("X", placeNames[i], "OP", op, "B", right).Replace(code)
				code = fmt.Sprintf("func() (got %s) { a, b := %s(%s), %s(%s); _, _ = a, b; %s; return }()", typ, of, left, of, right, code)
				res, err := s.eval(context.Background(), code)
				if got := res.Data.Data[display.MIMETypeText]; err != nil || got != fmt.Sprint(want[op]) {
					s.t.Errorf("%s\ngave %v (%v), want %v", code, got, err, want[op])
				}
			}
		}
	}
}
