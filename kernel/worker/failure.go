//go:build !windows

package worker

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crococlock/crococlock/kernel/engine"
)

// Sentences that are said instead of the engine's.
const (
	saidInterrupted = "the cell was interrupted; variables are kept"
	saidLeftBehind  = "the cell was interrupted; variables are kept; what it waited for goes on, and ends when it comes back to the cell's code"
)

// failure is a cell's error as front ends show it. shift is how many columns
// the code of each line has been moved to the right.
func (e *Evaluator) failure(err error, shift map[int]int) error {
	var failed *engine.Error
	switch {
	case errors.Is(err, engine.ErrLeftBehind):
		return e.sources.failure(errInterrupted, saidLeftBehind)
	case errors.Is(err, engine.ErrInterrupted):
		return e.sources.failure(errInterrupted, saidInterrupted)
	case !errors.As(err, &failed):
		return e.sources.failure(errCompile, err.Error())
	case !failed.Ran:
		return e.refused(failed, shift)
	}
	name, message := errPanic, failed.Error()
	if _, asked := failed.Panic.(inputError); asked {
		name = errInput
	}
	if strings.Contains(message, "stack overflow: calls are nested too deeply") {
		message += "; variables are kept"
	}
	return e.panicked(name, message, failed, shift)
}

// panicked is the error of a panic, with what led to it.
func (e *Evaluator) panicked(name, message string, err *engine.Error, shift map[int]int) *CellError {
	r := e.sources.failure(name, message, places(err.Places, shift)...)
	r.Traceback = slices.Insert(r.Traceback, 1, err.Calls...)
	for _, s := range err.Earlier {
		r.Traceback = append(r.Traceback, "a deferred function panicked while this panic was under way: "+s)
	}
	if err.More > 0 {
		r.Traceback = append(r.Traceback, andMore(err.More))
	}
	return r
}

// shownFaults is how many of a cell's faults are shown.
const shownFaults = 10

// refused is why a cell was not run: each fault with its place.
func (e *Evaluator) refused(err *engine.Error, shift map[int]int) *CellError {
	name := errCompile
	if len(err.Places) == 0 {
		return e.sources.failure(name, err.Error())
	}
	at := places(err.Places, shift)
	var all *CellError
	for i, p := range err.Places {
		one := e.sources.failure(name, saidOf(p), at[i])
		switch {
		case all == nil:
			all = one
		case i < shownFaults:
			all.Value += "\n" + one.Value
			all.Traceback = append(all.Traceback, one.Traceback...)
		}
	}
	if more := len(err.Places) - shownFaults; more > 0 {
		all.Traceback = append(all.Traceback, andMore(more))
	}
	return all
}

// atSpecial is where a line begins as a special one does.
var atSpecial = regexp.MustCompile(`^\s*([%$]%?\pL\S*)`)

// saidOf is what is wrong at a place.
func saidOf(p engine.Place) string {
	at := atSpecial.FindStringSubmatchIndex(p.Text)
	if at == nil || p.Col != utf8.RuneCountInString(p.Text[:at[2]])+1 {
		return p.Msg
	}
	return p.Text[at[2]:at[3]] + " is no Go: special lines stand at a cell's head"
}

// places are the engine's, in the columns that the user has written.
func places(list []engine.Place, shift map[int]int) (at []place) {
	for _, p := range list {
		at = append(at, place{cell: p.Cell, file: p.File, fun: p.Func, line: p.Line, column: max(1, p.Col-shift[p.Line])})
	}
	return at
}
