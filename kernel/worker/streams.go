//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"io"
	"log"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/imports"
	xr "github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// turn says that what is printed next goes to w. Standard output and error take
// two ways to the notebook; Options.Turn keeps their order.
func (e *Evaluator) turn(w io.Writer) {
	if f, ok := w.(*os.File); ok && e.opts.Turn != nil && (f == e.stdout || f == e.stderr) {
		e.opts.Turn(f)
	}
}

// output is where special lines print, now.
func (e *Evaluator) output() io.Writer {
	e.turn(e.opts.Output)
	return e.opts.Output
}

// An orderedWriter is standard output or error for those that keep it and
// write later, in the order in which they write.
type orderedWriter struct {
	e    *Evaluator
	file *os.File
}

func (o orderedWriter) Write(p []byte) (int, error) {
	o.e.turn(o.file)
	return o.file.Write(p)
}

// Builtins that os.Stdout and os.Stderr in a cell are rewritten to where they
// are used as writers:
//
//	os.Stdout.Write(p), show(os.Stdout)    _turned(os.Stdout).Write(p), show(_turned(os.Stdout))
//	json.NewEncoder(os.Stdout)             json.NewEncoder(_ordered(os.Stdout))
const (
	turnedName  = "_turned"
	orderedName = "_ordered"
)

// rewriteStreams rewrites standard output and error where the order of what is
// written to them can be kept. Only the standard library's functions get
// another type than *os.File: others may look whether it is one.
func rewriteStreams(node ast.Node) {
	stream := func(x ast.Expr) bool {
		sel, ok := x.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Stdout" && sel.Sel.Name != "Stderr" {
			return false
		}
		pkg, ok := sel.X.(*ast.Ident)
		return ok && pkg.Name == "os"
	}
	ast.Inspect(node, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if id, ok := call.Fun.(*ast.Ident); ok && (id.Name == turnedName || id.Name == orderedName) {
			return false // rewritten already
		}
		name := turnedName
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			if stream(sel.X) && (sel.Sel.Name == "Write" || sel.Sel.Name == "WriteString") {
				sel.X = callOf(turnedName, sel.X.Pos(), sel.X)
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && standard(pkg.Name) {
				name = orderedName
			}
		}
		for i, arg := range call.Args {
			if stream(arg) {
				call.Args[i] = callOf(name, arg.Pos(), arg)
			}
		}
		return true
	})
}

// standard tells whether the name is that of a package of the standard library.
func standard(name string) bool {
	return slices.ContainsFunc(symbols.Paths(), func(p string) bool {
		return path.Base(p) == name && !strings.Contains(p, ".")
	})
}

// compileStream compiles standard output or error as what is written to next.
func (e *Evaluator) compileStream(out reflect.Type, as func(*os.File) any) func(*fast.Comp, fast.Symbol, *ast.CallExpr) *fast.Call {
	return func(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
		file := c.Expr1(node.Args[0], nil)
		if file.Type == nil || file.Type.ReflectType() != reflect.TypeFor[*os.File]() { // another os
			return call(c, []*fast.Expr{file}, []xr.Type{file.Type}, func(in []reflect.Value) []reflect.Value { return in })
		}
		return call(c, []*fast.Expr{file}, []xr.Type{c.Universe.FromReflectType(out)}, func(in []reflect.Value) []reflect.Value {
			v := reflect.New(out).Elem()
			v.Set(reflect.ValueOf(as(in[0].Interface().(*os.File))))
			return []reflect.Value{v}
		})
	}
}

// replacePrinting gives cells printing functions that keep the order of
// standard output and error.
func (e *Evaluator) replacePrinting() {
	e.ir.DeclBuiltin(turnedName, fast.Builtin{ArgMin: 1, ArgMax: 1, Compile: e.compileStream(reflect.TypeFor[*os.File](), func(f *os.File) any {
		e.turn(f)
		return f
	})})
	e.ir.DeclBuiltin(orderedName, fast.Builtin{ArgMin: 1, ArgMax: 1, Compile: e.compileStream(reflect.TypeFor[io.Writer](), func(f *os.File) any {
		if f == e.stdout || f == e.stderr {
			return orderedWriter{e, f}
		}
		return f
	})})
	if e.opts.Turn == nil {
		return
	}
	log.SetOutput(orderedWriter{e, e.stderr})
	symbols.Load("fmt")
	for name, f := range map[string]any{
		"Print":   func(a ...any) (int, error) { e.turn(os.Stdout); return fmt.Print(a...) },
		"Printf":  func(format string, a ...any) (int, error) { e.turn(os.Stdout); return fmt.Printf(format, a...) },
		"Println": func(a ...any) (int, error) { e.turn(os.Stdout); return fmt.Println(a...) },
		"Fprint":  func(w io.Writer, a ...any) (int, error) { e.turn(w); return fmt.Fprint(w, a...) },
		"Fprintf": func(w io.Writer, format string, a ...any) (int, error) {
			e.turn(w)
			return fmt.Fprintf(w, format, a...)
		},
		"Fprintln": func(w io.Writer, a ...any) (int, error) { e.turn(w); return fmt.Fprintln(w, a...) },
	} {
		imports.Packages["fmt"].Binds[name] = reflect.ValueOf(f)
	}
	e.ir.DeclFunc("println", func(a ...any) { e.turn(os.Stderr); fmt.Fprintln(os.Stderr, a...) })
	e.ir.DeclFunc("print", func(a ...any) {
		e.turn(os.Stderr)
		for _, x := range a {
			fmt.Fprint(os.Stderr, x)
		}
	})
}
