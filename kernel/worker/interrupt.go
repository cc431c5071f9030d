//go:build !windows

package worker

import (
	"context"
	"time"

	"github.com/cosmos72/gomacro/base"
)

// Interrupt stops the running cell: its ctx is cancelled by whoever gave it,
// loops, calls and sleeps end. It may be called from any goroutine.
func (e *Evaluator) Interrupt() {
	e.mu.Lock()
	done := e.done
	e.mu.Unlock()
	e.interrupt(done)
}

// interrupt is Interrupt for the cell that done belongs to: one that comes too
// late does not reach the next cell.
func (e *Evaluator) interrupt(done <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wake == nil || done != e.done {
		return
	}
	select {
	case <-e.wake:
	default:
		close(e.wake)
		go e.keepInterrupting(done)
	}
}

// keepInterrupting signals gomacro until the cell has ended: a recover of the
// user's may have swallowed the first.
func (e *Evaluator) keepInterrupting(done <-chan struct{}) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		e.mu.Lock()
		select {
		case <-done:
			e.mu.Unlock()
			return
		default:
			if e.running { // not what compiles a cell: there, nothing catches it
				e.ir.Interrupt(nil)
			}
		}
		e.mu.Unlock()
		select {
		case <-done:
			return
		case <-tick.C:
		}
	}
}

// begin lets an end of ctx interrupt what runs, until end is called.
func (e *Evaluator) begin(ctx context.Context) (end func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.wake, e.done, e.deep = make(chan struct{}), make(chan struct{}), false
	done := e.done
	go e.watchStack(done)
	stop := context.AfterFunc(ctx, func() { e.interrupt(done) })
	return func() {
		stop()
		e.end()
	}
}

func (e *Evaluator) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wake == nil {
		return
	}
	e.wake = nil
	close(e.done)
	// A signal that the cell's end has overtaken is not the next cell's.
	e.ir.PrepareEnv().Run.Signals = base.Signals{}
}

func (e *Evaluator) setRunning(running bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running = running
}

// tooDeep tells whether the cell was ended because of its stack.
func (e *Evaluator) tooDeep() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.deep
}

func (e *Evaluator) interrupted() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wake == nil {
		return false
	}
	select {
	case <-e.wake:
		return true
	default:
		return false
	}
}
