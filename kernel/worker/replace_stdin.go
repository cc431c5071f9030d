//go:build !windows

package worker

import (
	"fmt"
	"io"
	"reflect"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/imports"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// replaceStdin gives cells an os.Stdin and fmt.Scan that ask the front end.
func (e *Evaluator) replaceStdin() {
	if e.opts.Input == nil {
		e.opts.Input = func(<-chan struct{}) (string, error) { return "", errNoInput }
	}
	in := &stdin{ask: e.ask}
	e.in = in
	symbols.Load("os")
	imports.Packages["os"].Binds["Stdin"] = reflect.ValueOf(&in).Elem()
	symbols.Load("fmt")
	scan := imports.Packages["fmt"].Binds
	scan["Scan"] = reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fscan(in, a...) })
	scan["Scanf"] = reflect.ValueOf(func(format string, a ...any) (int, error) { return fmt.Fscanf(in, format, a...) })
	scan["Scanln"] = reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fscanln(in, a...) })
}

// ask asks the user for a line. Where nobody answers the cell ends; a goroutine
// that it started gets the error.
func (e *Evaluator) ask() (string, error) {
	wake := e.waking()
	line, err := e.opts.Input(wake)
	switch {
	case err == nil:
		return line, nil
	case wake != nil && e.interrupted():
		panic(base.SigInterrupt)
	case err == io.EOF || wake == nil:
		return "", err
	default:
		panic(inputError{err})
	}
}
