package compile

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// A RunError is a panic that code of cells has ended with.
type RunError struct {
	Value any
	Trace []Call
	// Calls are those of compiled functions that led from the innermost of Trace
	// to the panic, innermost first.
	Calls []string
	// Earlier is what was panicked with before, oldest first, when deferred
	// functions panicked anew; More is how many of these are left out at its end.
	Earlier []string
	More    int
	msg     string
}

func (e *RunError) Error() string { return e.msg }

// runError describes a panic, on the goroutine that has recovered from it: what
// the panic says may be cells' code, and is interrupted as that is.
func (th *thread) runError(value any) *RunError {
	c := th.caught(value)
	e := &RunError{Value: value, Trace: c.trace, Calls: compiledCalls(c.stack), More: c.more, msg: message(value)}
	for _, v := range c.earlier {
		e.Earlier = append(e.Earlier, message(v))
	}
	return e
}

func message(value any) (msg string) {
	defer func() {
		if r := recover(); r != nil {
			msg = fmt.Sprintf("%T, whose Error or String panics too", value)
		}
	}()
	switch v := value.(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(value)
}

// compiledCalls are the calls in a stack between a panic and the engine.
func compiledCalls(stack []uintptr) (calls []string) {
	const most = 8
	frames := runtime.CallersFrames(stack)
	for panicked, more := false, true; more && len(calls) < most; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case !panicked:
			panicked = f.Function == "runtime.gopanic"
		case strings.HasPrefix(f.Function, "runtime."):
		case strings.HasPrefix(f.Function, "reflect."), strings.Contains(f.Function, "/kernel/engine"):
			return calls
		default:
			calls = append(calls, fmt.Sprintf("%s, %s:%d", f.Function, filepath.Base(f.File), f.Line))
		}
	}
	return calls
}
