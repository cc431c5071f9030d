//go:build !windows

package worker

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crococlock/crococlock/kernel/cell"
	"github.com/crococlock/crococlock/kernel/engine"
)

// A repetition is how often %timeit runs its code.
type repetition struct {
	loops int // in a run; 0: as many as fill a moment
	runs  int
}

// timeit has code timed, as it runs again and again.
func (e *Evaluator) timeit(ctx context.Context, c Cell, line cell.Special, arg string, whole bool, p *piece) error {
	r, code, err := repetitions(arg)
	if err != nil {
		return err
	}
	if code == "" || whole { // code is what runs before
		if p.finish != nil || p.begin != nil {
			return errors.New("a cell can be %timeit or something else, not both")
		}
		*p, err = e.repeated(ctx, c, line, code, p.code, r)
		return err
	}
	one, err := e.repeated(ctx, c, line, "", e.lineOf(c, line, code).code, r)
	if err != nil {
		return err
	}
	_, err = e.run(ctx, c.Number, one)
	return err
}

// repetitions reads what %timeit is told.
func repetitions(arg string) (r repetition, code string, err error) {
	r.runs = 7
	for {
		option, rest, _ := strings.Cut(strings.TrimSpace(arg), " ")
		value := ""
		switch {
		case option == "-n" || option == "-r":
			value, rest, _ = strings.Cut(strings.TrimSpace(rest), " ")
		case strings.HasPrefix(option, "-n") || strings.HasPrefix(option, "-r"):
			value = option[2:]
		default:
			return r, strings.TrimSpace(arg), nil
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			return r, "", fmt.Errorf("%%timeit %s wants a number above 0, not %q", option[:2], value)
		}
		if option[:2] == "-n" {
			r.loops = n
		} else {
			r.runs = n
		}
		arg = rest
	}
}

// repeated is a piece that runs code again and again, and setup before.
func (e *Evaluator) repeated(ctx context.Context, c Cell, line cell.Special, setup, code string, r repetition) (piece, error) {
	if strings.TrimSpace(code) == "" {
		return piece{}, errors.New("%timeit wants code, on its line or below")
	}
	if what := leaves(code); what != "" {
		return piece{}, fmt.Errorf("%%timeit: %s would leave the loop that times the code", what)
	}
	head := "func(_n int) { for range _n { "
	if isValue(code) {
		head += "_ = "
	}
	if setup != "" {
		head = setup + "; " + head
	}
	// What comes before the code goes to the end of the line above, so that the
	// code stays where it is; above the first line there is none.
	lines := strings.Split(code, "\n")
	first := 0
	for first < len(lines)-1 && strings.TrimSpace(lines[first]) == "" {
		first++
	}
	shift := map[int]int{}
	indent := len(lines[first]) - len(strings.TrimLeft(lines[first], " \t"))
	lines[first] = head + strings.TrimLeft(lines[first], " \t")
	shift[first+1] = len([]rune(head)) - indent
	var m measured
	return piece{code: strings.Join(lines, "\n") + "\n}}", shift: shift, finish: func(res engine.Result) {
		m = measure(res.Values[len(res.Values)-1].Interface().(func(int)), r)
	}, after: func() error {
		_, err := io.WriteString(e.output(), m.String())
		return err
	}}, nil
}

// leaves is a statement of the code with which it would leave a loop around it, or "".
func leaves(code string) (what string) {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p; func _() {"+code+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return "" // it is said where the code is compiled
	}
	var in []ast.Node // from the outside
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			in = in[:len(in)-1]
			return true
		}
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		switch s := n.(type) {
		case *ast.ReturnStmt:
			what = "return"
		case *ast.BranchStmt:
			if s.Tok == token.BREAK && s.Label == nil && !slices.ContainsFunc(in, breaks) {
				what = "break"
			}
		}
		in = append(in, n)
		return true
	})
	return what
}

// breaks reports whether a break within it ends it.
func breaks(n ast.Node) bool {
	switch n.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		return true
	}
	return false
}

// isValue reports whether code is an expression that cannot stand as a
// statement.
func isValue(code string) bool {
	x, err := parser.ParseExpr(code)
	if err != nil {
		return false
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.CallExpr:
		switch f := ast.Unparen(x.Fun).(type) {
		case *ast.Ident:
			switch f.Name {
			case "append", "cap", "complex", "imag", "len", "make", "max", "min", "new", "real":
				return true
			case "string", "bool", "any", "byte", "rune", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32",
				"uint64", "uintptr", "float32", "float64", "complex64", "complex128":
				return true
			}
		case *ast.ArrayType, *ast.MapType, *ast.InterfaceType:
			return true
		}
		return false
	case *ast.UnaryExpr:
		return x.Op.String() != "<-"
	}
	return true
}

// A measured is what %timeit has found.
type measured struct {
	loops int
	times []time.Duration // of runs
}

// measure runs f. The number of loops is found as package testing does: from
// how long fewer took.
func measure(f func(n int), r repetition) measured {
	const enough = 200 * time.Millisecond // as IPython has it
	run := func(n int) time.Duration {
		began := time.Now()
		f(n)
		return time.Since(began)
	}
	m := measured{loops: r.loops}
	if m.loops == 0 {
		m.loops = 1
		for d := run(1); d < enough && m.loops < 1e9; d = run(m.loops) {
			n := int64(enough) * int64(m.loops) / max(1, int64(d))
			n += n / 5
			n = min(n, 100*int64(m.loops))
			m.loops = roundUp(max(int(n), m.loops+1))
		}
	}
	for range r.runs {
		m.times = append(m.times, run(m.loops))
	}
	return m
}

// roundUp rounds to 1, 2 or 5 times a power of ten.
func roundUp(n int) int {
	base := 1
	for base*10 <= n {
		base *= 10
	}
	for _, k := range []int{1, 2, 5} {
		if n <= k*base {
			return k * base
		}
	}
	return 10 * base
}

func (m measured) String() string {
	var sum, squares float64
	for _, d := range m.times {
		sum += d.Seconds() / float64(m.loops)
	}
	mean := sum / float64(len(m.times))
	for _, d := range m.times {
		x := d.Seconds()/float64(m.loops) - mean
		squares += x * x
	}
	s := ""
	if len(m.times) > 1 {
		s = "s"
	}
	loops := ""
	if m.loops > 1 {
		loops = "s"
	}
	return fmt.Sprintf("%s ± %s per loop (mean ± std. dev. of %d run%s, %s loop%s each)\n", spokenSeconds(mean),
		spokenSeconds(math.Sqrt(squares/float64(len(m.times)))), len(m.times), s, grouped(m.loops), loops)
}

// grouped is a number with commas.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
