package compile

import (
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

// A callee is what is called: one of the ways is set.
type callee struct {
	sig    *types.Signature
	cell   *funcCell // a function of cells
	recv   *expr     // its receiver
	value  *expr     // a function value
	iface  *expr     // an interface whose method is called
	method *types.Func
	fn     unsafe.Pointer // a compiled function
	frt    reflect.Type   // its type, with the receiver
	first  *expr          // its receiver
}

// callee finds out what an expression calls.
func (c *fn) callee(fun ast.Expr) *callee {
	sig := coreSignature(c.typeOf(fun))
	switch x := fun.(type) {
	case *ast.FuncLit:
		return &callee{sig: sig, value: c.funcLit(x)}
	case *ast.SelectorExpr:
		if s := c.info.Selections[x]; s != nil {
			if s.Kind() == types.MethodVal {
				return c.methodCallee(x, s)
			}
			break
		}
	}
	if id := identOf(fun); id != nil {
		if o, ok := c.info.Uses[id].(*types.Func); ok && o.Signature().Recv() == nil && !isIndexOfValue(c, fun) {
			return c.funcCallee(id, o, sig)
		}
	}
	return &callee{sig: sig, value: c.expr(fun)}
}

// isIndexOfValue reports whether an index expression is not an instantiation.
func isIndexOfValue(c *fn, fun ast.Expr) bool {
	switch x := fun.(type) {
	case *ast.IndexExpr:
		return c.instantiated(x.X) == nil
	case *ast.IndexListExpr:
		return c.instantiated(x.X) == nil
	}
	return false
}

func coreSignature(t types.Type) *types.Signature {
	s, _ := t.Underlying().(*types.Signature)
	return s
}

func (c *fn) funcCallee(id *ast.Ident, o *types.Func, sig *types.Signature) *callee {
	if k := c.compiledInstance(id, o, sig); k != nil {
		return k
	}
	if cell := c.cellOf(id, o); cell != nil {
		return &callee{sig: sig, cell: cell}
	}
	v, ok := c.m.pkgs.Value(o.Pkg().Path(), o.Name())
	if !ok {
		c.fail(id, "function %s.%s cannot be reached from cells", o.Pkg().Name(), o.Name())
	}
	frt := reflect.TypeOf(v)
	c.m.types.learn(o.Signature(), frt)
	return &callee{sig: sig, fn: funcWord(v), frt: frt}
}

// compiledInstance is a generic function of a compiled package whose instance is
// compiled in, too, or nil. Where iterators come and go, each step would be a call
// between compiled code and cells'.
func (c *fn) compiledInstance(id *ast.Ident, o *types.Func, sig *types.Signature) *callee {
	inst, ok := c.info.Instances[id]
	if !ok || !c.m.isCompiled(o.Pkg()) {
		return nil
	}
	var targs []types.Type
	for a := range inst.TypeArgs.Types() {
		targs = append(targs, c.sub.typ(a))
	}
	v, ok := c.m.pkgs.Instance(o.Pkg().Path(), o.Name(), targs)
	if !ok {
		return nil
	}
	frt := reflect.TypeOf(v)
	for t := range frt.Ins() {
		if t.Kind() == reflect.Func && (t.PkgPath() != "" || shimFor(t) == nil) {
			return nil
		}
	}
	for t := range frt.Outs() {
		if t.Kind() == reflect.Func {
			return nil
		}
	}
	return &callee{sig: sig, fn: funcWord(v), frt: frt}
}
