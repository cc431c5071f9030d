//go:build !windows

package worker

import (
	"fmt"
	"io"
	"os"
	"reflect"

	"github.com/cosmos72/gomacro/imports"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// turn says that what is printed next goes to the file. Standard output and
// error take two ways to the notebook; where a cell turns from one to the
// other, Options.Turn keeps their order.
func (e *Evaluator) turn(to io.Writer) {
	if to != io.Writer(os.Stdout) && to != io.Writer(os.Stderr) {
		return
	}
	e.printing.Lock()
	defer e.printing.Unlock()
	if e.printed != nil && e.printed != to {
		e.opts.Turn()
	}
	e.printed = to
}

// replacePrinting gives cells printing functions that keep the order of
// standard output and error.
func (e *Evaluator) replacePrinting() {
	if e.opts.Turn == nil {
		return
	}
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
