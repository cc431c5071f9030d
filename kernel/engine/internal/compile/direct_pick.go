package compile

import (
	"sync/atomic"
	"unsafe"
)

// pick makes the call for the kinds of words of up to three parameters and two
// results, or returns nil: a func(F) T, or a func(F) where there are none or
// two results.
func pick(d *direct, in [3]class, n int) getter {
	switch n {
	case 0:
		return take0(d)
	case 1:
		return pick1(d, in)
	case 2:
		return pick2(d, in)
	}
	return pick3(d, in)
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

func pick1(d *direct, in [3]class) getter {
	switch in[0] {
	case wordC:
		return take1[int](d)
	case floatC:
		return take1[float64](d)
	case pointC:
		return take1[unsafe.Pointer](d)
	case stringC:
		return take1[string](d)
	case sliceC:
		return take1[sliceH](d)
	case ifaceC:
		return take1[ifaceH](d)
	}
	return nil
}

func pick2(d *direct, in [3]class) getter {
	switch in[0] {
	case wordC:
		return pick2of[int](d, in)
	case floatC:
		return pick2of[float64](d, in)
	case pointC:
		return pick2of[unsafe.Pointer](d, in)
	case stringC:
		return pick2of[string](d, in)
	case sliceC:
		return pick2of[sliceH](d, in)
	case ifaceC:
		return pick2of[ifaceH](d, in)
	}
	return nil
}

func pick2of[A any](d *direct, in [3]class) getter {
	switch in[1] {
	case wordC:
		return take2[A, int](d)
	case floatC:
		return take2[A, float64](d)
	case pointC:
		return take2[A, unsafe.Pointer](d)
	case stringC:
		return take2[A, string](d)
	case sliceC:
		return take2[A, sliceH](d)
	case ifaceC:
		return take2[A, ifaceH](d)
	}
	return nil
}

// pick3 knows those that begin with a receiver, a writer or strings.
func pick3(d *direct, in [3]class) getter {
	switch {
	case in[0] == pointC:
		return pick3of[unsafe.Pointer](d, in)
	case in == [3]class{ifaceC, stringC, sliceC}:
		return take3[ifaceH, string, sliceH](d)
	case in == [3]class{stringC, stringC, stringC}:
		return take3[string, string, string](d)
	case in == [3]class{floatC, floatC, floatC}:
		return take3[float64, float64, float64](d)
	case in == [3]class{wordC, wordC, wordC}:
		return take3[int, int, int](d)
	}
	return nil
}

func pick3of[A any](d *direct, in [3]class) getter {
	switch in[1] {
	case wordC:
		return pick3and[A, int](d, in)
	case floatC:
		return pick3and[A, float64](d, in)
	case pointC:
		return pick3and[A, unsafe.Pointer](d, in)
	case stringC:
		return pick3and[A, string](d, in)
	case sliceC:
		return pick3and[A, sliceH](d, in)
	case ifaceC:
		return pick3and[A, ifaceH](d, in)
	}
	return nil
}

func pick3and[A, B any](d *direct, in [3]class) getter {
	switch in[2] {
	case wordC:
		return take3[A, B, int](d)
	case floatC:
		return take3[A, B, float64](d)
	case pointC:
		return take3[A, B, unsafe.Pointer](d)
	case stringC:
		return take3[A, B, string](d)
	case sliceC:
		return take3[A, B, sliceH](d)
	case ifaceC:
		return take3[A, B, ifaceH](d)
	}
	return nil
}

func take0(d *direct) getter {
	switch len(d.res) {
	case 0:
		fn := fun[func()](d.fn)
		return func(f F) { fn(); checked(f) }
	case 1:
		switch d.res[0] {
		case wordC:
			return give0[int](d)
		case floatC:
			return give0[float64](d)
		case pointC:
			return give0[unsafe.Pointer](d)
		case stringC:
			return give0[string](d)
		case sliceC:
			return give0[sliceH](d)
		case ifaceC:
			return give0[ifaceH](d)
		}
	case 2:
		switch [2]class(d.res) {
		case [2]class{wordC, wordC}:
			return both0[int, int](d)
		case [2]class{wordC, ifaceC}:
			return both0[int, ifaceH](d)
		case [2]class{floatC, wordC}:
			return both0[float64, int](d)
		case [2]class{floatC, ifaceC}:
			return both0[float64, ifaceH](d)
		case [2]class{pointC, wordC}:
			return both0[unsafe.Pointer, int](d)
		case [2]class{pointC, ifaceC}:
			return both0[unsafe.Pointer, ifaceH](d)
		case [2]class{stringC, wordC}:
			return both0[string, int](d)
		case [2]class{stringC, ifaceC}:
			return both0[string, ifaceH](d)
		case [2]class{sliceC, wordC}:
			return both0[sliceH, int](d)
		case [2]class{sliceC, ifaceC}:
			return both0[sliceH, ifaceH](d)
		case [2]class{ifaceC, wordC}:
			return both0[ifaceH, int](d)
		case [2]class{ifaceC, ifaceC}:
			return both0[ifaceH, ifaceH](d)
		}
	}
	return nil
}

func give0[R any](d *direct) getter {
	fn := fun[func() R](d.fn)
	return func(f F) R { checked(f); return fn() }
}

func both0[R, S any](d *direct) getter {
	fn, r, s := fun[func() (R, S)](d.fn), d.tmp[0], d.tmp[1]
	return func(f F) { checked(f); *at[R](f, r), *at[S](f, s) = fn() }
}

func take1[A any](d *direct) getter {
	switch len(d.res) {
	case 0:
		fn := fun[func(A)](d.fn)
		a := getAs[A](d.args[0])
		return func(f F) { fn(a(f)); checked(f) }
	case 1:
		switch d.res[0] {
		case wordC:
			return give1[A, int](d)
		case floatC:
			return give1[A, float64](d)
		case pointC:
			return give1[A, unsafe.Pointer](d)
		case stringC:
			return give1[A, string](d)
		case sliceC:
			return give1[A, sliceH](d)
		case ifaceC:
			return give1[A, ifaceH](d)
		}
	case 2:
		switch [2]class(d.res) {
		case [2]class{wordC, wordC}:
			return both1[A, int, int](d)
		case [2]class{wordC, ifaceC}:
			return both1[A, int, ifaceH](d)
		case [2]class{floatC, wordC}:
			return both1[A, float64, int](d)
		case [2]class{floatC, ifaceC}:
			return both1[A, float64, ifaceH](d)
		case [2]class{pointC, wordC}:
			return both1[A, unsafe.Pointer, int](d)
		case [2]class{pointC, ifaceC}:
			return both1[A, unsafe.Pointer, ifaceH](d)
		case [2]class{stringC, wordC}:
			return both1[A, string, int](d)
		case [2]class{stringC, ifaceC}:
			return both1[A, string, ifaceH](d)
		case [2]class{sliceC, wordC}:
			return both1[A, sliceH, int](d)
		case [2]class{sliceC, ifaceC}:
			return both1[A, sliceH, ifaceH](d)
		case [2]class{ifaceC, wordC}:
			return both1[A, ifaceH, int](d)
		case [2]class{ifaceC, ifaceC}:
			return both1[A, ifaceH, ifaceH](d)
		}
	}
	return nil
}

func give1[A, R any](d *direct) getter {
	fn := fun[func(A) R](d.fn)
	a := getAs[A](d.args[0])
	return func(f F) R { checked(f); return fn(a(f)) }
}

func both1[A, R, S any](d *direct) getter {
	fn, r, s := fun[func(A) (R, S)](d.fn), d.tmp[0], d.tmp[1]
	a := getAs[A](d.args[0])
	return func(f F) { checked(f); *at[R](f, r), *at[S](f, s) = fn(a(f)) }
}

func take2[A, B any](d *direct) getter {
	switch len(d.res) {
	case 0:
		fn := fun[func(A, B)](d.fn)
		a := getAs[A](d.args[0])
		b := getAs[B](d.args[1])
		return func(f F) { va := a(f); fn(va, b(f)); checked(f) }
	case 1:
		switch d.res[0] {
		case wordC:
			return give2[A, B, int](d)
		case floatC:
			return give2[A, B, float64](d)
		case pointC:
			return give2[A, B, unsafe.Pointer](d)
		case stringC:
			return give2[A, B, string](d)
		case sliceC:
			return give2[A, B, sliceH](d)
		case ifaceC:
			return give2[A, B, ifaceH](d)
		}
	case 2:
		switch [2]class(d.res) {
		case [2]class{wordC, ifaceC}:
			return both2[A, B, int, ifaceH](d)
		case [2]class{floatC, ifaceC}:
			return both2[A, B, float64, ifaceH](d)
		case [2]class{pointC, ifaceC}:
			return both2[A, B, unsafe.Pointer, ifaceH](d)
		case [2]class{stringC, ifaceC}:
			return both2[A, B, string, ifaceH](d)
		case [2]class{sliceC, ifaceC}:
			return both2[A, B, sliceH, ifaceH](d)
		case [2]class{ifaceC, ifaceC}:
			return both2[A, B, ifaceH, ifaceH](d)
		}
	}
	return nil
}

func give2[A, B, R any](d *direct) getter {
	fn := fun[func(A, B) R](d.fn)
	a := getAs[A](d.args[0])
	b := getAs[B](d.args[1])
	return func(f F) R { va := a(f); checked(f); return fn(va, b(f)) }
}

func both2[A, B, R, S any](d *direct) getter {
	fn, r, s := fun[func(A, B) (R, S)](d.fn), d.tmp[0], d.tmp[1]
	a := getAs[A](d.args[0])
	b := getAs[B](d.args[1])
	return func(f F) { va := a(f); checked(f); *at[R](f, r), *at[S](f, s) = fn(va, b(f)) }
}

func take3[A, B, C any](d *direct) getter {
	switch len(d.res) {
	case 0:
		fn := fun[func(A, B, C)](d.fn)
		a := getAs[A](d.args[0])
		b := getAs[B](d.args[1])
		c := getAs[C](d.args[2])
		return func(f F) { va := a(f); vb := b(f); fn(va, vb, c(f)); checked(f) }
	case 1:
		switch d.res[0] {
		case wordC:
			return give3[A, B, C, int](d)
		case floatC:
			return give3[A, B, C, float64](d)
		case pointC:
			return give3[A, B, C, unsafe.Pointer](d)
		case stringC:
			return give3[A, B, C, string](d)
		case sliceC:
			return give3[A, B, C, sliceH](d)
		case ifaceC:
			return give3[A, B, C, ifaceH](d)
		}
	case 2:
		switch [2]class(d.res) {
		case [2]class{wordC, ifaceC}:
			return both3[A, B, C, int, ifaceH](d)
		case [2]class{pointC, ifaceC}:
			return both3[A, B, C, unsafe.Pointer, ifaceH](d)
		}
	}
	return nil
}

func give3[A, B, C, R any](d *direct) getter {
	fn := fun[func(A, B, C) R](d.fn)
	a := getAs[A](d.args[0])
	b := getAs[B](d.args[1])
	c := getAs[C](d.args[2])
	return func(f F) R { va := a(f); vb := b(f); checked(f); return fn(va, vb, c(f)) }
}

func both3[A, B, C, R, S any](d *direct) getter {
	fn, r, s := fun[func(A, B, C) (R, S)](d.fn), d.tmp[0], d.tmp[1]
	a := getAs[A](d.args[0])
	b := getAs[B](d.args[1])
	c := getAs[C](d.args[2])
	return func(f F) { va := a(f); vb := b(f); checked(f); *at[R](f, r), *at[S](f, s) = fn(va, vb, c(f)) }
}
