//go:build !windows

package worker_test

import "testing"

func TestInterfacesOfCells(t *testing.T) {
	s := newSession(t)
	s.run(`import ("errors"; "fmt")
type shape interface { Area() float64 }
type square struct { side float64 }
type disc struct { R float64 }
func (q square) Area() float64 { return q.side * q.side }
func (d *disc) Area() float64 { return 3 * d.R * d.R }
func (q square) String() string { return fmt.Sprintf("a square of %v", q.side) }
func total(shapes ...shape) (sum float64) { for _, s := range shapes { sum += s.Area() }; return sum }`)
	s.gives("var shapes []shape\nshapes = append(shapes, square{1}, &disc{2})\ntotal(shapes...)", "13")
	s.gives("shapes[0] = square{3}\nshapes[0].Area()", "9")
	s.gives("byName := map[string]shape{}\nbyName[\"a\"] = square{2}\nbyName[\"a\"].Area()", "4")
	s.gives("type room struct { floor shape; n int }\nr := room{}\nr.floor = &disc{1}\nr.n = 2\nr.floor.Area() + float64(r.n)", "5")
	s.gives("type failure struct { Code int }\nfunc (f failure) Error() string { return fmt.Sprint(\"code \", f.Code) }\nvar errs []error\nerrs = append(errs, failure{4}, nil, errors.New(\"b\"))\nerrs[1] = failure{5}\nerrors.Join(errs...).Error()", "code 4\ncode 5\nb")
	s.gives("append([]int{1}, 2, 'a')", "[1 2 97]")
	s.gives("append([]byte(\"a\"), \"bc\"...)", "[97 98 99]")
	s.gives("more := \"de\"\nstring(append([]byte(\"a\"), more...))", "ade")
	s.gives("append([]any{1}, square{1}, \"a\")[2]", "a")
	s.fails("append([]shape{}, 3)", "shape", "append([]shape{}, 3)")
	s.fails("append(3, 3)", "argument must be a slice")

	s.gives("shapes", "[a square of 3 &{R:2}]")
	s.gives("shapes[0]", "a square of 3")
	s.gives("byName", "map[a:a square of 2]")
	s.gives("func pick() (shape, error) { return &disc{7}, nil }\npick()", "&{R:7} <nil>")
}

func TestLastExpressionIsOneValue(t *testing.T) {
	s := newSession(t)
	s.run("m := map[string]int{\"a\": 1}\nvar x any = \"text\"")
	s.gives("m[\"a\"]", "1")
	s.gives("m[\"none\"]", "0")
	s.gives("x.(string)", "text")
	s.fails("x.(int)", "interface conversion: interface {} is string, not int", "line 1")
	s.gives("[]string{\"a\"}[0]", "a")
	s.gives("\"abc\"[1]", "98")
}
