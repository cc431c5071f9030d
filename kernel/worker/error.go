//go:build !windows

package worker

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/go/scanner"
)

var position = regexp.MustCompile(`^cell \[(\d+)\]:(\d+):(\d+): `)

// compileError makes an error of what gomacro's parser or compiler panicked
// with.
func (e *Evaluator) compileError(cell Cell, code string, p any) *CellError {
	err, ok := p.(error)
	if !ok {
		err = fmt.Errorf("%v", p)
	}
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		err = list[0]
	}
	message, at := err.Error(), place{}
	if m := position.FindStringSubmatch(message); m != nil {
		message = message[len(m[0]):]
		at.cell, _ = strconv.Atoi(m[1])
		at.line, _ = strconv.Atoi(m[2])
		at.column, _ = strconv.Atoi(m[3])
	} else {
		at = e.place(e.ir.Comp.Pos) // errors of constants come without their position
	}
	if hint := limitation(code, message); hint != "" {
		message = hint
	}
	if name, ok := strings.CutPrefix(message, "undefined: "); ok && e.recursive(name) {
		message = fmt.Sprintf("type %s refers to itself through other types, which cells cannot declare", name)
	}
	return e.newError(errCompile, message, at)
}

// runError makes an error of a panic of running code, at the places, in calls of
// libraries.
func (e *Evaluator) runError(p any, at []place, libraries []string) *CellError {
	input, asked := p.(inputError)
	switch {
	case e.tooDeep():
		return e.newError(errPanic, stackMessage, at...)
	case p == base.SigInterrupt:
		return e.newError(errInterrupted, "the cell was interrupted; variables are kept", at...)
	case asked:
		return e.newError(errInput, input.Error(), at...)
	}
	message := e.message(p)
	if len(libraries) == 0 {
		said := asGoSays[message]
		if value, ok := p.(*reflect.ValueError); ok && value.Kind == reflect.Invalid {
			said = nilPointer
		}
		if said != "" {
			message = "runtime error: " + said
		}
		if limit := runLimitation(message); limit != "" {
			message = limit
		}
	}
	err := e.newError(errPanic, message, at...)
	err.Traceback = slices.Insert(err.Traceback, 1, libraries...)
	return err
}

// asGoSays has Go's own words for the runtime errors that gomacro, working by
// reflection, gets from package reflect.
var asGoSays = map[string]string{
	"reflect: Method on nil interface value":                nilPointer,
	"reflect: slice index out of range":                     "index out of range",
	"reflect: array index out of range":                     "index out of range",
	"reflect.Value.Slice: slice index out of bounds":        "slice bounds out of range",
	"reflect.Value.Slice: string slice index out of bounds": "slice bounds out of range",
	"reflect.MakeSlice: negative len":                       "makeslice: len out of range",
	"reflect.MakeSlice: negative cap":                       "makeslice: cap out of range",
	"reflect.MakeSlice: len > cap":                          "makeslice: len out of range",
}

const nilPointer = "invalid memory address or nil pointer dereference"

// message is what a panic's value says. That may be the user's code, which may
// fail in turn.
func (e *Evaluator) message(p any) (text string) {
	defer func() {
		e.setRunning(false)
		if again := recover(); again != nil {
			settle(e.ir.PrepareEnv().Run)
			text = fmt.Sprintf("%T, whose Error or String panics too", p)
		}
	}()
	e.setRunning(true)
	switch p := p.(type) {
	case error:
		return p.Error()
	case fmt.Stringer:
		return p.String()
	}
	return fmt.Sprint(p)
}

// places are the interpreted calls that led to a panic, innermost first.
func (e *Evaluator) places(last ast.Node, top *fast.Env) []place {
	return e.callers(last, top.Run, top)
}

// callers are the interpreted calls of a goroutine, innermost first, up to the
// cell's own environment. last is the cell's last node.
func (e *Evaluator) callers(last ast.Node, run *fast.Run, top *fast.Env) []place {
	const deepest = 20
	var list []place
	for env := run.CurrEnv; env != nil && len(list) < deepest; env = caller(env) {
		pos := token.NoPos
		if env.IP >= 0 && env.IP < len(env.DebugPos) {
			pos = env.DebugPos[env.IP]
		}
		if env == top && pos == token.NoPos && last != nil {
			pos = last.Pos() // the last expression is no statement of its own
		}
		at := e.place(pos)
		if at.cell != 0 {
			list = append(list, at)
		}
		if env == top {
			break
		}
	}
	if len(list) == 0 && last != nil {
		list = append(list, e.place(last.Pos()))
	}
	return list
}

// caller is the environment of the function that called the one env is in.
func caller(env *fast.Env) *fast.Env {
	for ; env != nil; env = env.Outer {
		if env.Caller != nil {
			return env.Caller
		}
	}
	return nil
}

func (e *Evaluator) place(pos token.Pos) place {
	if pos == token.NoPos {
		return place{}
	}
	p := e.ir.Comp.Globals.Fileset.Position(pos)
	var at place
	if _, err := fmt.Sscanf(p.Filename, "cell [%d]", &at.cell); err != nil {
		return place{}
	}
	at.line, at.column = p.Line, p.Column
	return at
}

// plainError is an error without a position.
func (e *Evaluator) plainError(cell Cell, name string, err error) *CellError {
	return e.newError(name, err.Error(), place{cell: cell.Number})
}

func (e *Evaluator) newError(name, message string, at ...place) *CellError {
	return e.sources.failure(name, message, at...)
}
