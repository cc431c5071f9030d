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

// outOfRange panics as an index out of range does.
func outOfRange(i, n int) { _ = unsafe.Slice(new(struct{}), n)[i] }

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

func (base[T]) setMapped(m func(F) unsafe.Pointer, k *expr, get getter) stmt {
	g := get.(func(F) T)
	switch key := k.get.(type) {
	case func(F) int:
		return func(f F) ctl {
			p, i := m(f), key(f)
			v := g(f)
			(*(*map[int]T)(unsafe.Pointer(&p)))[i] = v
			return next
		}
	case func(F) string:
		return func(f F) ctl {
			p, i := m(f), key(f)
			v := g(f)
			(*(*map[string]T)(unsafe.Pointer(&p)))[i] = v
			return next
		}
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

func (base[T]) sent(ch func(F) unsafe.Pointer, get getter) stmt {
	g := get.(func(F) T)
	return func(f F) ctl { p := ch(f); sendOn(f, p, g(f)); return next }
}

func (base[T]) convert(reflect.Kind, getter) getter              { return nil }
func (base[T]) unary(token.Token, getter) getter                 { return nil }
func (base[T]) binary(token.Token, *expr, *expr) getter          { return nil }
func (base[T]) compare(token.Token, *expr, *expr) func(F) bool   { return nil }
func (base[T]) shift(token.Token, getter, func(F) uint64) getter { return nil }
func (base[T]) update(token.Token, *expr, *expr) stmt            { return nil }
func (base[T]) count(m, k, y *expr) stmt                         { return nil }

func (base[T]) appended(s func(F) sliceH, elem unsafe.Pointer, get getter) func(F) sliceH {
	g := get.(func(F) T)
	return func(f F) sliceH {
		h := s(f)
		v := g(f)
		if h.len == h.cap {
			h2 := growslice(elem, h, 1)
			h.p, h.cap = h2.p, h2.cap
		}
		*at[T](h.p, uintptr(h.len)*unsafe.Sizeof(v)) = v
		h.len++
		return h
	}
}

func (base[T]) setLocal(off uintptr, get getter) stmt {
	g := get.(func(F) T)
	return func(f F) ctl { *at[T](f, off) = g(f); return next }
}

func (base[T]) returned(off uintptr, get getter) stmt {
	g := get.(func(F) T)
	return func(f F) ctl { *at[T](f, off) = g(f); return ret }
}

func (base[T]) setFixed(p unsafe.Pointer, get getter) stmt {
	g, q := get.(func(F) T), (*T)(p)
	return func(f F) ctl { *q = g(f); return next }
}

func (base[T]) setAt(addr func(F) unsafe.Pointer, get getter) stmt {
	g := get.(func(F) T)
	return func(f F) ctl { v := g(f); *(*T)(addr(f)) = v; return next } // as in compiled code, what panics first is the value
}

func (base[T]) setIndex(s, i, x *expr) stmt {
	get, n, g := s.get.(func(F) sliceH), i.get.(func(F) int), x.get.(func(F) T)
	switch {
	case s.local && i.local && x.isConst:
		s, i, v := s.off, i.off, g(nil)
		return func(f F) ctl { *elem[T](*at[sliceH](f, s), *at[int](f, i)) = v; return next }
	case s.local && i.local:
		s, i := s.off, i.off
		return func(f F) ctl {
			h, k := *at[sliceH](f, s), *at[int](f, i)
			v := g(f)
			*elem[T](h, k) = v
			return next
		}
	}
	return func(f F) ctl {
		h, k := get(f), n(f)
		v := g(f)
		*elem[T](h, k) = v
		return next
	}
}

func (base[T]) to(get getter) func(F, unsafe.Pointer) {
	g := get.(func(F) T)
	return func(f F, dst unsafe.Pointer) { *(*T)(dst) = g(f) }
}

func (base[T]) drop(get getter) stmt {
	g := get.(func(F) T)
	return func(f F) ctl { g(f); return next }
}

func (base[T]) arg(get getter) func(F) unsafe.Pointer {
	g := get.(func(F) T)
	return func(f F) unsafe.Pointer { v := g(f); return unsafe.Pointer(&v) }
}

// num are numbers of all kinds.
type num[T number] struct{ base[T] }

func (num[T]) unary(op token.Token, get getter) getter {
	g := get.(func(F) T)
	switch op {
	case token.SUB:
		return func(f F) T { return -g(f) }
	case token.ADD:
		return g
	}
	return nil
}

func (num[T]) binary(op token.Token, x, y *expr) getter {
	a, b := x.get.(func(F) T), y.get.(func(F) T)
	switch {
	case x.local && y.isConst:
		xo, k := x.off, b(nil)
		switch op {
		case token.ADD:
			return func(f F) T { return *at[T](f, xo) + k }
		case token.SUB:
			return func(f F) T { return *at[T](f, xo) - k }
		case token.MUL:
			return func(f F) T { return *at[T](f, xo) * k }
		}
	case x.local && y.local:
		xo, yo := x.off, y.off
		switch op {
		case token.ADD:
			return func(f F) T { return *at[T](f, xo) + *at[T](f, yo) }
		case token.SUB:
			return func(f F) T { return *at[T](f, xo) - *at[T](f, yo) }
		case token.MUL:
			return func(f F) T { return *at[T](f, xo) * *at[T](f, yo) }
		}
	case y.isConst:
		k := b(nil)
		switch op {
		case token.ADD:
			return func(f F) T { return a(f) + k }
		case token.SUB:
			return func(f F) T { return a(f) - k }
		case token.MUL:
			return func(f F) T { return a(f) * k }
		}
	case x.local:
		xo := x.off
		switch op {
		case token.ADD:
			return func(f F) T { v := b(f); return *at[T](f, xo) + v }
		case token.SUB:
			return func(f F) T { v := b(f); return *at[T](f, xo) - v }
		case token.MUL:
			return func(f F) T { v := b(f); return *at[T](f, xo) * v }
		}
	}
	switch op {
	case token.ADD:
		return func(f F) T { return a(f) + b(f) }
	case token.SUB:
		return func(f F) T { return a(f) - b(f) }
	case token.MUL:
		return func(f F) T { return a(f) * b(f) }
	case token.QUO:
		return func(f F) T { return a(f) / b(f) }
	}
	return nil
}

func (num[T]) compare(op token.Token, x, y *expr) func(F) bool {
	return equality(op, x.get.(func(F) T), y.get.(func(F) T))
}

func equality[T comparable](op token.Token, a, b func(F) T) func(F) bool {
	if op == token.EQL {
		return func(f F) bool { return a(f) == b(f) }
	}
	return func(f F) bool { return a(f) != b(f) }
}

func (n num[T]) update(op token.Token, d *expr, y *expr) stmt {
	g := y.get.(func(F) T)
	if d.local {
		off := d.off
		switch {
		case y.isConst:
			k := g(nil)
			switch op {
			case token.ADD:
				return func(f F) ctl { *at[T](f, off) += k; return next }
			case token.SUB:
				return func(f F) ctl { *at[T](f, off) -= k; return next }
			}
		case y.local:
			yo := y.off
			switch op {
			case token.ADD:
				return func(f F) ctl { *at[T](f, off) += *at[T](f, yo); return next }
			case token.SUB:
				return func(f F) ctl { *at[T](f, off) -= *at[T](f, yo); return next }
			}
		}
		switch op {
		case token.ADD:
			return func(f F) ctl { v := g(f); *at[T](f, off) += v; return next }
		case token.SUB:
			return func(f F) ctl { v := g(f); *at[T](f, off) -= v; return next }
		case token.MUL:
			return func(f F) ctl { v := g(f); *at[T](f, off) *= v; return next }
		}
		return nil
	}
	if d.addr == nil {
		return nil
	}
	addr := d.addr
	switch op {
	case token.ADD:
		return func(f F) ctl { p := addr(f); v := g(f); *(*T)(p) += v; return next }
	case token.SUB:
		return func(f F) ctl { p := addr(f); v := g(f); *(*T)(p) -= v; return next }
	case token.MUL:
		return func(f F) ctl { p := addr(f); v := g(f); *(*T)(p) *= v; return next }
	case token.QUO:
		return func(f F) ctl { p := addr(f); v := g(f); *(*T)(p) /= v; return next }
	}
	return nil
}

func (num[T]) count(m, k, y *expr) stmt {
	get, g := m.get.(func(F) unsafe.Pointer), y.get.(func(F) T)
	switch key := k.get.(type) {
	case func(F) int:
		return func(f F) ctl {
			p, i := get(f), key(f)
			v := g(f)
			(*(*map[int]T)(unsafe.Pointer(&p)))[i] += v
			return next
		}
	case func(F) string:
		return func(f F) ctl {
			p, i := get(f), key(f)
			v := g(f)
			(*(*map[string]T)(unsafe.Pointer(&p)))[i] += v
			return next
		}
	}
	return nil
}

// rl are the numbers that have an order.
type rl[T ordinal] struct{ num[T] }

func (rl[T]) compare(op token.Token, x, y *expr) func(F) bool {
	a, b := x.get.(func(F) T), y.get.(func(F) T)
	switch {
	case x.local && y.isConst:
		xo, k := x.off, b(nil)
		switch op {
		case token.LSS:
			return func(f F) bool { return *at[T](f, xo) < k }
		case token.LEQ:
			return func(f F) bool { return *at[T](f, xo) <= k }
		case token.GTR:
			return func(f F) bool { return *at[T](f, xo) > k }
		case token.GEQ:
			return func(f F) bool { return *at[T](f, xo) >= k }
		case token.EQL:
			return func(f F) bool { return *at[T](f, xo) == k }
		case token.NEQ:
			return func(f F) bool { return *at[T](f, xo) != k }
		}
	case x.local && y.local:
		xo, yo := x.off, y.off
		switch op {
		case token.LSS:
			return func(f F) bool { return *at[T](f, xo) < *at[T](f, yo) }
		case token.LEQ:
			return func(f F) bool { return *at[T](f, xo) <= *at[T](f, yo) }
		case token.GTR:
			return func(f F) bool { return *at[T](f, xo) > *at[T](f, yo) }
		case token.GEQ:
			return func(f F) bool { return *at[T](f, xo) >= *at[T](f, yo) }
		}
	case y.isConst:
		k := b(nil)
		switch op {
		case token.EQL:
			return func(f F) bool { return a(f) == k }
		case token.NEQ:
			return func(f F) bool { return a(f) != k }
		}
	}
	return ordered(op, a, b)
}

func ordered[T ordinal | string](op token.Token, a, b func(F) T) func(F) bool {
	switch op {
	case token.LSS:
		return func(f F) bool { return a(f) < b(f) }
	case token.LEQ:
		return func(f F) bool { return a(f) <= b(f) }
	case token.GTR:
		return func(f F) bool { return a(f) > b(f) }
	case token.GEQ:
		return func(f F) bool { return a(f) >= b(f) }
	}
	return equality(op, a, b)
}

func (rl[T]) convert(to reflect.Kind, get getter) getter {
	g := get.(func(F) T)
	switch to {
	case reflect.Int:
		return converted[T, int](g)
	case reflect.Int8:
		return converted[T, int8](g)
	case reflect.Int16:
		return converted[T, int16](g)
	case reflect.Int32:
		return converted[T, int32](g)
	case reflect.Int64:
		return converted[T, int64](g)
	case reflect.Uint:
		return converted[T, uint](g)
	case reflect.Uint8:
		return converted[T, uint8](g)
	case reflect.Uint16:
		return converted[T, uint16](g)
	case reflect.Uint32:
		return converted[T, uint32](g)
	case reflect.Uint64:
		return converted[T, uint64](g)
	case reflect.Uintptr:
		return converted[T, uintptr](g)
	case reflect.Float32:
		return converted[T, float32](g)
	case reflect.Float64:
		return converted[T, float64](g)
	}
	return nil
}

func converted[A, B ordinal](g func(F) A) func(F) B { return func(f F) B { return B(g(f)) } }

// intr are integers.
type intr[T integer] struct{ rl[T] }

func (i intr[T]) unary(op token.Token, get getter) getter {
	if op == token.XOR {
		g := get.(func(F) T)
		return func(f F) T { return ^g(f) }
	}
	return i.num.unary(op, get)
}

func (i intr[T]) binary(op token.Token, x, y *expr) getter {
	a, b := x.get.(func(F) T), y.get.(func(F) T)
	switch op {
	case token.REM:
		if y.isConst {
			if k := b(nil); k != 0 {
				if x.local {
					xo := x.off
					return func(f F) T { return *at[T](f, xo) % k }
				}
				return func(f F) T { return a(f) % k }
			}
		}
		return func(f F) T { return a(f) % b(f) }
	case token.QUO:
		if y.isConst {
			if k := b(nil); k != 0 {
				return func(f F) T { return a(f) / k }
			}
		}
	case token.AND:
		if y.isConst {
			k := b(nil)
			return func(f F) T { return a(f) & k }
		}
		return func(f F) T { return a(f) & b(f) }
	case token.OR:
		return func(f F) T { return a(f) | b(f) }
	case token.XOR:
		return func(f F) T { return a(f) ^ b(f) }
	case token.AND_NOT:
		return func(f F) T { return a(f) &^ b(f) }
	}
	return i.num.binary(op, x, y)
}

func (intr[T]) shift(op token.Token, x getter, n func(F) uint64) getter {
	g := x.(func(F) T)
	if op == token.SHL {
		return func(f F) T { v := g(f); return v << n(f) }
	}
	return func(f F) T { v := g(f); return v >> n(f) }
}

// cplx are complex numbers.
type cplx[T complex64 | complex128] struct{ num[T] }

type str struct{ base[string] }

func (str) binary(op token.Token, x, y *expr) getter {
	a, b := x.get.(func(F) string), y.get.(func(F) string)
	return func(f F) string { return a(f) + b(f) }
}

func (str) compare(op token.Token, x, y *expr) func(F) bool {
	return ordered(op, x.get.(func(F) string), y.get.(func(F) string))
}

func (str) update(op token.Token, d *expr, y *expr) stmt {
	if d.addr == nil {
		return nil
	}
	addr, g := d.addr, y.get.(func(F) string)
	return func(f F) ctl { p := addr(f); v := g(f); *(*string)(p) += v; return next }
}

type boolean struct{ base[bool] }

func (boolean) compare(op token.Token, x, y *expr) func(F) bool {
	return equality(op, x.get.(func(F) bool), y.get.(func(F) bool))
}

type pointer struct{ base[unsafe.Pointer] }

func (pointer) compare(op token.Token, x, y *expr) func(F) bool {
	return equality(op, x.get.(func(F) unsafe.Pointer), y.get.(func(F) unsafe.Pointer))
}

type slice struct{ base[sliceH] }

func (slice) compare(op token.Token, x, y *expr) func(F) bool { // with nil
	a := x.get.(func(F) sliceH)
	if x.isNil {
		a = y.get.(func(F) sliceH)
	}
	if op == token.EQL {
		return func(f F) bool { return a(f).p == nil }
	}
	return func(f F) bool { return a(f).p != nil }
}

type iface struct{ base[ifaceH] }

var reprs = [...]repr{
	reflect.Bool: boolean{},
	reflect.Int:  intr[int]{}, reflect.Int8: intr[int8]{}, reflect.Int16: intr[int16]{}, reflect.Int32: intr[int32]{}, reflect.Int64: intr[int64]{},
	reflect.Uint: intr[uint]{}, reflect.Uint8: intr[uint8]{}, reflect.Uint16: intr[uint16]{}, reflect.Uint32: intr[uint32]{}, reflect.Uint64: intr[uint64]{},
	reflect.Uintptr: intr[uintptr]{},
	reflect.Float32: rl[float32]{}, reflect.Float64: rl[float64]{},
	reflect.Complex64: cplx[complex64]{}, reflect.Complex128: cplx[complex128]{},
	reflect.Chan: pointer{}, reflect.Func: pointer{}, reflect.Map: pointer{}, reflect.Pointer: pointer{}, reflect.UnsafePointer: pointer{},
	reflect.Interface: iface{}, reflect.Slice: slice{}, reflect.String: str{},
	reflect.Struct: nil, reflect.Array: nil,
}

func reprOf(rt reflect.Type) repr { return reprs[rt.Kind()] }
