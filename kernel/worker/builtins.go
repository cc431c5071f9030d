//go:build !windows

package worker

import (
	"cmp"
	"go/ast"
	"reflect"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/go/types"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// rangeName is the builtin that ranges are rewritten to.
const rangeName = "_range"

// declareBuiltins adds what gomacro is too old to know: min, max, clear, and
// the ranges over integers.
func (e *Evaluator) declareBuiltins() {
	e.ir.DeclBuiltin("min", fast.Builtin{Compile: compileOrder(-1), ArgMin: 1, ArgMax: 1 << 15})
	e.ir.DeclBuiltin("max", fast.Builtin{Compile: compileOrder(+1), ArgMin: 1, ArgMax: 1 << 15})
	e.ir.DeclBuiltin("clear", fast.Builtin{Compile: compileClear, ArgMin: 1, ArgMax: 1})
	e.ir.DeclBuiltin(toName, fast.Builtin{Compile: e.compileTo, ArgMin: 2, ArgMax: 2})
	e.ir.DeclBuiltin(passName, fast.Builtin{Compile: e.compilePass, ArgMin: 3, ArgMax: 3})
	e.ir.DeclBuiltin(textName, fast.Builtin{Compile: compileText, ArgMin: 1, ArgMax: 1})
	e.ir.DeclBuiltin(sinkName, fast.Builtin{Compile: compileSink, ArgMin: 1, ArgMax: 1})
	e.ir.DeclBuiltin(oneName, fast.Builtin{Compile: e.compileOne, ArgMin: 1, ArgMax: 1})
	e.ir.DeclBuiltin(pairsName, fast.Builtin{Compile: e.compilePairs, ArgMin: 1, ArgMax: 1})
	e.ir.DeclBuiltin(rangeName, fast.Builtin{Compile: e.compileRange, ArgMin: 1, ArgMax: 1})
}

// rewriteRanges turns "for i := range x" into "for i := range _range(x)".
func (e *Evaluator) rewriteRanges(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		if r, ok := n.(*ast.RangeStmt); ok && (r.Value == nil || e.found.pairs) {
			name := rangeName
			if r.Value != nil {
				name = pairsName
			}
			r.X = &ast.CallExpr{
				Fun:    &ast.Ident{NamePos: r.X.Pos(), Name: name},
				Lparen: r.X.Pos(), Args: []ast.Expr{r.X}, Rparen: r.X.End(),
			}
		}
		return true
	})
}

// compileRange makes of an integer n a slice of n elements without size, and
// leaves everything else as it is.
func (e *Evaluator) compileRange(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	arg := c.Expr1(node.Args[0], nil)
	if arg.Type != nil && arg.Type.Kind() == reflect.Chan {
		e.found.channels[e.place(node.Pos())] = true
		e.learnt()
	}
	if arg.Type != nil && arg.Type.Kind() == reflect.Func {
		e.found.iterators[e.place(node.Pos())] = true
		e.learnt()
	}
	if arg.Const() {
		arg.ConstTo(arg.DefaultType())
	}
	if k := arg.Type.Kind(); k < reflect.Int || k > reflect.Uintptr {
		return call(c, []*fast.Expr{arg}, []xr.Type{arg.Type}, func(in []reflect.Value) []reflect.Value { return in })
	}
	out := c.Universe.FromReflectType(reflect.TypeFor[[]struct{}]())
	return call(c, []*fast.Expr{arg}, []xr.Type{out}, func(in []reflect.Value) []reflect.Value {
		n := 0
		if in[0].CanInt() {
			n = max(0, int(in[0].Int()))
		} else {
			n = int(in[0].Uint())
		}
		return []reflect.Value{reflect.ValueOf(make([]struct{}, n))}
	})
}

func compileClear(c *fast.Comp, sym fast.Symbol, node *ast.CallExpr) *fast.Call {
	arg := c.Expr1(node.Args[0], nil)
	if arg.Type == nil || arg.Type.Kind() != reflect.Map && arg.Type.Kind() != reflect.Slice {
		c.Errorf("invalid argument: %s wants a map or a slice, got %v <%v>", sym.Name, node.Args[0], arg.Type)
	}
	return call(c, []*fast.Expr{arg}, nil, func(in []reflect.Value) []reflect.Value {
		in[0].Clear()
		return nil
	})
}

// Builtins that stand for close and delete where they are deferred or run on a
// goroutine: gomacro's own cannot be.
const (
	closeName  = "_close"
	deleteName = "_delete"
)

// later rewrites the call that a defer or go statement makes.
func later(call *ast.CallExpr) {
	if id, ok := call.Fun.(*ast.Ident); ok && (id.Name == "close" || id.Name == "delete") {
		call.Fun = ident("_"+id.Name, id.Pos())
	}
}

func compileClose(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	ch := c.Expr1(node.Args[0], nil)
	if ch.Type == nil || ch.Type.Kind() != reflect.Chan || ch.Type.ChanDir()&reflect.SendDir == 0 {
		c.Errorf("cannot close %v <%v>", node.Args[0], ch.Type)
	}
	return call(c, []*fast.Expr{ch}, nil, func(in []reflect.Value) []reflect.Value {
		in[0].Close()
		return nil
	})
}

func compileDelete(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	m, key := c.Expr1(node.Args[0], nil), c.Expr1(node.Args[1], nil)
	if m.Type == nil || m.Type.Kind() != reflect.Map {
		c.Errorf("cannot delete from %v <%v>: it is no map", node.Args[0], m.Type)
	}
	if key.Const() {
		key.ConstTo(m.Type.Key())
	} else {
		key.To(c, m.Type.Key())
	}
	return call(c, []*fast.Expr{m, key}, nil, func(in []reflect.Value) []reflect.Value {
		in[0].SetMapIndex(in[1], reflect.Value{})
		return nil
	})
}

// compileOrder compiles max for want 1, min for want -1.
func compileOrder(want int) func(*fast.Comp, fast.Symbol, *ast.CallExpr) *fast.Call {
	return func(c *fast.Comp, sym fast.Symbol, node *ast.CallExpr) *fast.Call {
		args := make([]*fast.Expr, len(node.Args))
		var typ, untyped xr.Type
		for i, arg := range node.Args {
			args[i] = c.Expr1(arg, nil)
			switch {
			case args[i].Untyped():
				if d := args[i].DefaultType(); untyped == nil || d.Kind() > untyped.Kind() {
					untyped = d // float after int
				}
			case typ == nil:
				typ = args[i].Type
			}
		}
		if typ == nil {
			typ = untyped
		}
		in := make([]xr.Type, len(args))
		for i, arg := range args {
			if arg.Const() {
				arg.ConstTo(typ)
			}
			if arg.Type == nil || !arg.Type.IdenticalTo(typ) {
				c.Errorf("invalid argument: mismatched types %v and %v in %s", typ, arg.Type, sym.Name)
			}
			in[i] = typ
		}
		if !ordered(typ) {
			c.Errorf("invalid argument: %s cannot order values of type %v", sym.Name, typ)
		}
		return call(c, args, []xr.Type{typ}, func(in []reflect.Value) []reflect.Value {
			best := in[0]
			for _, v := range in[1:] {
				if o := compare(v, best); o*want > 0 || v.CanFloat() && v.Float() != v.Float() {
					best = v
				}
			}
			return []reflect.Value{best}
		})
	}
}

func ordered(t xr.Type) bool {
	k := t.Kind()
	return k >= reflect.Int && k <= reflect.Float64 || k == reflect.String
}

func compare(a, b reflect.Value) int {
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		if b.Float() != b.Float() { // a NaN stays
			return 0
		}
		return cmp.Compare(a.Float(), b.Float())
	default:
		return cmp.Compare(a.String(), b.String())
	}
}

// call compiles a call of a function made by reflection, of the arguments'
// types.
func call(c *fast.Comp, args []*fast.Expr, out []xr.Type, body func([]reflect.Value) []reflect.Value) *fast.Call {
	in := make([]xr.Type, len(args))
	for i, arg := range args {
		in[i] = complete(c, arg.Type)
	}
	for i, t := range out {
		out[i] = complete(c, t)
	}
	typ := c.Universe.FuncOf(in, out, false)
	rtype := typ.ReflectType()
	if rtype.Kind() != reflect.Func { // some of the types refer to themselves
		rtype, body = reflect.FuncOf(reflected(in), reflected(out), false), unwrapped(body)
	}
	fun := xr.MakeValue(reflect.MakeFunc(rtype, body))
	return &fast.Call{
		Fun:      &fast.Expr{Lit: fast.Lit{Type: typ}, Fun: func(*fast.Env) xr.Value { return fun }},
		Args:     args,
		OutTypes: out,
	}
}

func reflected(typs []xr.Type) []reflect.Type {
	all := make([]reflect.Type, len(typs))
	for i, t := range typs {
		all[i] = t.ReflectType()
	}
	return all
}

// unwrapped gives a function the values that are in gomacro's interfaces for types
// that refer to themselves.
func unwrapped(body func([]reflect.Value) []reflect.Value) func([]reflect.Value) []reflect.Value {
	return func(in []reflect.Value) []reflect.Value {
		for i, v := range in {
			if v.Kind() == reflect.Interface && v.Elem().IsValid() {
				in[i] = v.Elem()
			}
		}
		return body(in)
	}
}

// complete is the type itself for a basic type that gomacro takes for a forward
// declaration, as it does the results of functions of types that refer to
// themselves.
func complete(c *fast.Comp, t xr.Type) xr.Type {
	if k := t.Kind(); k != reflect.Interface && t.ReflectType().Kind() == reflect.Interface && int(k) < len(c.Universe.BasicTypes) {
		if b, ok := t.GoType().(*types.Basic); ok && c.Universe.BasicTypes[k].GoType() == types.Type(b) {
			return c.Universe.BasicTypes[k]
		}
	}
	return t
}

// givesResult tells whether a cell's last node has a value worth showing:
// expressions have, but for calls of fmt's printing functions.
func (e *Evaluator) givesResult(node ast.Node) bool {
	if stmt, ok := node.(*ast.ExprStmt); ok {
		node = stmt.X
	}
	expr, ok := node.(ast.Expr)
	if !ok {
		return false
	}
	for {
		switch x := expr.(type) {
		case *ast.ParenExpr:
			expr = x.X
			continue
		case *ast.CallExpr:
			return !e.prints(x)
		}
		return true
	}
}
