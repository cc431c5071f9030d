package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"sync/atomic"
	"unsafe"
)

// A funcCell is a function of a name, or a function literal. Callers hold the
// cell: a function that is declared again is seen by them.
type funcCell struct {
	name   string
	symbol string    // its name as package runtime has it
	pos    token.Pos // where it is declared
	code   atomic.Pointer[code]
	build  func() *code // compiles the function, when it is first called
	value  *closure     // it as a value, if it needs no environment
}

func (c *funcCell) get(m *Machine) *code {
	if co := c.code.Load(); co != nil {
		return co
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if co := c.code.Load(); co != nil {
		return co
	}
	co := c.build()
	c.code.Store(co)
	return co
}

// A caller is a call that is compiled: of a cell, or of what begin finds when
// it runs.
type caller struct {
	m     *Machine
	cell  *funcCell
	begin func(f F, th *thread) (F, *code) // enters the callee's frame; nil: it is compiled code
	slow  func(f F)                        // calls that; results go to the places of tuple
	args  []func(F, unsafe.Pointer)
	offs  []uintptr
	res   []slot  // results, in the callee's frame
	tuple []*expr // places for them in the caller's
	held  uintptr // where the interface is whose method is called
}

// enter evaluates arguments into a new frame.
func (k *caller) enter(f F, th *thread) (F, *code) {
	var n F
	var co *code
	if k.cell != nil {
		if co = k.cell.code.Load(); co == nil {
			co = k.cell.get(k.m)
		}
		n = co.enter(th)
	} else if n, co = k.begin(f, th); n == nil {
		return nil, nil
	}
	for i, a := range k.args {
		a(f, unsafe.Add(n, k.offs[i]))
	}
	return n, co
}

// called is a call with one result that has a representation.
func called[T any](k *caller) func(F) T {
	off := k.res[0].off
	if k.cell == nil {
		tmp := k.tuple[0].off
		return func(f F) T {
			th := headOf(f).th
			n, co := k.enter(f, th)
			if n == nil {
				k.slow(f)
				return *at[T](f, tmp)
			}
			co.run(th, n)
			r := *at[T](n, off)
			co.leave(th, n)
			return r
		}
	}
	cell, m := k.cell, k.m
	switch len(k.args) {
	case 1:
		a0, p0 := k.args[0], k.offs[0]
		return func(f F) T {
			th, co := headOf(f).th, cell.code.Load()
			if co == nil {
				co = cell.get(m)
			}
			n := co.enter(th)
			a0(f, unsafe.Add(n, p0))
			co.run(th, n)
			r := *at[T](n, off)
			co.leave(th, n)
			return r
		}
	case 2:
		a0, p0, a1, p1 := k.args[0], k.offs[0], k.args[1], k.offs[1]
		return func(f F) T {
			th, co := headOf(f).th, cell.code.Load()
			if co == nil {
				co = cell.get(m)
			}
			n := co.enter(th)
			a0(f, unsafe.Add(n, p0))
			a1(f, unsafe.Add(n, p1))
			co.run(th, n)
			r := *at[T](n, off)
			co.leave(th, n)
			return r
		}
	}
	return func(f F) T {
		th := headOf(f).th
		n, co := k.enter(f, th)
		co.run(th, n)
		r := *at[T](n, off)
		co.leave(th, n)
		return r
	}
}

// offsets is where a function's parameters, results and receiver are in its
// frame: the same for every function of a signature, the receiver apart.
func (c *fn) offsets(sig *types.Signature, recv reflect.Type) (params, results []slot, r slot) {
	l := layout{size: headSize}
	return c.m.place(&l, sig, recv)
}

func (m *Machine) place(l *layout, sig *types.Signature, recv reflect.Type) (params, results []slot, r slot) {
	for v := range sig.Params().Variables() {
		params = append(params, l.add(m.types.rt(v.Type())))
	}
	for v := range sig.Results().Variables() {
		results = append(results, l.add(m.types.rt(v.Type())))
	}
	if recv != nil {
		r = l.add(recv)
	}
	return
}

// call compiles a call.
func (c *fn) call(e *ast.CallExpr) *expr {
	fun := ast.Unparen(e.Fun)
	ftv := c.info.Types[fun]
	switch {
	case ftv.IsType():
		x := c.conversion(e, c.typeOf(fun))
		if isSlice(x.t.Underlying()) && x.calls {
			return c.hoisted(x) // of a string
		}
		return x
	case ftv.IsBuiltin():
		return c.hoisted(c.builtin(e, fun))
	}
	return c.hoisted(c.onLine(callPos(e), func() *expr {
		k := c.callee(fun)
		return c.finish(k, c.arguments(e, k.sig))
	}))
}

// funcWord is the function value in an any.
func funcWord(v any) unsafe.Pointer { return (*[2]unsafe.Pointer)(unsafe.Pointer(&v))[1] }

// finish makes the call of a callee with its arguments.
func (c *fn) finish(k *callee, args []*expr) *expr {
	if k.fn != nil {
		if k.first != nil {
			args = append([]*expr{k.first}, args...)
		}
		return c.compiledCall(k.fn, k.frt, args, k.sig)
	}
	return c.result(c.caller(k, args), k.sig)
}

// caller prepares the call of what may be a function of cells.
func (c *fn) caller(k *callee, args []*expr) *caller {
	var recv reflect.Type
	if k.recv != nil {
		recv = k.recv.rt
	}
	params, results, rslot := c.offsets(k.sig, recv)
	q := &caller{m: c.m, cell: k.cell, res: results}
	if k.recv != nil { // evaluated before the arguments
		q.args = append(q.args, c.to(k.recv))
		q.offs = append(q.offs, rslot.off)
	}
	for i, a := range args {
		q.args = append(q.args, c.to(a))
		q.offs = append(q.offs, params[i].off)
	}
	for v := range k.sig.Results().Variables() {
		q.tuple = append(q.tuple, c.temp(v.Type()))
	}
	switch {
	case k.value != nil:
		c.beginValue(q, k, args)
	case k.iface != nil:
		c.beginMethod(q, k, args)
	}
	return q
}

// result is what a call gives.
func (c *fn) result(q *caller, sig *types.Signature) *expr {
	switch len(q.res) {
	case 0:
		return &expr{calls: true, run: func(f F) {
			th := headOf(f).th
			n, co := q.enter(f, th)
			if n == nil {
				q.slow(f)
				return
			}
			co.run(th, n)
			co.leave(th, n)
		}}
	case 1:
		t := sig.Results().At(0).Type()
		rt := q.res[0].rt
		if r := reprOf(rt); r != nil {
			return &expr{t: t, rt: rt, r: r, get: r.called(q), calls: true}
		}
		// A struct or array is copied out before the frame is used again.
		cp, off, tmp := copier(rt), q.res[0].off, q.tuple[0].off
		into := func(f F, p unsafe.Pointer) {
			th := headOf(f).th
			n, co := q.enter(f, th)
			if n == nil {
				q.slow(f)
				cp(p, unsafe.Add(f, tmp))
				return
			}
			co.run(th, n)
			cp(p, unsafe.Add(n, off))
			co.leave(th, n)
		}
		return &expr{t: t, rt: rt, calls: true, into: into, addr: func(f F) unsafe.Pointer {
			p := unsafe.Add(f, tmp)
			into(f, p)
			return p
		}}
	}
	cps := make([]func(dst, src unsafe.Pointer), len(q.res))
	for i, s := range q.res {
		cps[i] = copier(s.rt)
	}
	return &expr{calls: true, tuple: q.tuple, run: func(f F) {
		th := headOf(f).th
		n, co := q.enter(f, th)
		if n == nil {
			q.slow(f)
			return
		}
		co.run(th, n)
		for i, cp := range cps {
			cp(unsafe.Add(f, q.tuple[i].off), unsafe.Add(n, q.res[i].off))
		}
		co.leave(th, n)
	}}
}

// beginValue calls a function value: of cells without reflection.
func (c *fn) beginValue(q *caller, k *callee, args []*expr) {
	get, m := k.value.get.(func(F) unsafe.Pointer), c.m
	q.begin = func(f F, th *thread) (F, *code) {
		w := get(f)
		var cl *closure
		if w != nil {
			cl = closureOf(w)
		}
		if cl == nil {
			*at[unsafe.Pointer](f, k.value.off) = w
			return nil, nil
		}
		co := cl.cell.code.Load()
		if co == nil {
			co = cl.cell.get(m)
		}
		n := co.enter(th)
		headOf(n).env = cl.env
		return n, co
	}
	frt := c.m.types.rtFunc(k.sig)
	fun := c.slot(reflect.TypeFor[unsafe.Pointer]())
	value := *k.value
	value.off = fun
	k.value = &value
	q.slow = c.reflectCall(func(f F) reflect.Value {
		touch(*at[unsafe.Pointer](f, fun))
		return reflect.NewAt(frt, unsafe.Add(f, fun)).Elem()
	}, args, q.tuple, k.sig.Variadic())
}

// reflectCall calls compiled code through package reflect.
func (c *fn) reflectCall(fun func(F) reflect.Value, args []*expr, results []*expr, variadic bool) func(F) {
	addrs := make([]func(F) unsafe.Pointer, len(args))
	for i, a := range args {
		if a.local || a.isConst || !a.calls {
			addrs[i] = c.address(a)
		} else { // a place of its own, since others may be evaluated after it
			off, to := c.slot(a.rt), c.to(a)
			addrs[i] = func(f F) unsafe.Pointer { p := unsafe.Add(f, off); to(f, p); return p }
		}
	}
	return func(f F) {
		in := make([]reflect.Value, len(addrs))
		for i, a := range addrs {
			in[i] = reflect.NewAt(args[i].rt, a(f)).Elem()
		}
		fn := fun(f)
		checked(f)
		var out []reflect.Value
		if variadic {
			out = fn.CallSlice(in)
		} else {
			out = fn.Call(in)
		}
		for i, r := range results {
			reflect.NewAt(r.rt, unsafe.Add(f, r.off)).Elem().Set(out[i])
		}
		if len(results) == 0 {
			checked(f)
		}
	}
}

// compiledCall calls a compiled function that is known.
func (c *fn) compiledCall(w unsafe.Pointer, frt reflect.Type, args []*expr, sig *types.Signature) *expr {
	for i, a := range args {
		args[i] = c.renewed(a)
	}
	if r := c.directCall(w, args, sig); r != nil {
		return r
	}
	var tuple []*expr
	for v := range sig.Results().Variables() {
		tuple = append(tuple, c.temp(v.Type()))
	}
	fv := reflect.NewAt(frt, unsafe.Pointer(&w)).Elem()
	return c.tupleResult(c.reflectCall(func(F) reflect.Value { return fv }, args, tuple, frt.IsVariadic()), tuple)
}

// tupleResult is a call that leaves its results in places of the frame.
func (c *fn) tupleResult(run func(F), tuple []*expr) *expr {
	if len(tuple) != 1 {
		return &expr{calls: true, run: run, tuple: tuple}
	}
	v := tuple[0]
	r := c.at(v.t, v.rt, func(f F) unsafe.Pointer { run(f); return unsafe.Add(f, v.off) })
	r.calls = true
	if r.r != nil {
		r.addr = nil // evaluated once only
	}
	return r
}
