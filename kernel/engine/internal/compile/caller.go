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

// Caller tells on whose behalf the calling goroutine runs.
func (m *Machine) Caller() Caller {
	t, ok := m.threads.Load(goroutine())
	if !ok {
		return Caller{}
	}
	th := t.(*thread)
	return Caller{Own: th.own, Done: th.done, Trace: th.trace(nil)}
}
