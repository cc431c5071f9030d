package compile

import (
	"reflect"
	"unsafe"
)

// Function values of signatures that compiled code often calls back have
// compiled code of their own; the others go through reflect.MakeFunc.

// A shim makes the function value that compiled code calls.
type shim func(m *Machine, cl *closure) unsafe.Pointer

func shimFor(rt reflect.Type) shim {
	var in [3]class
	if !registers || rt.NumIn() > 2 || rt.NumOut() > 1 {
		return nil
	}
	for i := range rt.NumIn() {
		if in[i] = classOf(rt.In(i)); in[i] == otherC {
			return nil
		}
	}
	out := none
	if rt.NumOut() == 1 {
		if out = classOf(rt.Out(0)); out == otherC {
			return nil
		}
	}
	return shims[shimKey{in, out}]
}

type shimKey struct {
	in  [3]class
	out class
}

var shims = map[shimKey]shim{
	{}:                                           shim0,
	{out: wordC}:                                 shim0r[int],
	{out: ifaceC}:                                shim0r[ifaceH],
	{in: [3]class{wordC}}:                        shim1[int],
	{in: [3]class{pointC}}:                       shim1[unsafe.Pointer],
	{in: [3]class{wordC}, out: wordC}:            shim1r[int, int],
	{in: [3]class{pointC}, out: wordC}:           shim1r[unsafe.Pointer, int],
	{in: [3]class{ifaceC}, out: wordC}:           shim1r[ifaceH, int],
	{in: [3]class{stringC}, out: wordC}:          shim1r[string, int],
	{in: [3]class{stringC}, out: stringC}:        shim1r[string, string],
	{in: [3]class{floatC}, out: floatC}:          shim1r[float64, float64],
	{in: [3]class{floatC, floatC}, out: floatC}:  shim2r[float64, float64, float64],
	{in: [3]class{sliceC}, out: floatC}:          shim1r[sliceH, float64],
	{in: [3]class{wordC, wordC}, out: wordC}:     shim2r[int, int, int],
	{in: [3]class{pointC, pointC}, out: wordC}:   shim2r[unsafe.Pointer, unsafe.Pointer, int],
	{in: [3]class{stringC, stringC}, out: wordC}: shim2r[string, string, int],
	{in: [3]class{ifaceC, ifaceC}, out: wordC}:   shim2r[ifaceH, ifaceH, int],
	{in: [3]class{ifaceC, pointC}}:               shim2[ifaceH, unsafe.Pointer],
	{in: [3]class{wordC, wordC}}:                 shim2[int, int],
}

// put stores a parameter, of which a number may be smaller than a word.
func put[T any](co *code, n F, i int, v T) {
	s := &co.params[i]
	p := unsafe.Add(n, s.off)
	switch s.size {
	case 1:
		*(*uint8)(p) = *(*uint8)(unsafe.Pointer(&v))
	case 2:
		*(*uint16)(p) = *(*uint16)(unsafe.Pointer(&v))
	case 4:
		*(*uint32)(p) = *(*uint32)(unsafe.Pointer(&v))
	default:
		*(*T)(p) = v
	}
}

// take reads a result.
func take[T any](co *code, n F) (v T) {
	s := &co.results[0]
	p := unsafe.Add(n, s.off)
	switch s.size {
	case 1:
		*(*uint8)(unsafe.Pointer(&v)) = *(*uint8)(p)
	case 2:
		*(*uint16)(unsafe.Pointer(&v)) = *(*uint16)(p)
	case 4:
		*(*uint32)(unsafe.Pointer(&v)) = *(*uint32)(p)
	default:
		return *(*T)(p)
	}
	return v
}

// begin enters the frame of a closure that compiled code calls.
func (cl *closure) begin(m *Machine) (*thread, func(), *code, F) {
	co := cl.cell.get(m)
	th, release := m.thread()
	n := co.enter(th)
	headOf(n).env = cl.env
	return th, release, co, n
}

func shim0(m *Machine, cl *closure) unsafe.Pointer {
	f := func() {
		th, release, co, n := cl.begin(m)
		defer release()
		th.inside(co, n)
		co.leave(th, n)
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&f))
}

func shim0r[R any](m *Machine, cl *closure) unsafe.Pointer {
	f := func() R {
		th, release, co, n := cl.begin(m)
		defer release()
		th.inside(co, n)
		r := take[R](co, n)
		co.leave(th, n)
		return r
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&f))
}

func shim1[A any](m *Machine, cl *closure) unsafe.Pointer {
	f := func(a A) {
		th, release, co, n := cl.begin(m)
		defer release()
		put(co, n, 0, a)
		th.inside(co, n)
		co.leave(th, n)
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&f))
}

func shim1r[A, R any](m *Machine, cl *closure) unsafe.Pointer {
	f := func(a A) R {
		th, release, co, n := cl.begin(m)
		defer release()
		put(co, n, 0, a)
		th.inside(co, n)
		r := take[R](co, n)
		co.leave(th, n)
		return r
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&f))
}

func shim2[A, B any](m *Machine, cl *closure) unsafe.Pointer {
	f := func(a A, b B) {
		th, release, co, n := cl.begin(m)
		defer release()
		put(co, n, 0, a)
		put(co, n, 1, b)
		th.inside(co, n)
		co.leave(th, n)
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&f))
}

func shim2r[A, B, R any](m *Machine, cl *closure) unsafe.Pointer {
	f := func(a A, b B) R {
		th, release, co, n := cl.begin(m)
		defer release()
		put(co, n, 0, a)
		put(co, n, 1, b)
		th.inside(co, n)
		r := take[R](co, n)
		co.leave(th, n)
		return r
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&f))
}
