package compile

import (
	"go/token"
	"runtime"
	"slices"
	"unsafe"
)

// Interrupted is what a cell ends with that was interrupted.
type Interrupted struct{}

func (Interrupted) Error() string { return "interrupted" }

// halt ends the thread's code: an interrupt has been asked for. What it has
// deferred runs until the next limit.
func (th *thread) halt() {
	th.stop, th.done = &th.task.hard.reached, th.task.hard.done
	if th.own {
		th.task.unwinds.Store(true)
	}
	if th.foreign {
		runtime.Goexit() // a panic would end the process
	}
	panic(Interrupted{})
}

// A panicking is a panic that deferred functions see.
type panicking struct {
	value     any
	recovered bool
	trace     []Call
	stack     []uintptr // Go's own, at the panic
	earlier   []any     // what was panicked with when deferred functions panicked anew, oldest first
	more      int       // how many of these are left out
}

// maxEarlier is how many earlier panics of a chain are kept.
const maxEarlier = 8

// follow notes that a deferred function has panicked anew on the way of another
// panic.
func (p *panicking) follow(old *panicking) {
	if _, ok := old.value.(Interrupted); ok {
		return
	}
	all := slices.Concat(old.earlier, []any{old.value}, p.earlier)
	n := min(len(all), maxEarlier)
	p.earlier, p.more = all[:n], old.more+p.more+len(all)-n
}

// A Call is a function of cells that was running.
type Call struct {
	Name   string
	Pos    token.Pos
	symbol string
	bare   bool // it has no parameters
}

// trace is what runs on the thread, innermost first, down to and without frame
// until.
func (th *thread) trace(until F) (calls []Call) {
	loops := map[F]token.Pos{} // where frames are whose loops' bodies run
	for f := th.top; f != nil && f != until; f = headOf(f).up {
		if len(calls) == maxTrace {
			break
		}
		at := f
		if loop := headOf(f).code.loop; loop.IsValid() {
			at = *(*F)(headOf(f).env) // the body runs in the loop's frame
		}
		pos, ok := loops[at]
		if !ok {
			pos = headOf(at).pos
		}
		if at != f {
			loops[at] = headOf(f).code.loop
		}
		calls = append(calls, Call{headOf(f).code.name, pos, headOf(f).code.symbol, headOf(f).code.bare()})
	}
	return calls
}

const maxTrace = 50

// caught notes a panic that has been recovered from, with where it happened. What a
// deferred function panics with after it has recovered is a panic of its own, also
// where it is the very same value.
func (th *thread) caught(value any) *panicking {
	if l := th.lost; l != nil && !l.recovered && same(l.value, value) {
		return l
	}
	stack := make([]uintptr, 64)
	return &panicking{value: value, trace: th.trace(nil), stack: stack[:runtime.Callers(2, stack)]}
}

// same reports whether two panics have the very same value.
func same(a, b any) bool {
	return *(*[2]unsafe.Pointer)(unsafe.Pointer(&a)) == *(*[2]unsafe.Pointer)(unsafe.Pointer(&b))
}

// A deferred is a call that a function has deferred.
type deferred struct {
	next *deferred
	run  func(th *thread, rec *panicking)
}

// withDefers makes a body of one that defers calls. What it defers is called at
// end, if that is valid, where the body has no return.
//
// A panic is caught, and Go's stack unwound, before what is deferred runs, and
// panicked with anew where nothing recovers: Go goes through the whole stack of
// every panic of a chain that is on the stack, so that time would grow with the
// square of its length.
func withDefers(body stmt, end token.Pos) stmt {
	return func(f F) ctl {
		h := headOf(f)
		th := h.th
		depth := th.depth
		outer := h.defers
		h.defers = nil
		rec := th.body(f, body, end, outer)
		th.top, th.depth = f, depth
		for !th.runDeferred(h, outer, &rec) {
			th.top, th.depth = f, depth
		}
		h.defers = outer
		th.lost = rec
		if rec != nil {
			panic(rec.value)
		}
		return next
	}
}

// body runs a body that defers calls and returns what it panics with. Where
// runtime.Goexit ends the goroutine, what is deferred runs on the way out.
func (th *thread) body(f F, body stmt, end token.Pos, outer *deferred) (rec *panicking) {
	returned, depth := false, th.depth
	defer func() {
		if returned {
			return
		}
		if th.noted(recover(), &rec) {
			return
		}
		th.top, th.depth = f, depth
		th.exit(headOf(f), outer, &rec)
	}()
	if body(f) == next && end.IsValid() {
		headOf(f).pos = end
	}
	returned = true
	return nil
}

// noted notes what has been recovered, nil where runtime.Goexit is what ends the
// code, and reports whether code goes on where the panic has been caught: it does
// not once runtime.Goexit has been called, which Go then resumes.
func (th *thread) noted(p any, rec **panicking) bool {
	if p == nil {
		th.exits = true
		*rec = nil // what it has panicked with before is forgotten
	} else {
		now := th.caught(p)
		if old := *rec; old != nil && old != now && !old.recovered {
			now.follow(old)
		}
		*rec = now
	}
	return !th.exits
}

// exit runs a frame's deferred calls while runtime.Goexit ends the goroutine.
func (th *thread) exit(h *head, outer *deferred, rec **panicking) {
	for !th.runDeferred(h, outer, rec) {
	}
	h.defers = outer
	if *rec != nil {
		th.lost = *rec
		panic((*rec).value)
	}
}

// runDeferred runs a frame's deferred calls until none is left or one panics.
func (th *thread) runDeferred(h *head, outer *deferred, rec **panicking) (done bool) {
	defer func() {
		if done {
			return
		}
		if !th.noted(recover(), rec) {
			th.exit(h, outer, rec)
		}
	}()
	for h.defers != nil {
		d := h.defers
		h.defers = d.next
		d.run(th, *rec)
		if *rec != nil && (*rec).recovered {
			*rec = nil
			th.lost = nil
		}
	}
	return true
}

// recovered is the builtin recover, called in frame f.
func recovered(f F) any {
	h := headOf(f)
	rec := h.rec
	for rec == nil && h.up != nil && headOf(h.up).code.wraps {
		h = headOf(h.up)
		rec = h.rec
	}
	if rec == nil || rec.recovered {
		return nil
	}
	if _, ok := rec.value.(Interrupted); ok {
		return nil // an interrupt is not the program's to catch
	}
	rec.recovered = true
	return rec.value
}
