package compile

import (
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

// A prepared is a call whose function and arguments are evaluated and which is
// made later, on the same thread or on another.
type prepared func(th *thread, rec *panicking)

// prepare evaluates a call up to its being made, on the thread that will make
// it.
func (c *fn) prepare(e *ast.CallExpr) func(f F, th *thread) prepared {
	fun := ast.Unparen(e.Fun)
	ftv := c.info.Types[fun]
	if ftv.IsBuiltin() || ftv.IsType() {
		return c.prepareBuiltin(e)
	}
	k := c.callee(fun)
	args := c.arguments(e, k.sig)
	if k.fn != nil {
		if k.first != nil {
			args = append([]*expr{k.first}, args...)
		}
		fv := reflect.NewAt(k.frt, unsafe.Pointer(&k.fn)).Elem()
		return c.prepareReflected(func(F) reflect.Value { return fv }, args, k.frt.IsVariadic())
	}
	q := c.caller(k, args)
	var slow func(f F, th *thread) prepared
	if k.value != nil {
		get, frt := k.value, c.m.types.rtFunc(k.sig)
		fun := get.off // where beginValue has put it
		slow = c.prepareReflected(func(f F) reflect.Value { return reflect.NewAt(frt, unsafe.Add(f, fun)).Elem() }, args, k.sig.Variadic())
	} else if k.iface != nil {
		i := methodIndex(k.iface.rt, k.method.Name())
		slow = c.prepareReflected(c.m.ifaceMethod(k.iface.rt, q.held, i, k.method.Id()), args, k.sig.Variadic())
	}
	return func(f F, th *thread) prepared {
		n, co := q.enter(f, th)
		if n == nil {
			return slow(f, th)
		}
		return func(th *thread, rec *panicking) {
			h := headOf(n)
			h.rec = rec
			co.run(th, n)
			h.rec = nil
			co.leave(th, n)
		}
	}
}

func (c *fn) prepareReflected(fun func(F) reflect.Value, args []*expr, variadic bool) func(f F, th *thread) prepared {
	tos := make([]func(F, unsafe.Pointer), len(args))
	for i, a := range args {
		tos[i] = c.to(a)
	}
	return func(f F, th *thread) prepared {
		fn := reflect.New(fun(f).Type()).Elem()
		fn.Set(fun(f)) // the place in the frame will be used again
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			v := reflect.New(a.rt)
			tos[i](f, v.UnsafePointer())
			in[i] = v.Elem()
		}
		return func(th *thread, rec *panicking) {
			if fn.IsNil() {
				touch(nil)
			}
			if rec != nil && isBridge(fn) {
				th.offered = rec
				defer func() { th.offered = nil }()
			}
			if variadic {
				fn.CallSlice(in)
			} else {
				fn.Call(in)
			}
		}
	}
}

// prepareBuiltin makes a function of a call of a builtin whose arguments are
// evaluated now.
func (c *fn) prepareBuiltin(e *ast.CallExpr) func(f F, th *thread) prepared {
	name := identOf(e.Fun).Name
	if name == "recover" { // as if the function called it that defers it
		return func(f F, _ *thread) prepared {
			return func(th *thread, own *panicking) {
				if own == nil && headOf(f).th == th {
					recovered(f)
				}
			}
		}
	}
	// The arguments' places are copied into a frame of the call's own.
	n := &fn{m: c.m, info: c.info, sub: c.sub, vars: map[*types.Var]*variable{}, sig: types.NewSignatureType(nil, nil, nil, nil, nil, false)}
	n.co = c.m.newCode(name, name)
	n.l.size = headSize
	var saved []func(f, to F)
	n.args = map[ast.Expr]*expr{}
	for _, a := range e.Args {
		tv := c.info.Types[a]
		if tv.IsType() || tv.Value != nil || tv.IsNil() {
			continue
		}
		t := defaulted(c.typeOf(a))
		if tup, ok := t.(*types.Tuple); ok {
			c.fail(a, "a call with %d values cannot be the argument of a deferred builtin", tup.Len())
		}
		x := c.as(a, t)
		s, to := n.l.add(x.rt), c.to(x)
		n.args[a] = n.inFrame(x.t, x.rt, s.off)
		saved = append(saved, func(f, nf F) { to(f, unsafe.Add(nf, s.off)) })
	}
	n.co.body = n.effect(n.builtin(e, ast.Unparen(e.Fun)))
	n.done()
	co := n.co
	return func(f F, th *thread) prepared {
		nf := co.enter(th)
		for _, s := range saved {
			s(f, nf)
		}
		return func(th *thread, _ *panicking) {
			co.run(th, nf)
			co.leave(th, nf)
		}
	}
}

func (c *fn) deferStmt(s *ast.DeferStmt) stmt {
	prep := c.prepare(s.Call)
	pos := s.Pos()
	return func(f F) ctl {
		h := headOf(f)
		h.pos = pos
		h.defers = &deferred{next: h.defers, run: prep(f, h.th)}
		return next
	}
}

func (c *fn) goStmt(s *ast.GoStmt) stmt {
	prep := c.prepare(s.Call)
	m := c.m
	return func(f F) ctl {
		th := m.spawn(headOf(f).th)
		run := prep(f, th)
		go m.goroutine(th, run)
		return next
	}
}
