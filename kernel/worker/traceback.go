//go:build !windows

package worker

import (
	"fmt"
	"strings"
	"sync"

	"github.com/crococlock/crococlock/internal/ansi"
)

// Names of the errors that a front end may want to tell from others.
const (
	errCompile     = "CompileError"
	errPanic       = "panic"
	errInterrupted = "Interrupted"
	errInput       = "StdinError"
	errSpecial     = "SpecialLineError"
	errTest        = "TestError"
)

// cellName is how positions name a cell.
func cellName(number int) string { return fmt.Sprintf("cell [%d]", number) }

// A place is a position in a cell, or in the file of a package that is interpreted
// from source. column is in code points from 1, or 0.
type place struct {
	cell   int
	file   string
	fun    string // the function that was running
	line   int
	column int
}

// sources are the code of cells. Any goroutine may use them.
type sources struct {
	mu    sync.Mutex
	cells map[int]string // by number
}

func (s *sources) set(cell int, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cells == nil {
		s.cells = map[int]string{}
	}
	s.cells[cell] = code
}

func (s *sources) code(cell int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cells[cell]
}

// failure is an error with its traceback: the message, then each place with its
// line and, under the first, a caret.
func (s *sources) failure(name, message string, at ...place) *CellError {
	trace := []string{ansi.Red(name) + ": " + message}
	first := true
	for _, p := range at {
		if p.file != "" {
			trace = append(trace, fmt.Sprintf("%s:%d in %s", p.file, p.line, p.fun))
			continue
		}
		lines := strings.Split(s.code(p.cell), "\n")
		if p.line < 1 || p.line > len(lines) {
			continue
		}
		line := strings.TrimRight(lines[p.line-1], "\r")
		trace = append(trace, fmt.Sprintf("%s, line %d", cellName(p.cell), p.line), "    "+line)
		if runes := []rune(line); first && p.column > 0 && p.column <= len(runes)+1 {
			trace = append(trace, "    "+indent(string(runes[:p.column-1]))+ansi.Red("^"))
		}
		first = false
	}
	return &CellError{Name: name, Value: message, Traceback: trace}
}

func andMore(n int) string { return fmt.Sprintf("… and %d more", n) }

// indent is blank of the same width as text, with its tabs.
func indent(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, text)
}
