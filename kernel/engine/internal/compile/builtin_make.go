package compile

import (
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

func (c *fn) makeCall(e *ast.CallExpr) *expr {
	t := c.typeOf(e)
	rt := c.rt(t)
	var n, m func(F) int
	if len(e.Args) > 1 {
		n = c.size(e.Args[1])
	}
	if len(e.Args) > 2 {
		m = c.size(e.Args[2])
	}
	switch rt.Kind() {
	case reflect.Slice:
		w, size := word(rt.Elem()), rt.Elem().Size()
		limit := 1<<63 - 1
		if size > 0 {
			limit = int(1 << 47 / size)
		}
		return c.called1(t, func(f F) sliceH {
			l := n(f)
			k := l
			if m != nil {
				k = m(f)
			}
			if l < 0 || l > limit {
				panic(runtimeError("makeslice: len out of range"))
			}
			if k < l || k > limit {
				panic(runtimeError("makeslice: cap out of range"))
			}
			return sliceH{unsafeNewArray(w, k), l, k}
		})
	case reflect.Map:
		return c.called1(t, func(f F) unsafe.Pointer {
			k := 0
			if n != nil {
				k = max(n(f), 0)
			}
			return reflect.MakeMapWithSize(rt, k).UnsafePointer()
		})
	case reflect.Chan:
		both := bidirectional(rt)
		return c.called1(t, func(f F) unsafe.Pointer {
			k := 0
			if n != nil {
				k = n(f)
			}
			if k < 0 {
				panicOfChan(k)
			}
			return reflect.MakeChan(both, k).UnsafePointer()
		})
	}
	c.fail(e, "make of %v", t)
	return nil
}

// size is an argument of make, as an int: one that does not fit becomes negative,
// which is out of range as it is.
func (c *fn) size(e ast.Expr) func(F) int {
	if tv := c.info.Types[e]; tv.Value != nil {
		return c.integer(e).get.(func(F) int)
	}
	x := c.arg(e)
	return x.r.convert(reflect.Int, x.get).(func(F) int)
}

func (c *fn) newCall(e *ast.CallExpr) *expr {
	t := c.typeOf(e)
	et := t.Underlying().(*types.Pointer).Elem()
	w := word(c.rt(et))
	if !c.info.Types[e.Args[0]].IsType() { // new(42)
		to := c.to(c.argAs(e.Args[0], et))
		return c.called1(t, func(f F) unsafe.Pointer {
			p := unsafeNew(w)
			to(f, p)
			return p
		})
	}
	return c.called1(t, func(F) unsafe.Pointer { return unsafeNew(w) })
}
