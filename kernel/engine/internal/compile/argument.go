package compile

import (
	"go/ast"
	"go/types"
	"unsafe"
)

// arguments compiles arguments, each for its parameter.
func (c *fn) arguments(e *ast.CallExpr, sig *types.Signature) []*expr {
	n := sig.Params().Len()
	if len(e.Args) == 1 && (n > 1 || sig.Variadic() && n >= 1) {
		if call, ok := ast.Unparen(e.Args[0]).(*ast.CallExpr); ok {
			if tup, ok := c.info.TypeOf(call).(*types.Tuple); ok && tup.Len() != 1 {
				return c.spread(call, sig)
			}
		}
	}
	var args []*expr
	for i := range n {
		t := sig.Params().At(i).Type()
		if sig.Variadic() && i == n-1 && !e.Ellipsis.IsValid() {
			var rest []*expr
			et := elemOf(t)
			for _, a := range e.Args[i:] {
				rest = append(rest, c.as(a, et))
			}
			args = append(args, c.variadic(t, rest))
			break
		}
		args = append(args, c.as(e.Args[i], t))
	}
	return args
}

// elemOf is the type of the elements of a variadic parameter; a string may be
// appended to bytes.
func elemOf(t types.Type) types.Type {
	if s, ok := t.Underlying().(*types.Slice); ok {
		return s.Elem()
	}
	return types.Typ[types.Uint8]
}

// spread is f(g()) where g has several values.
func (c *fn) spread(call *ast.CallExpr, sig *types.Signature) []*expr {
	x := c.call(call)
	var args []*expr
	n := sig.Params().Len()
	for i := range n {
		t := sig.Params().At(i).Type()
		if sig.Variadic() && i == n-1 {
			var rest []*expr
			for _, v := range x.tuple[i:] {
				rest = append(rest, c.convertTo(v, elemOf(t)))
			}
			args = append(args, c.variadic(t, rest))
			break
		}
		args = append(args, c.convertTo(x.tuple[i], t))
	}
	return before(x.run, args)
}

// before has run evaluated before the first of the expressions.
func before(run func(F), list []*expr) []*expr {
	if len(list) == 0 {
		return list
	}
	first := *list[0]
	list[0] = &first
	first.local, first.isConst, first.fix, first.calls = false, false, nil, true
	if a := first.addr; a != nil {
		first.addr = func(f F) unsafe.Pointer { run(f); return a(f) }
	}
	if first.r != nil {
		if first.addr != nil {
			first.get = first.r.deref(first.addr)
		} else {
			first.get = first.r.deref(evaluated(run, first.r.arg(first.get)))
		}
	} else if into := first.into; into != nil {
		first.into = func(f F, p unsafe.Pointer) { run(f); into(f, p) }
	}
	return list
}

func evaluated(run func(F), arg func(F) unsafe.Pointer) func(F) unsafe.Pointer {
	return func(f F) unsafe.Pointer { run(f); return arg(f) }
}

// variadic is the slice of a call's last arguments.
func (c *fn) variadic(t types.Type, args []*expr) *expr {
	if len(args) == 0 {
		return c.zero(t)
	}
	ert := c.rt(t).Elem()
	w, size, n := word(ert), ert.Size(), len(args)
	tos := make([]func(F, unsafe.Pointer), n)
	for i, a := range args {
		tos[i] = c.to(c.renewed(a))
	}
	r := c.value(t, func(f F) sliceH {
		p := unsafeNewArray(w, n)
		for i, to := range tos {
			to(f, unsafe.Add(p, uintptr(i)*size))
		}
		return sliceH{p, n, n}
	})
	r.calls = true
	return r
}
