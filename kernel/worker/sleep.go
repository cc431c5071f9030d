//go:build !windows

package worker

import (
	"reflect"
	"time"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/gls"
	"github.com/cosmos72/gomacro/imports"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// replaceSleep gives cells a time.Sleep that an interrupt ends. gomacro looks
// at interrupts between statements only. On goroutines that a cell started it
// is the usual one: a panic there would end the process.
func (e *Evaluator) replaceSleep() {
	e.evalID = gls.GoID()
	symbols.Load("time")
	imports.Packages["time"].Binds["Sleep"] = reflect.ValueOf(func(d time.Duration) {
		e.mu.Lock()
		wake := e.wake
		e.mu.Unlock()
		if wake == nil || gls.GoID() != e.evalID {
			time.Sleep(d)
			return
		}
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-wake:
			panic(base.SigInterrupt)
		}
	})
}
