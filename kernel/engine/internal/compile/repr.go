package compile

import (
	"go/token"
	"reflect"
	"unsafe"
)

// The representations of values: a value of any type but structs and arrays is
// held as one of Go's numbers, a bool, a string, or one of these. An expression
// is a func(F) T of its representation T, so that nothing is boxed. Pointers,
// maps, channels and functions are unsafe.Pointer.
type (
	sliceH struct {
		p        unsafe.Pointer
		len, cap int
	}
	// ifaceH is an interface: type or itab, and data.
	ifaceH struct {
		tab, data unsafe.Pointer
	}
)

type integer interface {
	int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64 | uintptr
}

type ordinal interface {
	integer | float32 | float64
}

type number interface {
	ordinal | complex64 | complex128
}

// A getter is a func(F) T; what T is its repr knows.
type getter = any

// A repr makes closures for one representation.
type repr interface {
	size() uintptr
	cast(g getter) getter // from one that is passed in the same way

	local(off uintptr) getter                           // in the frame
	deref(addr func(F) unsafe.Pointer) getter           // at an address
	field(p func(F) unsafe.Pointer, off uintptr) getter // beside one
	fieldLocal(pOff, off uintptr) getter                // beside one that is in the frame
	fixed(p unsafe.Pointer) getter                      // at an address that is known
	captured(i, off uintptr) getter                     // beside the i-th captured variable
	constant(p unsafe.Pointer) getter                   // what is at p now
	index(s, i *expr) getter                            // of a slice
	indexLocal(s, i uintptr) getter                     // of a slice, both in the frame
	mapped(m func(F) unsafe.Pointer, k *expr) getter    // of a map, nil if it is not a common one
	called(k *caller) getter                            // the result of a call
	noted(get getter, pos token.Pos) getter             // of a call, with where it is
	received(ch func(F) unsafe.Pointer) getter
	receiveTo(ch func(F) unsafe.Pointer, v, ok uintptr) func(F)
	sent(ch func(F) unsafe.Pointer, get getter) stmt
	convert(to reflect.Kind, get getter) getter              // to another number
	unary(op token.Token, get getter) getter                 //
	binary(op token.Token, x, y *expr) getter                //
	compare(op token.Token, x, y *expr) func(F) bool         //
	shift(op token.Token, x getter, n func(F) uint64) getter //
	appended(s func(F) sliceH, elem unsafe.Pointer, get getter) func(F) sliceH

	setLocal(off uintptr, get getter) stmt
	returned(off uintptr, get getter) stmt // sets a result, and returns
	setFixed(p unsafe.Pointer, get getter) stmt
	setAt(addr func(F) unsafe.Pointer, get getter) stmt
	setIndex(s, i, x *expr) stmt
	setMapped(m func(F) unsafe.Pointer, k *expr, get getter) stmt // nil if it is not a common one
	update(op token.Token, d *expr, y *expr) stmt                 // d op= y, nil if there is no such
	count(m, k, y *expr) stmt                                     // m[k] += y of a map, nil if it is not a common one
	to(get getter) func(F, unsafe.Pointer)
	drop(get getter) stmt

	// call of compiled functions
	arg(get getter) func(F) unsafe.Pointer // evaluates into memory of its own
}

type base[T any] struct{}

func (base[T]) size() uintptr { return unsafe.Sizeof(*new(T)) }

func (base[T]) cast(g getter) getter { return getAs[T](g) }

func (base[T]) local(off uintptr) getter { return func(f F) T { return *at[T](f, off) } }

func (base[T]) deref(addr func(F) unsafe.Pointer) getter {
	return func(f F) T { return *(*T)(addr(f)) }
}

func (base[T]) field(p func(F) unsafe.Pointer, off uintptr) getter {
	if off >= guarded {
		return func(f F) T { q := p(f); touch(q); return *at[T](q, off) }
	}
	return func(f F) T { return *beside[T](p(f), off) }
}

func (base[T]) fieldLocal(pOff, off uintptr) getter {
	if off >= guarded {
		return func(f F) T { q := *at[unsafe.Pointer](f, pOff); touch(q); return *at[T](q, off) }
	}
	return func(f F) T { return *beside[T](*at[unsafe.Pointer](f, pOff), off) }
}

// beside is at for a pointer that may be nil.
//
//go:nocheckptr
func beside[T any](p unsafe.Pointer, off uintptr) *T { return (*T)(unsafe.Add(p, off)) }

// guarded is the size of the memory at address zero that faults when it is
// touched: a field beyond it needs a test of its pointer.
const guarded = 4096

// touch panics as Go does if p is nil.
//
//go:norace
func touch(p unsafe.Pointer) { _ = *(*byte)(p) }

func (base[T]) fixed(p unsafe.Pointer) getter {
	q := (*T)(p)
	return func(F) T { return *q }
}

func (base[T]) captured(i, off uintptr) getter {
	i *= 8
	if off == 0 {
		return func(f F) T { return **at[*T](headOf(f).env, i) }
	}
	return func(f F) T { return *at[T](*at[unsafe.Pointer](headOf(f).env, i), off) }
}

func (base[T]) constant(p unsafe.Pointer) getter {
	x := *(*T)(p)
	return func(F) T { return x }
}

func (b base[T]) index(s, i *expr) getter {
	get, n := s.get.(func(F) sliceH), i.get.(func(F) int)
	switch {
	case s.local && i.local:
		return b.indexLocal(s.off, i.off)
	case i.local && s.of != nil && s.of.local && s.index.local && !s.index.unsigned: // x[j][i]
		x, j, i := s.of.off, s.index.off, i.off
		return func(f F) T { return *elem[T](*elem[sliceH](*at[sliceH](f, x), *at[int](f, j)), *at[int](f, i)) }
	case i.local:
		i := i.off
		return func(f F) T { return *elem[T](get(f), *at[int](f, i)) }
	case s.local:
		s := s.off
		return func(f F) T { h := *at[sliceH](f, s); return *elem[T](h, n(f)) }
	}
	return func(f F) T { h := get(f); return *elem[T](h, n(f)) }
}

// elem is an element of a slice.
func elem[T any](h sliceH, i int) *T {
	if uint(i) >= uint(h.len) {
		outOfRange(i, h.len)
	}
	return (*T)(unsafe.Add(h.p, uintptr(i)*unsafe.Sizeof(*new(T))))
}

func (base[T]) indexLocal(s, i uintptr) getter {
	return func(f F) T { return *elem[T](*at[sliceH](f, s), *at[int](f, i)) }
}

// mapped reads maps whose keys are ints or strings as what they are in memory.
func (base[T]) mapped(m func(F) unsafe.Pointer, k *expr) getter {
	switch key := k.get.(type) {
	case func(F) int:
		return func(f F) T { p := m(f); return (*(*map[int]T)(unsafe.Pointer(&p)))[key(f)] }
	case func(F) string:
		return func(f F) T { p := m(f); return (*(*map[string]T)(unsafe.Pointer(&p)))[key(f)] }
	}
	return nil
}

func (base[T]) called(k *caller) getter { return called[T](k) }

func (base[T]) received(ch func(F) unsafe.Pointer) getter {
	return func(f F) T { v, _ := receive[T](f, ch(f)); return v }
}

func (base[T]) receiveTo(ch func(F) unsafe.Pointer, v, ok uintptr) func(F) {
	return func(f F) { *at[T](f, v), *at[bool](f, ok) = receive[T](f, ch(f)) }
}

func (base[T]) convert(reflect.Kind, getter) getter              { return nil }
func (base[T]) unary(token.Token, getter) getter                 { return nil }
func (base[T]) binary(token.Token, *expr, *expr) getter          { return nil }
func (base[T]) compare(token.Token, *expr, *expr) func(F) bool   { return nil }
func (base[T]) shift(token.Token, getter, func(F) uint64) getter { return nil }
func (base[T]) update(token.Token, *expr, *expr) stmt            { return nil }
func (base[T]) count(m, k, y *expr) stmt                         { return nil }
