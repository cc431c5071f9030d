package compile

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"strconv"
	"unsafe"
)

// builtin compiles the call of a builtin function.
func (c *fn) builtin(e *ast.CallExpr, fun ast.Expr) *expr {
	name := identOf(fun).Name
	if _, ok := fun.(*ast.SelectorExpr); ok {
		return c.unsafeBuiltin(e, name)
	}
	if len(e.Args) == 1 {
		if tup, ok := c.info.TypeOf(e.Args[0]).(*types.Tuple); ok && c.args[e.Args[0]] == nil {
			return c.spreadBuiltin(e, fun, tup)
		}
	}
	switch name {
	case "len", "cap":
		return c.length(e, name)
	case "make":
		return c.makeCall(e)
	case "new":
		return c.newCall(e)
	case "append":
		return c.appendCall(e)
	case "copy":
		return c.copyCall(e)
	case "delete":
		return c.deleteCall(e)
	case "clear":
		return c.clearCall(e)
	case "close":
		x := c.arg(e.Args[0])
		get, rt := x.get.(func(F) unsafe.Pointer), bidirectional(x.rt)
		return &expr{calls: true, run: func(f F) {
			p := get(f)
			reflect.NewAt(rt, unsafe.Pointer(&p)).Elem().Close()
		}}
	case "panic":
		g := c.argAs(e.Args[0], types.Universe.Lookup("any").Type()).get.(func(F) ifaceH)
		return &expr{calls: true, run: func(f F) {
			h := g(f)
			panic(*(*any)(unsafe.Pointer(&h)))
		}}
	case "recover":
		return c.called1(types.Universe.Lookup("any").Type(), func(f F) ifaceH {
			v := recovered(f)
			return *(*ifaceH)(unsafe.Pointer(&v))
		})
	case "print", "println":
		return c.printCall(e, name == "println")
	case "min", "max":
		return c.minMax(e, name)
	case "complex", "real", "imag":
		return c.complexCall(e, name)
	}
	c.fail(e, "builtin %s is not known", name)
	return nil
}

// spreadBuiltin is a builtin with the values of a call as its arguments.
func (c *fn) spreadBuiltin(e *ast.CallExpr, fun ast.Expr, tup *types.Tuple) *expr {
	x := c.multi(e.Args[0])
	if c.args == nil {
		c.args = map[ast.Expr]*expr{}
	}
	call := *e
	call.Args = nil
	for i := range tup.Len() {
		id := ast.NewIdent("_")
		id.NamePos = e.Args[0].Pos()
		c.args[id] = x.tuple[i]
		call.Args = append(call.Args, id)
	}
	c.info.Types[&call] = c.info.Types[e]
	r := c.builtin(&call, fun)
	if r.run != nil {
		first, then := x.run, r.run
		r.run = func(f F) { first(f); then(f) }
		return r
	}
	return before(x.run, []*expr{r})[0]
}

// arg is an argument of a builtin, which a deferred call has evaluated before.
func (c *fn) arg(e ast.Expr) *expr {
	if x := c.args[e]; x != nil {
		return x
	}
	return c.expr(e)
}

func (c *fn) argAs(e ast.Expr, t types.Type) *expr {
	if x := c.args[e]; x != nil {
		return c.convertTo(x, t)
	}
	return c.as(e, t)
}

func (c *fn) argInt(e ast.Expr) func(F) int {
	if x := c.args[e]; x != nil {
		return x.r.convert(reflect.Int, x.get).(func(F) int)
	}
	return c.integer(e).get.(func(F) int)
}

func (c *fn) length(e *ast.CallExpr, name string) *expr {
	x := c.arg(e.Args[0])
	var get func(F) int
	rt := x.rt
	if rt.Kind() == reflect.Pointer {
		rt = rt.Elem()
	}
	switch rt.Kind() {
	case reflect.Slice:
		g := x.get.(func(F) sliceH)
		switch {
		case name == "cap":
			get = func(f F) int { return g(f).cap }
		case x.local:
			off := x.off
			get = func(f F) int { return at[sliceH](f, off).len }
		default:
			get = func(f F) int { return g(f).len }
		}
	case reflect.String:
		g := x.get.(func(F) string)
		get = func(f F) int { return len(g(f)) }
	case reflect.Array:
		n, eff := rt.Len(), c.effect(x)
		if !x.calls {
			eff = func(F) ctl { return next }
		}
		get = func(f F) int { eff(f); return n }
	case reflect.Map:
		g := x.get.(func(F) unsafe.Pointer)
		get = func(f F) int { p := g(f); return len(*(*map[bool]bool)(unsafe.Pointer(&p))) }
	case reflect.Chan:
		g := x.get.(func(F) unsafe.Pointer)
		if name == "cap" {
			get = func(f F) int { p := g(f); return cap(*(*chan bool)(unsafe.Pointer(&p))) }
		} else {
			get = func(f F) int { p := g(f); return len(*(*chan bool)(unsafe.Pointer(&p))) }
		}
	default:
		c.fail(e, "%s of %v", name, x.t)
	}
	r := c.value(types.Typ[types.Int], get)
	r.calls = x.calls
	return r
}

func (c *fn) printCall(e *ast.CallExpr, line bool) *expr {
	var args []func(F) any
	for _, a := range e.Args {
		if tv := c.info.Types[a]; tv.IsNil() {
			args = append(args, func(F) any { return nil })
			continue
		}
		x := c.args[a]
		if x == nil {
			x = c.as(a, defaulted(c.typeOf(a)))
		}
		addr, rt := c.address(x), x.rt
		if k := rt.Kind(); k == reflect.Struct || k == reflect.Array {
			c.fail(a, "illegal types for operand: print\n\t%v", rt)
		}
		args = append(args, func(f F) any { return printable(reflect.NewAt(rt, addr(f)).Elem()) })
	}
	m := c.m
	return &expr{calls: true, run: func(f F) {
		var vals []any
		for _, a := range args {
			vals = append(vals, a(f))
		}
		m.print(vals, line)
	}}
}

// printable is a value as the builtin print shows it.
func printable(v reflect.Value) any {
	switch k := v.Kind(); {
	case k == reflect.Bool:
		return v.Bool()
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return v.Uint()
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case v.CanComplex():
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	case k == reflect.String:
		return v.String()
	case k == reflect.Interface:
		h := *(*ifaceH)(v.Addr().UnsafePointer())
		return fmt.Sprintf("(%#x,%#x)", uintptr(h.tab), uintptr(h.data))
	case k == reflect.Slice:
		return fmt.Sprintf("[%d/%d]%#x", v.Len(), v.Cap(), v.Pointer())
	}
	if p := v.Pointer(); p != 0 {
		return fmt.Sprintf("%#x", p)
	}
	return "0x0"
}
