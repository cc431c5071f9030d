package compile

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// methodCallee finds what x.Method calls.
func (c *fn) methodCallee(e *ast.SelectorExpr, s *types.Selection) *callee {
	return c.methodOf(e, c.expr(e.X), s.Obj().(*types.Func))
}

// methodOf is the method of x by that name, perhaps a promoted one.
func (c *fn) methodOf(n ast.Node, x *expr, m *types.Func) *callee {
	obj, path, _ := types.LookupFieldOrMethod(x.t, true, m.Pkg(), m.Name())
	f, ok := obj.(*types.Func)
	if !ok {
		panic(fmt.Errorf("%v has no method %s", x.t, m.Name()))
	}
	for _, i := range path[:len(path)-1] {
		if w, frt := c.m.replaced(x.rt, m.Name()); w != nil {
			return &callee{sig: f.Signature(), fn: w, frt: frt, first: x}
		}
		x = c.path(n, x, []int{i})
	}
	if types.IsInterface(x.t.Underlying()) {
		if m, ok := x.rt.MethodByName(f.Name()); ok {
			c.m.types.learn(f.Signature(), m.Type)
		}
		return &callee{sig: f.Signature(), iface: x, method: f}
	}
	_, wantPtr := types.Unalias(f.Signature().Recv().Type()).(*types.Pointer)
	p, havePtr := types.Unalias(x.t).(*types.Pointer)
	if !havePtr {
		p, havePtr = x.t.Underlying().(*types.Pointer)
	}
	switch {
	case wantPtr && !havePtr:
		v := c.value(types.NewPointer(x.t), c.address(x))
		v.calls = x.calls
		x = v
	case !wantPtr && havePtr:
		x = c.deref(x, p.Elem())
	}
	t := x.t
	if p, ok := types.Unalias(t).(*types.Pointer); ok && wantPtr {
		t = p.Elem()
	}
	named := types.Unalias(t).(*types.Named)
	sig := f.Signature()
	if cell := c.m.methodCell(named, f); cell != nil {
		return &callee{sig: sig, cell: cell, recv: x}
	}
	return c.compiledMethod(n, x, f)
}

// compiledMethod is a method of a compiled type.
func (c *fn) compiledMethod(n ast.Node, x *expr, f *types.Func) *callee {
	if w, frt := c.m.replaced(x.rt, f.Name()); w != nil {
		return &callee{sig: f.Signature(), fn: w, frt: frt, first: x}
	}
	m, ok := x.rt.MethodByName(f.Name())
	if !ok {
		c.fail(n, "method %s of %v cannot be reached from cells", f.Name(), x.t)
	}
	w := funcWord(m.Func.Interface())
	ft := m.Type
	if ft.NumIn() != f.Signature().Params().Len()+1 {
		c.fail(n, "method %s of %v is not as expected", f.Name(), x.t)
	}
	for i := range f.Signature().Params().Len() {
		c.m.types.learn(f.Signature().Params().At(i).Type(), ft.In(i+1))
	}
	for i := range f.Signature().Results().Len() {
		c.m.types.learn(f.Signature().Results().At(i).Type(), ft.Out(i))
	}
	return &callee{sig: f.Signature(), fn: w, frt: ft, first: x}
}

// beginMethod calls a method of an interface: of cells' types without
// reflection.
func (c *fn) beginMethod(q *caller, k *callee, args []*expr) {
	x := k.iface
	get, typ := x.get.(func(F) ifaceH), dynamicType(x.rt)
	m, id := c.m, k.method.Id()
	held := c.slot(x.rt)
	q.held = held
	var last atomic.Pointer[dispatched] // what was called here before
	q.begin = func(f F, th *thread) (F, *code) {
		h := get(f)
		w := typ(h.tab)
		d := last.Load()
		if d == nil || d.typ != w {
			if w == nil { // it is called with its arguments, and fails
				for i, a := range q.args {
					a(f, reflect.New(args[i].rt).UnsafePointer())
				}
				touch(nil)
			}
			d = m.dispatch(w, id)
			last.Store(d)
		}
		if d.cell == nil {
			*at[ifaceH](f, held) = h
			return nil, nil
		}
		co := d.cell.code.Load()
		if co == nil {
			co = d.cell.get(m)
		}
		n := co.enter(th)
		if d.direct {
			data := h.data
			if co.isPtr {
				*at[unsafe.Pointer](n, co.recv.off) = data
			} else {
				co.setRecv(n, unsafe.Pointer(&data))
			}
		} else {
			co.setRecv(n, h.data)
		}
		return n, co
	}
	if x.rt.NumMethod() == 0 { // a type parameter's
		panic(fmt.Errorf("%v has no method %s", x.t, k.method.Name()))
	}
	i := methodIndex(x.rt, k.method.Name())
	q.slow = c.reflectCall(c.m.ifaceMethod(x.rt, held, i, id), args, q.tuple, k.sig.Variadic())
}

// methodIndex is where an interface type has a method.
func methodIndex(rt reflect.Type, name string) int {
	for i := range rt.NumMethod() {
		if rt.Method(i).Name == name {
			return i
		}
	}
	panic(fmt.Errorf("%v has no method %s", rt, name))
}

// ifaceMethod is the i-th method of a compiled value that a place of the frame
// holds as an interface, or what stands for it.
func (m *Machine) ifaceMethod(rt reflect.Type, held uintptr, i int, id string) func(F) reflect.Value {
	typ := dynamicType(rt)
	return func(f F) reflect.Value {
		v := reflect.NewAt(rt, unsafe.Add(f, held)).Elem()
		own := v.Method(i)
		d := m.dispatch(typ(at[ifaceH](f, held).tab), id)
		if !d.other.IsValid() {
			return own
		}
		recv := v.Elem()
		return reflect.MakeFunc(own.Type(), func(args []reflect.Value) []reflect.Value {
			args = append([]reflect.Value{recv}, args...)
			if d.other.Type().IsVariadic() {
				return d.other.CallSlice(args)
			}
			return d.other.Call(args)
		})
	}
}

// A dispatched is a method of a type of which an interface's value is.
type dispatched struct {
	typ    unsafe.Pointer
	cell   *funcCell     // nil: compiled code has it
	other  reflect.Value // what stands for the compiled method, if anything does
	direct bool          // the interface's data word is the value
}

// dispatch finds a method of a type by its name.
func (m *Machine) dispatch(typ unsafe.Pointer, id string) *dispatched {
	k := dispatchKey{typ, id}
	if d, ok := m.dispatches.Load(k); ok {
		return d.(*dispatched)
	}
	d := &dispatched{typ: typ}
	if t, ok := m.made.Load(typ); ok {
		m.mu.Lock()
		m.fill(d, t.(types.Type), id)
		m.mu.Unlock()
	} else if w, frt := m.replaced(rtype.FromWord(typ), id); w != nil {
		d.other = reflect.NewAt(frt, unsafe.Pointer(&w)).Elem()
	}
	m.dispatches.Store(k, d)
	return d
}

type dispatchKey struct {
	typ unsafe.Pointer
	id  string
}

func (m *Machine) fill(d *dispatched, t types.Type, id string) {
	d.direct = false
	base, isPtr := t, false
	if p, ok := t.(*types.Pointer); ok {
		base, isPtr = p.Elem(), true
	}
	for s := range types.NewMethodSet(t).Methods() {
		f := s.Obj().(*types.Func)
		if f.Id() != id {
			continue
		}
		_, wantPtr := types.Unalias(f.Signature().Recv().Type()).(*types.Pointer)
		if len(s.Index()) == 1 && wantPtr == isPtr {
			d.cell = m.methodCell(base.(*types.Named), f)
		} else {
			d.cell = m.methodFor(base, f, isPtr)
		}
		d.direct = !isPtr && pointerShaped(m.types.rt(base))
		return
	}
}

// addDispatch lets interfaces find the methods of a type that was made here.
func (m *Machine) addDispatch(t types.Type, rt reflect.Type) {
	m.made.Store(word(rt), t)
	m.made.Store(word(reflect.PointerTo(rt)), types.Type(types.NewPointer(t)))
}

// methodExpr is T.Method: a function whose first parameter is the receiver.
func (c *fn) methodExpr(e *ast.SelectorExpr, s *types.Selection) *expr {
	t := c.typeOf(e)
	sig := t.Underlying().(*types.Signature)
	m := s.Obj().(*types.Func)
	cell := wrapperCell(m, "")
	cell.build = func() *code {
		n := &fn{m: c.m, info: c.info, vars: map[*types.Var]*variable{}, sig: sig}
		n.co = c.m.newCode(cell.name, cell.symbol)
		n.wrapper(sig, nil, func(params []*expr) *expr {
			if p, ok := params[0].t.Underlying().(*types.Pointer); ok && len(s.Index()) == 1 && !isPointer(m.Signature().Recv().Type()) {
				n.refuseNil(params[0], p.Elem(), m)
			}
			k := n.methodOf(e, params[0], m)
			return n.finish(k, params[1:])
		})
		return n.co
	}
	cell.value = newClosure(c.m, c.m.types.rtFunc(sig), cell, nil)
	w := unsafe.Pointer(cell.value)
	return c.value(t, func(F) unsafe.Pointer { return w })
}

// methodValue is x.Method: a function that has its receiver.
func (c *fn) methodValue(e *ast.SelectorExpr, s *types.Selection) *expr {
	t := c.typeOf(e)
	sig := t.Underlying().(*types.Signature)
	m := s.Obj().(*types.Func)
	k := c.methodOf(e, c.expr(e.X), m)
	recv := k.recv
	if recv == nil {
		recv = k.first
	}
	if recv == nil {
		recv = k.iface
	}
	cell := wrapperCell(m, "-fm")
	v := &variable{kind: inEnv, off: 0, rt: recv.rt}
	rt := recv.t
	cell.build = func() *code {
		n := &fn{m: c.m, info: c.info, vars: map[*types.Var]*variable{}, sig: sig}
		n.co = c.m.newCode(cell.name, cell.symbol)
		n.wrapper(sig, nil, func(params []*expr) *expr {
			x := n.varOf(v, rt)
			k2 := *k
			switch {
			case k.recv != nil:
				k2.recv = x
			case k.first != nil:
				k2.first = x
			default:
				k2.iface = x
			}
			return n.finish(&k2, params)
		})
		return n.co
	}
	w, to := word(recv.rt), c.to(recv)
	env := word(reflect.TypeFor[[1]unsafe.Pointer]())
	mk := closureMaker(c.m, c.m.types.rtFunc(sig), cell)
	isIface := k.iface != nil
	r := c.value(t, func(f F) unsafe.Pointer {
		p := unsafeNew(w)
		to(f, p)
		if isIface && *(*unsafe.Pointer)(p) == nil {
			touch(nil)
		}
		e := unsafeNew(env)
		*(*unsafe.Pointer)(e) = p
		return unsafe.Pointer(mk(e))
	})
	r.calls = true
	return r
}

// methodFor is the cell of a method that types made here show to compiled
// code: the receiver is a value of type t, or a pointer to one.
func (m *Machine) methodFor(t types.Type, f *types.Func, ptr bool) *funcCell {
	recv := t
	if ptr {
		recv = types.NewPointer(t)
	}
	cell := wrapperCell(f, "")
	cell.build = func() *code {
		n := &fn{m: m, info: &types.Info{}, vars: map[*types.Var]*variable{}}
		obj, path, _ := types.LookupFieldOrMethod(recv, true, f.Pkg(), f.Name())
		n.sig = obj.(*types.Func).Signature()
		n.co = m.newCode(cell.name, cell.symbol)
		n.wrapper(n.sig, recv, func(params []*expr) *expr {
			if ptr && len(path) == 1 && !isPointer(obj.(*types.Func).Signature().Recv().Type()) {
				n.refuseNil(params[len(params)-1], t, f)
			}
			k := n.methodOf(nil, params[len(params)-1], f)
			return n.finish(k, params[:len(params)-1])
		})
		return n.co
	}
	return cell
}

// wrapperCell is the cell of a function that calls a method.
func wrapperCell(f *types.Func, suffix string) *funcCell {
	name, symbol := funcName(f)
	return &funcCell{name: name, symbol: symbol + suffix, pos: f.Pos()}
}

// wrapper compiles a function that makes one call of its parameters, to which
// the receiver is added at the end if there is one.
func (c *fn) wrapper(sig *types.Signature, recv types.Type, call func(params []*expr) *expr) {
	c.l.size = headSize
	c.co.wraps = true
	var rrt reflect.Type
	if recv != nil {
		rrt = c.rt(recv)
		_, c.co.isPtr = recv.Underlying().(*types.Pointer)
	}
	params, results, r := c.m.place(&c.l, sig, rrt)
	c.co.params, c.co.results, c.co.recv = params, results, r
	var xs []*expr
	for i, s := range params {
		xs = append(xs, c.inFrame(sig.Params().At(i).Type(), s.rt, s.off))
	}
	if recv != nil {
		xs = append(xs, c.inFrame(recv, r.rt, r.off))
	}
	x := call(xs)
	switch len(results) {
	case 0:
		c.co.body = c.effect(x)
	case 1:
		off, to := results[0].off, c.to(x)
		c.co.body = func(f F) ctl { to(f, unsafe.Add(f, off)); return next }
	default:
		run := x.run
		cps := make([]func(F, unsafe.Pointer), len(results))
		for i := range results {
			cps[i] = c.to(x.tuple[i])
		}
		c.co.body = func(f F) ctl {
			run(f)
			for i, s := range results {
				cps[i](f, unsafe.Add(f, s.off))
			}
			return next
		}
	}
	c.done()
}

// replaced is the function that stands for a method of a compiled type: by the
// name "Type.Method" or "(*Type).Method", a function whose first parameter is the
// receiver.
func (m *Machine) replaced(rt reflect.Type, name string) (unsafe.Pointer, reflect.Type) {
	path, of := rt.PkgPath(), rt.Name()
	if rt.Kind() == reflect.Pointer {
		path, of = rt.Elem().PkgPath(), "(*"+rt.Elem().Name()+")"
	}
	if path == "" || path == "main" {
		return nil, nil
	}
	v, ok := m.pkgs.Value(path, of+"."+name)
	if !ok {
		return nil, nil
	}
	return funcWord(v), reflect.TypeOf(v)
}

// refuseNil makes x panic if it is nil, as a value method called through a nil
// pointer does.
func (c *fn) refuseNil(x *expr, t types.Type, f *types.Func) {
	get, name := x.get.(func(F) unsafe.Pointer), types.TypeString(t, (*types.Package).Name)
	_, short, _ := strings.Cut(name, ".")
	msg := wrapError(fmt.Sprintf("value method %s.%s called using nil *%s pointer", name, f.Name(), short))
	x.get = func(f F) unsafe.Pointer {
		p := get(f)
		if p == nil {
			panic(msg)
		}
		return p
	}
	x.local = false
}

// wrapError is a runtime.Error without the usual beginning.
type wrapError string

func (e wrapError) Error() string { return string(e) }
func (wrapError) RuntimeError()   {}
