//go:build !windows

package worker

import (
	"errors"
	"io"
	"os"
	"sync"
)

// errNoInput is what a cell fails with that reads where nobody answers.
var errNoInput = errors.New("standard input cannot be read here: whoever runs this cell has nobody to ask")

// An inputError ends a cell that wanted input and got none.
type inputError struct{ error }

// stdin is what cells have for os.Stdin: it asks the user, a line at a time.
type stdin struct {
	*os.File
	ask  func() (line string, err error) // may end the cell
	mu   sync.Mutex
	line []byte // what has not been read yet
}

// Unwrap is for code of cells that looks for the file.
func (s *stdin) Unwrap() *os.File { return s.File }

// Read asks for a line where none is left.
func (s *stdin) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	if len(s.line) == 0 {
		line, err := s.ask()
		if err != nil {
			return 0, err
		}
		s.line = []byte(line + "\n")
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

// WriteTo is not the file's own.
func (s *stdin) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{s}) }
