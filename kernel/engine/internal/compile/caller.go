package compile

// A Caller is the code of cells that has called a compiled function.
type Caller struct {
	// Own reports whether it is a cell itself, not a goroutine that one has
	// started.
	Own bool
	// Done is closed when the cell is interrupted that the code belongs to; nil:
	// no code of cells calls.
	Done <-chan struct{}
	// Trace is what runs, innermost first.
	Trace []Call
}

// Do returns a program that calls f as a cell calls what it does.
func (m *Machine) Do(f func()) *Program { return &Program{m: m, do: f, task: newTask()} }

// Caller tells on whose behalf the calling goroutine runs.
func (m *Machine) Caller() Caller {
	th := m.threads.find(goroutine())
	if th == nil {
		return Caller{}
	}
	return Caller{Own: th.own, Done: th.done, Trace: th.trace(nil)}
}

// Guard calls f, and returns what it panics with, but an interrupt.
func (m *Machine) Guard(f func()) (err *RunError) {
	th, release := m.thread()
	defer release()
	defer func() {
		p := recover()
		if _, ok := p.(Interrupted); ok {
			panic(p)
		}
		if p != nil {
			err = th.runError(p)
		}
	}()
	f()
	return nil
}

// Goroutine is what tells the calling goroutine from others that run.
func Goroutine() uintptr { return goroutine() }
