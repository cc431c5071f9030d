//go:build !windows

package worker

import (
	"context"
	"io"
	"log"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

// replacements are what cells have in place of packages' own functions.
func (e *Evaluator) replacements() map[string]any {
	with := map[string]any{
		"time.Sleep":      e.sleep,
		"os/exec.Command": e.command,
		"os.Exit":         e.exit,
	}
	e.replaceStreams(with)
	e.replaceRunning(with)
	e.replaceFlags(with)
	e.replaceHandlers(with)
	e.replaceTests(with)
	if e.opts.Turn != nil {
		log.SetOutput(orderedWriter{e, e.stderr})
	}
	return with
}

// sleep is time.Sleep, which an interrupt of the cell ends that calls it.
func (e *Evaluator) sleep(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-e.engine.Caller().Done:
	}
}

// command is exec.Command. Its process ends when the cell that has started it is
// interrupted; processes of earlier cells run on.
func (e *Evaluator) command(name string, arg ...string) *exec.Cmd {
	done := sync.OnceValue(func() <-chan struct{} { return e.engine.Caller().Done })
	return killable(exec.CommandContext(&interrupts{context.Background(), done}, name, arg...))
}

// replaceRunning has processes write to standard output and error themselves,
// where a cell has given them these: what goes through a pipe of package exec
// comes in any order.
func (e *Evaluator) replaceRunning(with map[string]any) {
	own := func(c *exec.Cmd) *exec.Cmd {
		for _, w := range []*io.Writer{&c.Stdout, &c.Stderr} {
			if o, ok := (*w).(orderedWriter); ok {
				e.turn(o.File)
				*w = o.File
			}
		}
		return c
	}
	with["os/exec.(*Cmd).Start"] = func(c *exec.Cmd) error { return own(c).Start() }
	with["os/exec.(*Cmd).Run"] = func(c *exec.Cmd) error { return own(c).Run() }
	with["os/exec.(*Cmd).Output"] = func(c *exec.Cmd) ([]byte, error) { return own(c).Output() }
}

// interrupts is done when the cell is interrupted that runs when Done is first
// asked for: package exec does so when it starts a process. It asks for Err
// only after Done.
type interrupts struct {
	context.Context
	done func() <-chan struct{}
}

func (i *interrupts) Done() <-chan struct{} { return i.done() }
func (i *interrupts) Err() error            { return context.Canceled }

// exit is os.Exit, which tells where it was called.
func (e *Evaluator) exit(code int) {
	c := e.engine.Caller()
	if c.Cell && e.tests.inMain.Load() {
		panic(exitStatus(code))
	}
	if c.Done != nil {
		e.crashed(&engine.Error{Places: c.Places})
	}
	os.Exit(code)
}

// crashed tells where the cell is that ends the process.
func (e *Evaluator) crashed(err *engine.Error) {
	if e.opts.Crash != nil {
		e.opts.Crash(e.panicked(errPanic, "", err, nil))
	}
}

// ask asks the user for a line. Where nobody answers the cell ends; a goroutine
// that it started gets the error.
func (e *Evaluator) ask() (string, error) {
	caller := e.engine.Caller()
	line, err := e.opts.Input(caller.Done)
	if err == nil || err == io.EOF || !caller.Cell {
		return line, err
	}
	select {
	case <-caller.Done: // the engine ends the cell when it has the error
		return "", err
	default:
		panic(inputError{err})
	}
}
