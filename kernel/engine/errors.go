package engine

import (
	"errors"
	"fmt"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
	"github.com/crococlock/crococlock/kernel/engine/internal/compile"
	"github.com/crococlock/crococlock/kernel/symbols"
)

// An Error is why a cell was refused, or what its code ended with.
type Error struct {
	// Panic is what the code has panicked with, where it ran.
	Panic any
	// Ran reports whether the code ran.
	Ran bool
	// Places are, of a cell that was refused, its faults; of code that ran, its
	// functions that were running, innermost first.
	Places []Place
	// Calls are those of compiled functions that led from there to the panic,
	// innermost first.
	Calls []string
	// Earlier is what the code had panicked with, oldest first, when deferred
	// functions panicked anew; More is how many of these are left out at its end.
	Earlier []string
	More    int
	msg     string
}

// A Place is a place in a cell's code, or in a package's.
type Place struct {
	Cell      int    // 0: not in a cell
	File      string // of a package
	Line, Col int    // from 1, Col in code points
	Func      string // the function that was running
	Msg       string // what is wrong there
	Text      string // the line
}

func (e *Error) Error() string { return e.msg }

// Unwrap returns what the code has panicked with, if it is an error.
func (e *Error) Unwrap() error {
	err, _ := e.Panic.(error)
	return err
}

func (e *Engine) keepLines(c Cell) {
	e.linesMu.Lock()
	defer e.linesMu.Unlock()
	e.lines[c.Number] = strings.Split(c.Code, "\n")
	delete(e.sites, c.Number)
}

func (e *Engine) line(cell, line int) string {
	e.linesMu.Lock()
	defer e.linesMu.Unlock()
	if l := e.lines[cell]; line >= 1 && line <= len(l) {
		return strings.TrimSuffix(l[line-1], "\r")
	}
	return ""
}

func (e *Engine) checkError(c Cell, err error) error {
	var list *cells.Errors
	if !errors.As(err, &list) {
		return err
	}
	r := &Error{}
	var msgs []string
	for _, f := range list.List {
		f.Msg = elsewhere.ReplaceAllString(f.Msg, "cell [$1], line $2")
		if name, ok := strings.CutPrefix(f.Msg, "undefined: "); ok {
			f.Msg += makesKnown(name)
		}
		r.Places = append(r.Places, Place{Cell: c.Number, Line: f.Line, Col: f.Col, Msg: f.Msg, Text: e.line(c.Number, f.Line)})
		msgs = append(msgs, f.Msg)
	}
	r.msg = strings.Join(msgs, "\n")
	return r
}

func (e *Engine) compileError(c Cell, err error) error {
	r := &Error{msg: err.Error()}
	var ce *compile.Error
	if errors.As(err, &ce) {
		p := e.place(ce.Pos)
		p.Msg = ce.Msg
		r.Places = []Place{p}
	}
	return r
}

func (e *Engine) runError(err *compile.RunError) *Error {
	return &Error{Panic: err.Value, Ran: true, Places: e.places(err.Trace), Calls: err.Calls, Earlier: err.Earlier, More: err.More, msg: err.Error()}
}

func (e *Engine) places(trace []compile.Call) (list []Place) {
	for _, call := range trace {
		if !call.Pos.IsValid() {
			continue // it only leads to another
		}
		p := e.place(call.Pos)
		p.Func = call.Name
		list = append(list, p)
	}
	return list
}

// place finds a position.
func (e *Engine) place(pos token.Pos) Place {
	if !pos.IsValid() {
		return Place{}
	}
	at := e.fset.Position(pos)
	p := Place{Line: at.Line, Col: at.Column}
	if n, _ := fmt.Sscanf(at.Filename, "cell %d", &p.Cell); n != 1 {
		p.File = at.Filename
		return p
	}
	p.Text = e.line(p.Cell, p.Line)
	if at.Column-1 <= len(p.Text) {
		p.Col = len([]rune(p.Text[:at.Column-1])) + 1
	}
	return p
}

// elsewhere is another place in a message of go/types.
var elsewhere = regexp.MustCompile(`\bcell (\d+):(\d+):\d+`)

// makesKnown says which import makes a name known.
func makesKnown(name string) string {
	var found []string
	for _, p := range symbols.Paths() {
		if path.Base(p) == name {
			found = append(found, strconv.Quote(p))
		}
	}
	if len(found) == 0 {
		return ""
	}
	return "; import " + strings.Join(found, " or ") + " makes it known"
}
