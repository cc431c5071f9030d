package compile

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

// An expr is a compiled expression.
type expr struct {
	t  types.Type
	rt reflect.Type
	r  repr // nil for structs and arrays, and for calls without or with several values

	get  getter                  // func(F) T, where r is not nil
	addr func(F) unsafe.Pointer  // of a place; of a struct or array without one, where it is until it is evaluated again
	into func(F, unsafe.Pointer) // makes a struct or array at a place that it does not refer to

	local bool // a place in the frame, at off
	off   uintptr
	fix   unsafe.Pointer // a place that is known

	place    bool // addr is that of a variable
	isConst  bool
	isNil    bool
	calls    bool // evaluating it calls something
	unsigned bool // an index that was unsigned: what is negative is too big

	elem  *mapElem // an element of a map
	of    *expr    // the slice of which it is an element
	index *expr    // and which

	run   func(F) // of a call without or with several values: evaluates it
	tuple []*expr // the values, after run
}

// fn is a function that is being compiled.
type fn struct {
	m     *Machine
	co    *code
	l     layout
	info  *types.Info
	sub   *subst
	vars  map[*types.Var]*variable
	outer *fn
	caps  []*types.Var
	boxes map[*types.Var]bool
	sig   *types.Signature

	named   []*types.Var // results that have names
	boxed   []func(F)    // moves parameters that are captured to where they are
	unboxed []func(F)    // copies results from there
	defers  bool
	line    int // of the statement, or of the call whose arguments these are
	labels  map[string]*label
	nlabel  ctl
	lits    int                // function literals that have been compiled
	ranges  int                // and ranges over functions
	args    map[ast.Expr]*expr // of a builtin whose arguments are evaluated already
	hoist   *[]stmt            // what runs in front of the expressions that are compiled
}

type varKind uint8

const (
	inFrame varKind = iota
	inBox           // the frame has its address
	inEnv           // the closure has its address
	fixed           // of the notebook
)

// A variable of a function that is compiled.
type variable struct {
	kind varKind
	off  uintptr // in the frame; inEnv: index in the environment
	p    unsafe.Pointer
	rt   reflect.Type
}

// An Error is one that compiling found: something that the engine cannot do.
type Error struct {
	Pos token.Pos
	Msg string
}

func (e *Error) Error() string { return e.Msg }

func (c *fn) fail(n ast.Node, format string, args ...any) {
	panic(&Error{n.Pos(), fmt.Sprintf(format, args...)})
}

// typeOf is the type of an expression, without type parameters.
func (c *fn) typeOf(e ast.Expr) types.Type { return c.sub.typ(c.info.TypeOf(e)) }

func (c *fn) rt(t types.Type) reflect.Type { return c.m.types.rt(t) }

// slot is a new place in the frame.
func (c *fn) slot(rt reflect.Type) uintptr { return c.l.add(rt).off }

// value makes an expression of a getter.
func (c *fn) value(t types.Type, get getter) *expr {
	rt := c.rt(t)
	return &expr{t: t, rt: rt, r: reprOf(rt), get: get}
}

// at makes an expression of what is at an address.
func (c *fn) at(t types.Type, rt reflect.Type, addr func(F) unsafe.Pointer) *expr {
	e := &expr{t: t, rt: rt, r: reprOf(rt), addr: addr}
	if e.r != nil {
		e.get = e.r.deref(addr)
	}
	return e
}

// inFrame makes an expression of a place in the frame.
func (c *fn) inFrame(t types.Type, rt reflect.Type, off uintptr) *expr {
	e := &expr{t: t, rt: rt, r: reprOf(rt), local: true, off: off, addr: func(f F) unsafe.Pointer { return unsafe.Add(f, off) }}
	if e.r != nil {
		e.get = e.r.local(off)
	}
	return e
}

// temp is a new place in the frame, as an expression.
func (c *fn) temp(t types.Type) *expr {
	rt := c.rt(t)
	return c.inFrame(t, rt, c.slot(rt))
}

func (c *fn) lookup(v *types.Var) *variable {
	v = v.Origin()
	if x := c.vars[v]; x != nil {
		return x
	}
	if c.outer != nil {
		if o := c.outer.lookup(v); o != nil {
			if o.kind == fixed {
				return o
			}
			x := &variable{kind: inEnv, off: uintptr(len(c.caps)), rt: o.rt}
			c.caps = append(c.caps, v)
			c.vars[v] = x
			return x
		}
		return nil
	}
	return c.m.global(v)
}

func (c *fn) varExpr(n ast.Node, v *types.Var) *expr {
	x := c.lookup(v)
	if x == nil {
		c.fail(n, "variable %s is not known", v.Name())
	}
	return c.varOf(x, c.sub.typ(v.Type()))
}

func (c *fn) varOf(x *variable, t types.Type) *expr {
	off := x.off
	e := &expr{t: t, rt: x.rt, r: reprOf(x.rt), place: true}
	switch x.kind {
	case inFrame:
		e = c.inFrame(t, x.rt, off)
		e.place = true
	case inBox:
		e.addr = func(f F) unsafe.Pointer { return *at[unsafe.Pointer](f, off) }
		if e.r != nil {
			e.get = e.r.fieldLocal(off, 0)
		}
	case inEnv:
		off *= 8
		e.addr = func(f F) unsafe.Pointer { return *at[unsafe.Pointer](headOf(f).env, off) }
		if e.r != nil {
			e.get = e.r.captured(x.off, 0)
		}
	case fixed:
		p := x.p
		e.addr, e.fix = func(F) unsafe.Pointer { return p }, p
		if e.r != nil {
			e.get = e.r.fixed(p)
		}
	}
	return e
}

// address is where an expression's value is, if need be in a new place.
func (c *fn) address(e *expr) func(F) unsafe.Pointer {
	if e.addr != nil {
		return e.addr
	}
	off, to := c.slot(e.rt), c.to(e)
	return func(f F) unsafe.Pointer {
		p := unsafe.Add(f, off)
		to(f, p)
		return p
	}
}

// to stores an expression's value at a place that it does not refer to.
func (c *fn) to(e *expr) func(F, unsafe.Pointer) {
	if e.r != nil {
		return e.r.to(e.get)
	}
	if e.into != nil {
		return e.into
	}
	return mover(e.rt, e.addr)
}

// mover copies a struct or an array.
func mover(rt reflect.Type, from func(F) unsafe.Pointer) func(F, unsafe.Pointer) {
	if !hasPointers(rt) {
		switch rt.Size() {
		case 0:
			return func(f F, dst unsafe.Pointer) { from(f) }
		case 8:
			return func(f F, dst unsafe.Pointer) { *(*uint64)(dst) = *(*uint64)(from(f)) }
		case 16:
			return func(f F, dst unsafe.Pointer) { *(*[2]uint64)(dst) = *(*[2]uint64)(from(f)) }
		case 24:
			return func(f F, dst unsafe.Pointer) { *(*[3]uint64)(dst) = *(*[3]uint64)(from(f)) }
		case 32:
			return func(f F, dst unsafe.Pointer) { *(*[4]uint64)(dst) = *(*[4]uint64)(from(f)) }
		}
	}
	w := word(rt)
	return func(f F, dst unsafe.Pointer) { typedmemmove(w, dst, from(f)) }
}

// copier is mover for two addresses.
func copier(rt reflect.Type) func(dst, src unsafe.Pointer) {
	if !hasPointers(rt) {
		switch rt.Size() {
		case 0:
			return func(dst, src unsafe.Pointer) {}
		case 1:
			return func(dst, src unsafe.Pointer) { *(*uint8)(dst) = *(*uint8)(src) }
		case 8:
			return func(dst, src unsafe.Pointer) { *(*uint64)(dst) = *(*uint64)(src) }
		case 16:
			return func(dst, src unsafe.Pointer) { *(*[2]uint64)(dst) = *(*[2]uint64)(src) }
		}
	} else {
		switch rt.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
			return func(dst, src unsafe.Pointer) { *(*unsafe.Pointer)(dst) = *(*unsafe.Pointer)(src) }
		case reflect.String:
			return func(dst, src unsafe.Pointer) { *(*string)(dst) = *(*string)(src) }
		case reflect.Interface:
			return func(dst, src unsafe.Pointer) { *(*ifaceH)(dst) = *(*ifaceH)(src) }
		case reflect.Slice:
			return func(dst, src unsafe.Pointer) { *(*sliceH)(dst) = *(*sliceH)(src) }
		}
	}
	w := word(rt)
	return func(dst, src unsafe.Pointer) { typedmemmove(w, dst, src) }
}

// clearer makes a place zero.
func clearer(rt reflect.Type) func(unsafe.Pointer) {
	switch r := reprOf(rt); {
	case rt.Size() == 0:
		return func(unsafe.Pointer) {}
	case r != nil && rt.Size() == 8 && rt.Kind() <= reflect.Complex128:
		return func(p unsafe.Pointer) { *(*uint64)(p) = 0 }
	case r != nil && rt.Size() == 8:
		return func(p unsafe.Pointer) { *(*unsafe.Pointer)(p) = nil }
	case rt.Kind() == reflect.String:
		return func(p unsafe.Pointer) { *(*string)(p) = "" }
	case rt.Kind() == reflect.Slice:
		return func(p unsafe.Pointer) { *(*sliceH)(p) = sliceH{} }
	}
	w := word(rt)
	return func(p unsafe.Pointer) { typedmemclr(w, p) }
}

// zero is the zero value of a type.
func (c *fn) zero(t types.Type) *expr {
	rt := c.rt(t)
	p := unsafeNew(word(rt))
	e := &expr{t: t, rt: rt, r: reprOf(rt)}
	if e.r != nil {
		e.get = e.r.constant(p)
	} else {
		e.addr = func(F) unsafe.Pointer { return p }
	}
	return e
}

func (c *fn) constant(t types.Type, v constant.Value) *expr {
	rt := c.rt(t)
	if rt.Kind() == reflect.Interface { // in interfaces they have their default type
		return c.convertTo(c.constant(types.Default(untypedOf(v)), v), t)
	}
	x := reflect.New(rt).Elem()
	switch k := rt.Kind(); {
	case k == reflect.Bool:
		x.SetBool(constant.BoolVal(v))
	case k == reflect.String:
		x.SetString(constant.StringVal(v))
	case x.CanInt():
		n, ok := constant.Int64Val(constant.ToInt(v))
		if !ok {
			u, _ := constant.Uint64Val(constant.ToInt(v))
			n = int64(u)
		}
		x.SetInt(n)
	case x.CanUint():
		n, _ := constant.Uint64Val(constant.ToInt(v))
		x.SetUint(n)
	case k == reflect.Float32:
		n, _ := constant.Float32Val(constant.ToFloat(v))
		x.SetFloat(float64(n))
	case k == reflect.Float64:
		n, _ := constant.Float64Val(constant.ToFloat(v))
		x.SetFloat(n)
	case k == reflect.Complex64:
		v = constant.ToComplex(v)
		re, _ := constant.Float32Val(constant.Real(v))
		im, _ := constant.Float32Val(constant.Imag(v))
		x.SetComplex(complex(float64(re), float64(im)))
	case k == reflect.Complex128:
		v = constant.ToComplex(v)
		re, _ := constant.Float64Val(constant.Real(v))
		im, _ := constant.Float64Val(constant.Imag(v))
		x.SetComplex(complex(re, im))
	case k == reflect.UnsafePointer:
		n, _ := constant.Uint64Val(constant.ToInt(v))
		u := uintptr(n)
		return c.value(t, func(F) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&u)) })
	default:
		panic(fmt.Errorf("constant of type %v", t))
	}
	r := reprOf(rt)
	return &expr{t: t, rt: rt, r: r, get: r.constant(x.Addr().UnsafePointer()), isConst: true}
}

func untypedOf(v constant.Value) types.Type {
	switch v.Kind() {
	case constant.Bool:
		return types.Typ[types.Bool]
	case constant.String:
		return types.Typ[types.String]
	case constant.Int:
		return types.Typ[types.Int]
	case constant.Complex:
		return types.Typ[types.Complex128]
	}
	return types.Typ[types.Float64]
}

// as compiles an expression for where a value of type t is wanted.
func (c *fn) as(e ast.Expr, t types.Type) *expr {
	tv := c.info.Types[e]
	switch {
	case tv.Value != nil:
		ct := c.sub.typ(tv.Type)
		if b, ok := ct.(*types.Basic); types.IsInterface(t.Underlying()) && (!ok || b.Info()&types.IsUntyped == 0) {
			return c.convertTo(c.constant(ct, tv.Value), t)
		}
		if !types.IsInterface(t.Underlying()) {
			return c.constant(t, tv.Value)
		}
		if b, ok := ct.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			return c.convertTo(c.constant(types.Default(b), tv.Value), t)
		}
		return c.constant(t, tv.Value)
	case tv.IsNil():
		z := c.zero(t)
		z.isNil = true
		return z
	}
	x := c.expr(e)
	if b, ok := x.t.(*types.Basic); ok && b.Kind() == types.UntypedBool && !types.IsInterface(t.Underlying()) {
		y := *x
		y.t, y.rt = t, c.rt(t)
		return &y
	}
	return c.convertTo(x, t)
}

// expr compiles an expression.
func (c *fn) expr(e ast.Expr) *expr {
	e = ast.Unparen(e)
	tv := c.info.Types[e]
	if tv.Value != nil {
		return c.constant(c.sub.typ(tv.Type), tv.Value)
	}
	if tv.IsNil() {
		z := c.zero(c.sub.typ(tv.Type))
		z.isNil = true
		return z
	}
	switch e := e.(type) {
	case *ast.Ident:
		switch o := c.info.ObjectOf(e).(type) {
		case *types.Var:
			if o.Pkg() != nil && c.m.isCompiled(o.Pkg()) && o.Parent() == o.Pkg().Scope() {
				return c.compiledVar(e, o)
			}
			return c.varExpr(e, o)
		case *types.Func:
			return c.funcValue(e, o)
		}
	case *ast.BinaryExpr:
		return c.binary(e)
	case *ast.UnaryExpr:
		return c.unary(e)
	case *ast.StarExpr:
		return c.star(e)
	case *ast.SelectorExpr:
		return c.selector(e)
	case *ast.IndexExpr:
		if o := c.instantiated(e.X); o != nil {
			return c.funcValue(identOf(e.X), o)
		}
		return c.index(e)
	case *ast.IndexListExpr:
		if o := c.instantiated(e.X); o != nil {
			return c.funcValue(identOf(e.X), o)
		}
	case *ast.SliceExpr:
		return c.hoisted(c.slice(e))
	case *ast.CallExpr:
		return c.call(e)
	case *ast.FuncLit:
		return c.funcLit(e)
	case *ast.CompositeLit:
		return c.composite(e)
	case *ast.TypeAssertExpr:
		if x := c.assertion(e); pointerShaped(x.rt) {
			return x
		} else {
			return c.hoisted(x)
		}
	}
	c.fail(e, "expression %T is not known", e)
	return nil
}

// multi compiles an expression that has several values: a call, or one with
// the form v, ok.
func (c *fn) multi(e ast.Expr) *expr {
	e = ast.Unparen(e)
	switch e := e.(type) {
	case *ast.CallExpr:
		return c.call(e)
	case *ast.TypeAssertExpr:
		return c.assertionOK(e)
	case *ast.IndexExpr:
		return c.mapIndexOK(e)
	case *ast.UnaryExpr:
		return c.receiveOK(e)
	}
	c.fail(e, "expression %T has several values", e)
	return nil
}

// typed compiles an expression whose type, if it has none yet, is the default
// one.
func (c *fn) typed(e ast.Expr) *expr {
	if t := c.typeOf(e); isUntyped(t) {
		return c.as(e, types.Default(t))
	}
	return c.expr(e)
}

// cond is the expression of a condition.
func (c *fn) cond(e ast.Expr) (test func(F) bool) {
	return c.testing(func() func(F) bool { return c.expr(e).get.(func(F) bool) }, e)
}

// testing is a test that evaluates expressions.
func (c *fn) testing(compile func() func(F) bool, exprs ...ast.Expr) (test func(F) bool) {
	before := c.hoisting(func() { test = compile() }, exprs...)
	if len(before) == 0 {
		return test
	}
	first, then := seq(before), test
	return func(f F) bool { first(f); return then(f) }
}

// integer is an expression as an int: an index or a length.
func (c *fn) integer(e ast.Expr) *expr {
	if tv := c.info.Types[e]; tv.Value != nil {
		return c.constant(types.Typ[types.Int], tv.Value)
	}
	x := c.expr(e)
	switch x.rt.Kind() {
	case reflect.Int:
		return x
	case reflect.Uint64, reflect.Uint, reflect.Uintptr: // too big ones stay out of range
		y := c.value(types.Typ[types.Int], x.r.convert(reflect.Int, x.get))
		y.calls, y.unsigned = x.calls, true
		return y
	}
	y := c.value(types.Typ[types.Int], x.r.convert(reflect.Int, x.get))
	y.calls = x.calls
	return y
}

func identOf(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.IndexExpr:
		return identOf(e.X)
	case *ast.IndexListExpr:
		return identOf(e.X)
	}
	return nil
}

// instantiated is the generic function that an index expression instantiates.
func (c *fn) instantiated(e ast.Expr) *types.Func {
	if id := identOf(e); id != nil {
		if o, ok := c.info.Uses[id].(*types.Func); ok {
			if _, inst := c.info.Instances[id]; inst {
				return o
			}
		}
	}
	return nil
}

func (c *fn) star(e *ast.StarExpr) *expr {
	x := c.expr(e.X)
	t := c.typeOf(e)
	return c.deref(x, t)
}

// deref is what a pointer points to.
func (c *fn) deref(x *expr, t types.Type) *expr {
	p := x.get.(func(F) unsafe.Pointer)
	rt := c.rt(t)
	r := &expr{t: t, rt: rt, r: reprOf(rt), place: true, calls: x.calls}
	r.addr = func(f F) unsafe.Pointer { q := p(f); touch(q); return q }
	if r.r != nil {
		if x.local {
			r.get = r.r.fieldLocal(x.off, 0)
		} else {
			r.get = r.r.field(p, 0)
		}
	}
	return r
}

func (c *fn) unary(e *ast.UnaryExpr) *expr {
	switch e.Op {
	case token.AND:
		x := ast.Unparen(e.X)
		if lit, ok := x.(*ast.CompositeLit); ok {
			v := c.composite(lit)
			w, to := word(v.rt), c.to(v)
			return c.value(c.typeOf(e), func(f F) unsafe.Pointer {
				p := unsafeNew(w)
				to(f, p)
				return p
			})
		}
		p := c.expr(x)
		r := c.value(c.typeOf(e), p.addr)
		r.calls = p.calls
		return r
	case token.NOT:
		x := c.expr(e.X)
		g := x.get.(func(F) bool)
		r := c.value(c.typeOf(e), func(f F) bool { return !g(f) })
		r.calls = x.calls
		return r
	case token.ARROW:
		return c.hoisted(c.receive(e))
	}
	x := c.expr(e.X)
	r := c.value(c.typeOf(e), x.r.unary(e.Op, x.get))
	r.calls = x.calls
	return r
}

func (c *fn) binary(e *ast.BinaryExpr) *expr {
	t := c.typeOf(e)
	switch e.Op {
	case token.LAND, token.LOR:
		if c.hoist != nil {
			return c.shortCircuit(e, t)
		}
		x, y := c.expr(e.X), c.expr(e.Y)
		a, b := x.get.(func(F) bool), y.get.(func(F) bool)
		r := c.value(t, func(f F) bool { return a(f) && b(f) })
		if e.Op == token.LOR {
			r = c.value(t, func(f F) bool { return a(f) || b(f) })
		}
		r.calls = x.calls || y.calls
		return r
	case token.SHL, token.SHR:
		return c.shift(e, t)
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return c.comparison(e, t)
	}
	x, y := c.as(e.X, t), c.as(e.Y, t)
	return c.operation(e.Op, x, y)
}

// operation is x op y, for two values of one type.
func (c *fn) operation(op token.Token, x, y *expr) *expr {
	r := c.value(x.t, x.r.binary(op, x, y))
	r.calls = x.calls || y.calls
	return r
}

func (c *fn) shift(e *ast.BinaryExpr, t types.Type) *expr {
	x := c.as(e.X, t)
	n := c.shiftCount(e.Y)
	r := c.value(t, x.r.shift(e.Op, x.get, n))
	r.calls = true
	return r
}

func (c *fn) shiftCount(e ast.Expr) func(F) uint64 {
	if tv := c.info.Types[e]; tv.Value != nil {
		n, _ := constant.Uint64Val(constant.ToInt(tv.Value))
		return func(F) uint64 { return n }
	}
	y := c.expr(e)
	if k := y.rt.Kind(); k >= reflect.Int && k <= reflect.Int64 {
		g := y.r.convert(reflect.Int64, y.get).(func(F) int64)
		return func(f F) uint64 {
			n := g(f)
			if n < 0 {
				_ = 1 << n // panics
			}
			return uint64(n)
		}
	}
	return y.r.convert(reflect.Uint64, y.get).(func(F) uint64)
}
