//go:build !windows

package worker

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/imports"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// errNoInput is what a cell fails with that reads where nobody answers.
var errNoInput = errors.New("standard input cannot be read here: whoever runs this cell has nobody to ask")

// An inputError ends a cell that wanted input and got none.
type inputError struct{ error }

// stdin is what cells have for os.Stdin: it asks the user, a line at a time.
type stdin struct {
	e    *Evaluator
	mu   sync.Mutex
	line []byte // what has not been read yet
}

// Read asks for a line where none is left. Where nobody answers the cell ends;
// a goroutine that it started gets the error.
func (s *stdin) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	if len(s.line) == 0 {
		wake := s.e.waking()
		line, err := s.e.opts.Input(wake)
		switch {
		case err == nil:
			s.line = []byte(line + "\n")
		case wake != nil && s.e.interrupted():
			panic(base.SigInterrupt)
		case err == io.EOF || wake == nil:
			return 0, err
		default:
			panic(inputError{err})
		}
	}
	n := copy(p, s.line)
	s.line = s.line[n:]
	return n, nil
}

// discard drops what is left of the line: it was for a cell that is no more.
func (s *stdin) discard() {
	if s.mu.TryLock() { // a goroutine that reads has use for it
		s.line = nil
		s.mu.Unlock()
	}
}

// Close does nothing: the next cell may want to read.
func (s *stdin) Close() error { return nil }

// Name is what os.Stdin's is.
func (s *stdin) Name() string { return "/dev/stdin" }

// replaceStdin gives cells an os.Stdin and fmt.Scan that ask the front end.
func (e *Evaluator) replaceStdin() {
	if e.opts.Input == nil {
		e.opts.Input = func(<-chan struct{}) (string, error) { return "", errNoInput }
	}
	in := &stdin{e: e}
	e.in = in
	symbols.Load("os")
	imports.Packages["os"].Binds["Stdin"] = reflect.ValueOf(&in).Elem()
	symbols.Load("fmt")
	scan := imports.Packages["fmt"].Binds
	scan["Scan"] = reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fscan(in, a...) })
	scan["Scanf"] = reflect.ValueOf(func(format string, a ...any) (int, error) { return fmt.Fscanf(in, format, a...) })
	scan["Scanln"] = reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fscanln(in, a...) })
}
