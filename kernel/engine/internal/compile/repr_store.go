package compile

import (
	"unsafe"
)

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

func (base[T]) sent(ch func(F) unsafe.Pointer, get getter) stmt {
	g := get.(func(F) T)
	return func(f F) ctl { p := ch(f); sendOn(f, p, g(f)); return next }
}

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
