package compile

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// function compiles a function's body into c.co. sig is as it was declared,
// with the variables that the body mentions; recv is its receiver.
func (c *fn) function(sig *types.Signature, recv *types.Var, body *ast.BlockStmt) {
	c.l.size = headSize
	c.nlabel = firstLabel
	co := c.co
	for v := range sig.Params().Variables() {
		co.params = append(co.params, c.l.add(c.rt(c.sub.typ(v.Type()))))
	}
	for v := range sig.Results().Variables() {
		co.results = append(co.results, c.l.add(c.rt(c.sub.typ(v.Type()))))
	}
	if recv != nil {
		t := c.sub.typ(recv.Type())
		co.recv = c.l.add(c.rt(t))
		_, co.isPtr = t.Underlying().(*types.Pointer)
		c.param(recv, co.recv)
	}
	for i := range sig.Params().Len() {
		c.param(sig.Params().At(i), co.params[i])
	}
	var prelude []func(F)
	for i := range sig.Results().Len() {
		v := sig.Results().At(i)
		if v.Name() == "" {
			continue
		}
		c.named = append(c.named, v)
		if v.Name() == "_" {
			clear, off := clearer(co.results[i].rt), co.results[i].off
			prelude = append(prelude, func(f F) { clear(unsafe.Add(f, off)) })
			continue
		}
		prelude = append(prelude, c.namedResult(v, co.results[i]))
	}
	if c.defers = hasDefer(body); c.defers && len(c.named) == 0 {
		// A frame is used again, and a function that recovers gives zeros.
		for _, s := range co.results {
			clear, off := clearer(s.rt), s.off
			prelude = append(prelude, func(f F) { clear(unsafe.Add(f, off)) })
		}
	}
	b := c.block(body.List)
	if c.defers {
		b = withDefers(b, body.Rbrace)
	}
	pre := append(c.boxed, prelude...)
	post := c.unboxed
	switch {
	case len(pre) == 0 && len(post) == 0:
		co.body = b
	default:
		co.body = func(f F) ctl {
			for _, p := range pre {
				p(f)
			}
			b(f)
			for _, p := range post {
				p(f)
			}
			return next
		}
	}
	c.done()
}

// done fixes the frame.
func (c *fn) done() {
	co := c.co
	if co.body == nil {
		panic(fmt.Errorf("function %s has no body", co.name))
	}
	co.frame = c.l.frameType()
	co.clear = c.l.ptrs
}

// param makes a variable of a parameter.
func (c *fn) param(v *types.Var, s slot) {
	if v.Name() == "" || v.Name() == "_" {
		return
	}
	if !c.boxes[v] {
		c.vars[v] = &variable{kind: inFrame, off: s.off, rt: s.rt}
		return
	}
	box := c.slot(reflect.TypeFor[unsafe.Pointer]())
	c.vars[v] = &variable{kind: inBox, off: box, rt: s.rt}
	w, cp := word(s.rt), copier(s.rt)
	c.boxed = append(c.boxed, func(f F) {
		p := unsafeNew(w)
		cp(p, unsafe.Add(f, s.off))
		*at[unsafe.Pointer](f, box) = p
	})
}

// namedResult makes a variable of a result, and how it begins.
func (c *fn) namedResult(v *types.Var, s slot) func(F) {
	clear := clearer(s.rt)
	if !c.boxes[v] {
		c.vars[v] = &variable{kind: inFrame, off: s.off, rt: s.rt}
		return func(f F) { clear(unsafe.Add(f, s.off)) }
	}
	box := c.slot(reflect.TypeFor[unsafe.Pointer]())
	c.vars[v] = &variable{kind: inBox, off: box, rt: s.rt}
	w, cp := word(s.rt), copier(s.rt)
	c.unboxed = append(c.unboxed, func(f F) { cp(unsafe.Add(f, s.off), *at[unsafe.Pointer](f, box)) })
	return func(f F) {
		*at[unsafe.Pointer](f, box) = unsafeNew(w)
		clear(unsafe.Add(f, s.off))
	}
}

// hasDefer reports whether a body defers calls, function literals apart.
func hasDefer(body ast.Node) (has bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			has = true
		}
		return !has
	})
	return has
}

// declare makes a local variable, and how it comes into being each time.
func (c *fn) declare(v *types.Var) (*variable, func(F)) {
	rt := c.rt(c.sub.typ(v.Type()))
	if c.boxes[v] {
		x := &variable{kind: inBox, off: c.slot(reflect.TypeFor[unsafe.Pointer]()), rt: rt}
		c.vars[v] = x
		w, off := word(rt), x.off
		return x, func(f F) { *at[unsafe.Pointer](f, off) = unsafeNew(w) }
	}
	x := &variable{kind: inFrame, off: c.slot(rt), rt: rt}
	c.vars[v] = x
	return x, nil
}

// escapes finds the variables that function literals use or whose address is
// taken: they get memory of their own.
func escapes(body ast.Node, info *types.Info) map[*types.Var]bool {
	boxes := map[*types.Var]bool{}
	var root func(e ast.Expr)
	root = func(e ast.Expr) {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			if s := info.Selections[x]; s == nil || isPointer(info.TypeOf(x.X)) || s.Indirect() {
				return
			}
			root(x.X)
		case *ast.IndexExpr:
			switch info.TypeOf(x.X).Underlying().(type) {
			case *types.Array, *types.Interface: // or a type parameter
				root(x.X)
			}
		case *ast.Ident:
			if v, ok := info.Uses[x].(*types.Var); ok {
				boxes[v] = true
			}
		}
	}
	var lits []ast.Node
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			lits = append(lits, n)
			ast.Inspect(n.Body, visit)
			lits = lits[:len(lits)-1]
			return false
		case *ast.UnaryExpr:
			if n.Op.String() == "&" {
				root(n.X)
			}
		case *ast.SliceExpr:
			switch info.TypeOf(n.X).Underlying().(type) {
			case *types.Array, *types.Interface:
				root(n.X)
			}
		case *ast.SelectorExpr:
			if s := info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
				if f, ok := s.Obj().(*types.Func); ok && isPointer(f.Signature().Recv().Type()) && !isPointer(info.TypeOf(n.X)) {
					root(n.X)
				} else if isTypeParam(info.TypeOf(n.X)) {
					root(n.X)
				}
			}
		case *ast.Ident:
			if v, ok := info.Uses[n].(*types.Var); ok && len(lits) > 0 {
				if l := lits[len(lits)-1]; v.Pos() < l.Pos() || v.Pos() >= l.End() {
					boxes[v] = true
				}
			}
		}
		return true
	}
	ast.Inspect(body, visit)
	return boxes
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// compileFunc compiles a declared function, or an instance of it.
func (m *Machine) compileFunc(d *unit.Func, name, symbol string, sub *subst) *code {
	if d.Decl.Body == nil {
		return m.compileLinked(d, name, symbol)
	}
	sig, _ := d.Unit.Info.Defs[d.Decl.Name].(*types.Func)
	n := &fn{m: m, info: d.Unit.Info, sub: sub, vars: map[*types.Var]*variable{}, boxes: escapes(d.Decl.Body, d.Unit.Info)}
	n.co = m.newCode(name, symbol)
	s := sig.Signature()
	recv := s.Recv()
	if d.RecvFirst {
		recv = s.Params().At(0)
		var ps []*types.Var
		for i := 1; i < s.Params().Len(); i++ {
			ps = append(ps, s.Params().At(i))
		}
		s = types.NewSignatureType(nil, nil, nil, types.NewTuple(ps...), s.Results(), s.Variadic())
	}
	n.sig = s
	n.function(s, recv, d.Decl.Body)
	return n.co
}
