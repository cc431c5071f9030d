package compile

import (
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// Where code of cells fails as the runtime's own checks would have it fail, it
// panics with the runtime's own errors: a sample that the runtime is made to
// raise, with what is at fault in place of the sample's.

// raised is what f panics with.
func raised(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// with is a copy of a value in which set has set what it points to.
func with(sample any, set func(t reflect.Type, p unsafe.Pointer)) any {
	t := reflect.TypeOf(sample)
	p := reflect.New(t)
	p.Elem().Set(reflect.ValueOf(sample))
	set(t, p.UnsafePointer())
	return p.Elem().Interface()
}

// setField sets a field of a struct at p.
func setField[T any](t reflect.Type, p unsafe.Pointer, name string, x T) {
	if f, ok := t.FieldByName(name); ok && f.Type.Size() == unsafe.Sizeof(x) { // else Check says so
		*at[T](p, f.Offset) = x
	}
}

// runtimeError is the runtime's error that says so.
func runtimeError(text string) any {
	return with(raised(func() { panicOfMake(-1) }), func(t reflect.Type, p unsafe.Pointer) {
		if t.Kind() == reflect.String { // else Check says so
			*(*string)(p) = text
		}
	})
}

func panicOfMake(n int) { _ = make([]byte, n) }

// panicOfChan panics as make does for the size of a channel.
func panicOfChan(n int) { _ = make(chan struct{}, n) }

// outOfRange panics as an index out of range does.
func outOfRange(i, n int) { _ = unsafe.Slice(new(struct{}), n)[i] }

// outOfRangeUnsigned is outOfRange for an index that was unsigned.
func outOfRangeUnsigned(i, n int) { _ = unsafe.Slice(new(struct{}), n)[uint64(i)] }

// An overrun is which limit a length or a bound is beyond.
type overrun int

const (
	beyondLen   overrun = iota // s[:x] of a string or an array
	beyondCap                  // s[:x] of a slice
	beyondHigh                 // s[x:high]
	beyondLen3                 // s[::x] of an array
	beyondCap3                 // s[::x] of a slice
	beyondMax3                 // s[:x:max]
	beyondHigh3                // s[x:high:]
	shorter                    // [x]T(s)
)

// sample panics with an overrun of 1 by n.
func (o overrun) sample(n int) {
	var a [1]int
	s := a[:]
	switch o {
	case beyondLen:
		_ = a[:n]
	case beyondCap:
		_ = s[:n]
	case beyondHigh:
		_ = s[n:1]
	case beyondLen3:
		_ = a[0:0:n]
	case beyondCap3:
		_ = s[0:0:n]
	case beyondMax3:
		_ = s[0:n:1]
	case beyondHigh3:
		_ = s[n:1:1]
	case shorter:
		_ = [2]int(s)
	}
}

// by is the runtime's error for x beyond limit.
func (o overrun) by(x, limit int, unsigned bool) any {
	return with(raised(func() { o.sample(2) }), func(t reflect.Type, p unsafe.Pointer) {
		setField(t, p, "x", int64(x))
		setField(t, p, "y", limit)
		setField(t, p, "signed", !unsigned)
	})
}

// assertionError is the runtime's error of an assertion that fails: that what is
// in an interface of type from, typ or nothing, is of type to.
func assertionError(from reflect.Type, typ unsafe.Pointer, to reflect.Type) any {
	missing := ""
	if to.Kind() == reflect.Interface {
		from = nil // as in compiled code
		missing = missingMethod(typ, to)
	}
	e := &runtime.TypeAssertionError{}
	t, p := reflect.TypeOf(*e), unsafe.Pointer(e)
	var inter unsafe.Pointer
	if from != nil {
		inter = word(from)
	}
	setField(t, p, "_interface", inter)
	setField(t, p, "concrete", typ)
	setField(t, p, "asserted", word(to))
	setField(t, p, "missingMethod", missing)
	return e
}

// missingMethod is a method of an interface that a type does not have.
func missingMethod(typ unsafe.Pointer, to reflect.Type) string {
	if typ == nil {
		return ""
	}
	have := reflect.Zero(rtype.FromWord(typ))
	for m := range to.Methods() {
		if v := have.MethodByName(m.Name); !v.IsValid() || v.Type() != m.Type {
			return m.Name
		}
	}
	return ""
}

// Check reports what of the errors that this package makes the runtime no longer
// has. Nothing here may be used where it returns an error.
func Check() error { return checkErrors() }

var checkErrors = sync.OnceValue(func() error {
	n := 2
	for _, c := range []struct {
		raise func()
		made  func() any
	}{
		{func() { panicOfMake(-n) }, func() any { return runtimeError("makeslice: len out of range") }},
		{func() { _ = "abc"[:n+3] }, func() any { return beyondLen.by(n+3, 3, false) }},
		{func() { _ = make([]int, 3)[uint(n+2):n] }, func() any { return beyondHigh.by(n+2, n, true) }},
		{func() { _ = any(n).(error) }, func() any {
			return assertionError(reflect.TypeFor[any](), word(reflect.TypeFor[int]()), reflect.TypeFor[error]())
		}},
		{func() { _ = any(n).(string) }, func() any {
			return assertionError(reflect.TypeFor[any](), word(reflect.TypeFor[int]()), reflect.TypeFor[string]())
		}},
	} {
		want := raised(c.raise)
		made := raised(func() { panic(c.made()) })
		if reflect.TypeOf(made) != reflect.TypeOf(want) || fmt.Sprint(made) != fmt.Sprint(want) {
			return fmt.Errorf("this Go toolchain has other errors of its runtime than Go 1.26 and 1.27: %T (%v), where %T (%v) is made", want, want, made, made)
		}
	}
	return nil
})
