//go:build !windows

package worker

import (
	"context"
	"os/exec"
	"reflect"
	"sync"

	"github.com/cosmos72/gomacro/imports"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// replaceCommand gives cells an exec.Command whose process ends when the cell
// that has started it is interrupted. Processes of earlier cells run on.
func (e *Evaluator) replaceCommand() {
	symbols.Load("os/exec")
	imports.Packages["os/exec"].Binds["Command"] = reflect.ValueOf(func(name string, arg ...string) *exec.Cmd {
		started := &interrupts{Context: context.Background()}
		started.done = sync.OnceValue(func() <-chan struct{} {
			e.mu.Lock()
			defer e.mu.Unlock()
			return e.wake
		})
		return killable(exec.CommandContext(started, name, arg...))
	})
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
