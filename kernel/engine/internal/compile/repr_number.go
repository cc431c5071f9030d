package compile

import (
	"go/token"
	"reflect"
	"unsafe"
)

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
