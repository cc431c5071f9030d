package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// Go leaves open when a variable is read that a call in the same statement may
// change. Compiled code makes a statement's calls first, in the order in which
// they stand, and reads variables, indexes and dereferences where the values
// are used. Statements in which that can be seen are compiled so here: what
// must be evaluated first is hoisted in front of the rest.

// hoisting compiles with c.hoist set if the expressions mix calls with what
// calls may change, and returns what must run before.
func (c *fn) hoisting(compile func(), exprs ...ast.Expr) (before []stmt) {
	if c.hoist != nil {
		compile()
		return nil
	}
	if m := (&mixing{c: c}); !m.among(exprs...).mixed {
		compile()
		return nil
	}
	c.hoist = &before
	defer func() { c.hoist = nil }()
	compile()
	return before
}

// inOrder is a statement, of which the expressions are given, with what must
// run before it.
func (c *fn) inOrder(compile func() stmt, exprs ...ast.Expr) stmt {
	var s stmt
	before := c.hoisting(func() { s = compile() }, exprs...)
	if len(before) == 0 {
		return s
	}
	if s == nil {
		return seq(before)
	}
	return seq(append(before, s))
}

// apart compiles what is hoisted apart from what stands around it.
func (c *fn) apart(compile func()) (before []stmt) {
	outer := c.hoist
	if outer == nil {
		compile()
		return nil
	}
	c.hoist = &before
	defer func() { c.hoist = outer }()
	compile()
	return before
}

// hoisted has an expression evaluated in front of the rest, if anything is.
func (c *fn) hoisted(x *expr) *expr {
	switch {
	case c.hoist == nil || x.isConst:
		return x
	case x.run != nil:
		*c.hoist = append(*c.hoist, c.effect(x))
		return &expr{run: func(F) {}, tuple: x.tuple, calls: true}
	}
	return c.save(x, c.hoist)
}

// shortCircuit is x && y or x || y: y's calls are made only if y is evaluated.
func (c *fn) shortCircuit(e *ast.BinaryExpr, t types.Type) *expr {
	r := c.temp(t)
	x := c.expr(e.X)
	*c.hoist = append(*c.hoist, x.r.setLocal(r.off, x.get))
	var y *expr
	right := c.apart(func() { y = c.expr(e.Y) })
	then := seq(append(right, y.r.setLocal(r.off, y.get)))
	off, and := r.off, e.Op == token.LAND
	*c.hoist = append(*c.hoist, func(f F) ctl {
		if *at[bool](f, off) == and {
			return then(f)
		}
		return next
	})
	return r
}

// early has a value that is to be put into an interface evaluated where
// compiled code does: at once, if it passes the value's address to the runtime
// and the value has none yet.
func (c *fn) early(x *expr) *expr {
	if c.hoist == nil || x.isConst || x.place || pointerShaped(x.rt) || x.rt.Size() == 0 {
		return x
	}
	switch s := x.rt.Size(); {
	case sole(x.rt) == reflect.String, sole(x.rt) == reflect.Slice:
		return x
	case (s == 2 || s == 4 || s == 8) && uintptr(x.rt.Align()) == s && !hasPointers(x.rt):
		return x
	}
	return c.save(x, c.hoist)
}

// sole is the kind of a type, or of the only part that it is made of.
func sole(rt reflect.Type) reflect.Kind {
	switch {
	case rt.Kind() == reflect.Struct && rt.NumField() == 1:
		return sole(rt.Field(0).Type)
	case rt.Kind() == reflect.Array && rt.Len() == 1:
		return sole(rt.Elem())
	}
	return rt.Kind()
}

// earlyKey is early for a map's key.
func (c *fn) earlyKey(k *expr, m reflect.Type) *expr {
	if c.hoist == nil || k.isConst || k.place {
		return k
	}
	if m.Elem().Size() <= 128 {
		switch k.rt.Kind() {
		case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
			reflect.String, reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
			return k
		}
	}
	return c.save(k, c.hoist)
}

// A mixture is what evaluating expressions does: whether it calls what may
// change something, whether it reads what may be changed or may panic, and
// whether the order of the two can be seen.
type mixture struct{ calls, reads, mixed bool }

func (m mixture) reading() mixture { m.reads = true; return m }

// A mixing finds mixtures.
type mixing struct{ c *fn }

// among are expressions that stand beside each other.
func (m *mixing) among(list ...ast.Expr) (r mixture) {
	for _, e := range list {
		if e == nil {
			continue
		}
		x := m.in(e)
		r.mixed = r.mixed || x.mixed || r.calls && x.reads || r.reads && x.calls
		r.calls, r.reads = r.calls || x.calls, r.reads || x.reads
	}
	return r
}

func (m *mixing) in(e ast.Expr) mixture {
	if tv, ok := m.c.info.Types[e]; ok && (tv.Value != nil || tv.IsType() || tv.IsNil()) {
		return mixture{}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return m.in(e.X)
	case *ast.Ident:
		v, ok := m.c.info.Uses[e].(*types.Var)
		return mixture{reads: ok && (m.c.boxes[v] || v.Parent() == nil || v.Pkg() != nil && v.Parent() == v.Pkg().Scope())}
	case *ast.SelectorExpr:
		s := m.c.info.Selections[e]
		if s == nil { // of a package
			_, isVar := m.c.info.Uses[e.Sel].(*types.Var)
			return mixture{reads: isVar}
		}
		if s.Kind() == types.MethodExpr {
			return mixture{}
		}
		r := m.in(e.X)
		indirect := s.Indirect() || isPointer(m.c.info.TypeOf(e.X))
		if f, ok := s.Obj().(*types.Func); ok && len(s.Index()) == 1 && isPointer(f.Signature().Recv().Type()) {
			indirect = false
		}
		if indirect {
			r = r.reading()
		}
		return r
	case *ast.IndexExpr:
		if m.c.instantiated(e.X) != nil {
			return mixture{}
		}
		r := m.among(e.X, e.Index)
		if _, ok := m.c.info.TypeOf(e.X).Underlying().(*types.Array); ok && m.c.info.Types[e.Index].Value != nil {
			return r
		}
		return r.reading()
	case *ast.StarExpr:
		return m.in(e.X).reading()
	case *ast.SliceExpr:
		return m.among(e.X, e.Low, e.High, e.Max).reading()
	case *ast.TypeAssertExpr:
		return m.in(e.X).reading()
	case *ast.UnaryExpr:
		return m.unary(e)
	case *ast.BinaryExpr:
		r := m.among(e.X, e.Y)
		switch e.Op {
		case token.QUO, token.REM:
			if m.c.info.Types[e.Y].Value == nil {
				r.reads = true
			}
		case token.SHL, token.SHR:
			if m.c.info.Types[e.Y].Value == nil {
				r.reads = true
			}
		case token.EQL, token.NEQ: // of interfaces may panic
			switch m.c.info.TypeOf(e.X).Underlying().(type) {
			case *types.Interface, *types.Struct, *types.Array:
				r.reads = true
			}
		case token.LAND, token.LOR:
			x, y := m.in(e.X), m.in(e.Y)
			r.mixed = x.mixed || y.mixed // the left is evaluated before the right in any case
			r.reads = true               // beside other expressions, it is evaluated where it stands
		}
		return r
	case *ast.CompositeLit:
		return m.literal(e)
	case *ast.KeyValueExpr:
		return m.among(e.Key, e.Value)
	case *ast.CallExpr:
		return m.call(e)
	}
	return mixture{}
}

func (m *mixing) unary(e *ast.UnaryExpr) mixture {
	switch e.Op {
	case token.ARROW:
		r := m.in(e.X)
		r.calls = true
		return r
	case token.AND:
		if _, ok := ast.Unparen(e.X).(*ast.Ident); ok {
			return mixture{}
		}
	}
	return m.in(e.X)
}

func (m *mixing) literal(e *ast.CompositeLit) (r mixture) {
	_, isMap := m.c.info.TypeOf(e).Underlying().(*types.Map)
	for _, el := range e.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if ok && !isMap {
			el = kv.Value
		}
		x := m.in(el)
		// A map's elements are made one after the other.
		r.mixed = r.mixed || x.mixed || !isMap && (r.calls && x.reads || r.reads && x.calls)
		r.calls, r.reads = r.calls || x.calls, r.reads || x.reads
	}
	return r
}

func (m *mixing) call(e *ast.CallExpr) mixture {
	fun := ast.Unparen(e.Fun)
	tv := m.c.info.Types[fun]
	switch {
	case tv.IsType():
		r := m.in(e.Args[0])
		if k := m.c.info.TypeOf(e.Args[0]).Underlying(); isSlice(k) {
			r.reads = true // of its elements
		}
		return r
	case tv.IsBuiltin():
		r := m.among(e.Args...)
		switch identOf(fun).Name {
		case "append", "copy", "delete", "clear", "close", "panic", "print", "println", "recover":
			r.reads, r.calls = true, true
		case "len", "cap", "min", "max", "real", "imag", "complex":
			// Evaluated where they stand, which shows beside calls.
		case "make", "new":
			r.reads = true
		}
		return r
	}
	r := m.among(append([]ast.Expr{fun}, e.Args...)...)
	if m.harmless(fun) {
		return r
	}
	return mixture{calls: true, mixed: r.mixed}
}

// harmless reports whether a compiled function changes nothing that cells see.
func (m *mixing) harmless(fun ast.Expr) bool {
	id := identOf(fun)
	if id == nil {
		return false
	}
	f, ok := m.c.info.Uses[id].(*types.Func)
	if !ok || f.Signature().Recv() != nil || f.Pkg() == nil {
		return false
	}
	switch p := f.Pkg().Path(); {
	case strings.HasPrefix(p, "math/") || strings.HasPrefix(p, "unicode"):
	case p == "math", p == "strings", p == "strconv":
	default:
		return false
	}
	for v := range f.Signature().Params().Variables() {
		if _, ok := v.Type().Underlying().(*types.Basic); !ok {
			return false
		}
	}
	return true
}

// places are what is evaluated of what is assigned to: a variable is only set.
func places(list ...ast.Expr) (evaluated []ast.Expr) {
	for _, l := range list {
		if l != nil && !isPlain(l) {
			evaluated = append(evaluated, l)
		}
	}
	return evaluated
}

// operands are what an assignment evaluates.
func operands(s *ast.AssignStmt) (list []ast.Expr) {
	list = places(s.Lhs...)
	if len(s.Rhs) == 1 {
		if call, ok := ast.Unparen(s.Rhs[0]).(*ast.CallExpr); ok {
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "append" { // it changes nothing that is read beside it
				return append(list, call.Args...)
			}
		}
	}
	return append(list, s.Rhs...)
}
