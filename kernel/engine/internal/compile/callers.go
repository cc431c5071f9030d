package compile

import (
	"go/token"
	"reflect"
	"runtime"
	"strings"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// A Frame is a function that runs, of cells or compiled.
type Frame struct {
	Symbol string    // its name as package runtime has it
	Pos    token.Pos // where a function of cells is
	File   string    // where a compiled one is
	Line   int
	Bare   bool // it is one of cells that has no parameters
}

func (co *code) bare() bool { return len(co.params) == 0 && co.recv.rt == nil }

var (
	ownPackage = reflect.TypeFor[Machine]().PkgPath()
	runSymbol  = ownPackage + ".(*code).run"
	// ours is how the paths of all packages begin that run cells.
	ours = strings.TrimSuffix(ownPackage, "engine/internal/compile")
)

// Stack is what runs on the calling goroutine, innermost first: functions of
// cells with the compiled ones that they call and that call them. Of a deep stack
// it is no more than what has to be looked at to find as many as are needed.
func (m *Machine) Stack(needed int) []Frame {
	for size := 64; ; size *= 4 {
		physical, whole := physicalStack(size)
		if list := m.logical(physical, whole); whole || len(list) >= needed {
			return list
		}
	}
}

// logical is what a stack is to cells, innermost first. Of one that is not whole
// the end is left out: what follows tells what it is.
func (m *Machine) logical(physical []runtime.Frame, whole bool) (list []Frame) {
	th := m.threads.find(goroutine())
	var live F
	if th != nil {
		live = th.top
	}
	end := len(physical)
	if !whole {
		end -= 16
	}
	for i := 0; i < end; i++ {
		f := physical[i]
		switch {
		case f.Function == runSymbol:
			if live == nil {
				continue
			}
			h := headOf(live)
			list = appendCall(list, callAt(live))
			live = h.up
			if rec := h.rec; rec != nil { // what panicked is still there
				return append(list, rec.frames()...)
			}
		case strings.HasPrefix(f.Function, ours), isBetween(physical, i):
		default:
			list = append(list, Frame{Symbol: f.Function, File: f.File, Line: f.Line})
		}
	}
	return list
}

// maxPhysical is how many of Go's own frames are looked at, at most.
const maxPhysical = 1 << 20

// physicalStack is Go's own stack below the function that calls the one that calls
// this, up to some length, and whether that is all of it.
func physicalStack(length int) (list []runtime.Frame, whole bool) {
	pcs := make([]uintptr, length)
	n := runtime.Callers(3, pcs)
	for frames, more := runtime.CallersFrames(pcs[:n]), n > 0; more; {
		var f runtime.Frame
		f, more = frames.Next()
		list = append(list, f)
	}
	return list, n < length || length >= maxPhysical
}

// isBetween reports whether a frame belongs to the way from cells' code to
// compiled code or back: package reflect's beside the engine's own.
func isBetween(list []runtime.Frame, i int) bool {
	is := func(f runtime.Frame) bool { return strings.HasPrefix(f.Function, "reflect.") }
	if !is(list[i]) {
		return false
	}
	from, to := i, i
	for from > 0 && is(list[from-1]) {
		from--
	}
	for to < len(list)-1 && is(list[to+1]) {
		to++
	}
	return from > 0 && strings.HasPrefix(list[from-1].Function, ours) || to < len(list)-1 && strings.HasPrefix(list[to+1].Function, ours)
}

// callAt is a frame's function and where it is. The body of a range over a
// function is where the loop's frame is.
func callAt(f F) Frame {
	h := headOf(f)
	pos := h.pos
	if h.code.loop.IsValid() {
		pos = headOf(*(*F)(h.env)).pos
	}
	return Frame{Symbol: h.code.symbol, Pos: pos, Bare: h.code.bare()}
}

// appendCall leaves out what only leads to another function.
func appendCall(list []Frame, f Frame) []Frame {
	if !f.Pos.IsValid() {
		return list
	}
	return append(list, f)
}

// frames are what ran at the panic, below the panic itself.
func (p *panicking) frames() (list []Frame) {
	frames := runtime.CallersFrames(p.stack)
	for panicked, more := false, len(p.stack) > 0; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if panicked = panicked || f.Function == "runtime.gopanic"; !panicked {
			continue
		}
		if strings.HasPrefix(f.Function, ours) || strings.HasPrefix(f.Function, "reflect.") {
			break
		}
		if n := len(list); n == 0 || list[n-1].Symbol != f.Function { // a panic that goes on is one
			list = append(list, Frame{Symbol: f.Function, File: f.File, Line: f.Line})
		}
	}
	for _, c := range p.trace {
		list = appendCall(list, Frame{Symbol: c.symbol, Pos: c.Pos, Bare: c.bare})
	}
	return list
}

// Symbol is the name and the place of a function value's function, if it is one
// of cells.
func Symbol(fn reflect.Value) (Frame, bool) {
	if fn.Kind() != reflect.Func || fn.IsNil() {
		return Frame{}, false
	}
	w := *(*F)(reflectWord(fn))
	cl := closureOf(w)
	if cl == nil {
		return Frame{}, false
	}
	return Frame{Symbol: cl.cell.symbol, Pos: cl.cell.pos}, true
}

// reflectWord is where the function value is that a reflect.Value holds.
func reflectWord(fn reflect.Value) F {
	p := reflect.New(fn.Type())
	p.Elem().Set(fn)
	return p.UnsafePointer()
}

// recovers reports whether compiled code that calls code of cells on the
// calling goroutine is known to recover from its panics.
func recovers() bool {
	for size := 64; ; size *= 4 {
		list, whole := physicalStack(size)
		for _, f := range list {
			switch {
			case strings.HasPrefix(f.Function, "net/http."), strings.HasPrefix(f.Function, "testing."):
				return true
			}
		}
		if whole {
			return false
		}
	}
}

// isBridge reports whether a function is made by package reflect, or by the
// engine, of another one, which counts as called by who calls it.
func isBridge(fn reflect.Value) bool {
	code := *(*unsafe.Pointer)(*(*unsafe.Pointer)(reflectWord(fn)))
	made := funcWord(reflect.MakeFunc(reflect.TypeFor[func()](), nil).Interface())
	bound := funcWord(reflect.ValueOf(fn.Type()).MethodByName("Name").Interface())
	return code == *(*unsafe.Pointer)(made) || code == *(*unsafe.Pointer)(bound) || code == trampAddr || rtype.IsMethod(code)
}
