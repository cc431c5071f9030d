package compile

import (
	"sync/atomic"
	"unsafe"
)

//go:generate go run ./pickgen

// A directKey is the kinds of words of a function's parameters and results, none
// where there are fewer.
type directKey struct {
	in  [3]class
	out [2]class
}

// pick makes a call, or returns nil where it is not one of the table: a func(F)
// T, or a func(F) where there are no or two results.
func pick(d *direct, in [3]class) getter {
	key := directKey{in: in}
	copy(key.out[:], d.res)
	if call := directs[key]; call != nil {
		return call(d)
	}
	return nil
}

func fun[T any](w unsafe.Pointer) T { return *(*T)(unsafe.Pointer(&w)) }

// checked ends the code if an interrupt has come: after a call of compiled code
// without results, else before the next, so that what a call has reached when its
// context was cancelled is still assigned.
func checked(f F) {
	if th := headOf(f).th; atomic.LoadUint32(th.stop) != 0 {
		th.halt()
	}
}

// What follows is calls with so many parameters: call those without results, give
// with one, both with two.

func call0(d *direct) getter {
	fn := fun[func()](d.fn)
	return func(f F) { fn(); checked(f) }
}

func call1[A any](d *direct) getter {
	fn := fun[func(A)](d.fn)
	a := getAs[A](d.args[0])
	return func(f F) { fn(a(f)); checked(f) }
}

func call2[A, B any](d *direct) getter {
	fn := fun[func(A, B)](d.fn)
	a, b := getAs[A](d.args[0]), getAs[B](d.args[1])
	return func(f F) { va := a(f); fn(va, b(f)); checked(f) }
}

func call3[A, B, C any](d *direct) getter {
	fn := fun[func(A, B, C)](d.fn)
	a, b, c := getAs[A](d.args[0]), getAs[B](d.args[1]), getAs[C](d.args[2])
	return func(f F) { va := a(f); vb := b(f); fn(va, vb, c(f)); checked(f) }
}

func give0[R any](d *direct) getter {
	fn := fun[func() R](d.fn)
	return func(f F) R { checked(f); return fn() }
}

func give1[A, R any](d *direct) getter {
	fn := fun[func(A) R](d.fn)
	a := getAs[A](d.args[0])
	return func(f F) R { checked(f); return fn(a(f)) }
}

func give2[A, B, R any](d *direct) getter {
	fn := fun[func(A, B) R](d.fn)
	a := getAs[A](d.args[0])
	b := getAs[B](d.args[1])
	return func(f F) R { va := a(f); checked(f); return fn(va, b(f)) }
}

func give3[A, B, C, R any](d *direct) getter {
	fn := fun[func(A, B, C) R](d.fn)
	a := getAs[A](d.args[0])
	b := getAs[B](d.args[1])
	c := getAs[C](d.args[2])
	return func(f F) R { va := a(f); vb := b(f); checked(f); return fn(va, vb, c(f)) }
}

func both0[R, S any](d *direct) getter {
	fn, r, s := fun[func() (R, S)](d.fn), d.tmp[0], d.tmp[1]
	return func(f F) { checked(f); *at[R](f, r), *at[S](f, s) = fn() }
}

func both1[A, R, S any](d *direct) getter {
	fn, r, s := fun[func(A) (R, S)](d.fn), d.tmp[0], d.tmp[1]
	a := getAs[A](d.args[0])
	return func(f F) { checked(f); *at[R](f, r), *at[S](f, s) = fn(a(f)) }
}

func both2[A, B, R, S any](d *direct) getter {
	fn, r, s := fun[func(A, B) (R, S)](d.fn), d.tmp[0], d.tmp[1]
	a := getAs[A](d.args[0])
	b := getAs[B](d.args[1])
	return func(f F) { va := a(f); checked(f); *at[R](f, r), *at[S](f, s) = fn(va, b(f)) }
}

func both3[A, B, C, R, S any](d *direct) getter {
	fn, r, s := fun[func(A, B, C) (R, S)](d.fn), d.tmp[0], d.tmp[1]
	a := getAs[A](d.args[0])
	b := getAs[B](d.args[1])
	c := getAs[C](d.args[2])
	return func(f F) { va := a(f); vb := b(f); checked(f); *at[R](f, r), *at[S](f, s) = fn(va, vb, c(f)) }
}
