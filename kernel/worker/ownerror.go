//go:build !windows

package worker

import (
	"errors"
	"fmt"
	"go/ast"
	"reflect"

	"github.com/cosmos72/gomacro/base/genimport"
	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/imports"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// An ownError is an error of a cell's type in compiled code, which sees only
// its Error: package errors learns here of the type's other methods. gomacro
// makes such values and fills the fields, whose order and types are its own.
type ownError struct {
	Object any // an xr.InterfaceHeader
	Error_ func(any) string
}

func (o *ownError) Error() string { return o.Error_(o.Object) }

// evaluatorKey is where gomacro's type error keeps the evaluator.
type evaluatorKey struct{}

// replaceErrors has gomacro make ownErrors.
func (e *Evaluator) replaceErrors() {
	u := e.ir.Comp.Universe
	u.TypeOfError.SetUserData(evaluatorKey{}, e)
	e.ir.Comp.NewImport(&genimport.PackageRef{Package: imports.Package{
		Types:   map[string]reflect.Type{"error": reflect.TypeFor[error]()},
		Proxies: map[string]reflect.Type{"error": reflect.TypeFor[ownError]()},
	}})
}

// value is the error itself, with its shape.
func (o *ownError) value() shown {
	h, ok := o.Object.(xr.InterfaceHeader)
	if !ok {
		return shown{}
	}
	owner, _ := h.Type().Universe().TypeOfError.GetUserData(evaluatorKey{})
	e := owner.(*Evaluator)
	return shown{e, h.Value().ReflectValue(), e.shapeOf(h.Type())}
}

func (o *ownError) Format(f fmt.State, verb rune) { o.value().Format(f, verb) }

// Unwrap calls the error's own Unwrap, where it has one that gives one error.
func (o *ownError) Unwrap() error {
	s := o.value()
	if s.shape.unwrap == nil {
		return nil
	}
	err, _ := s.shape.unwrap(s.v).Call(nil)[0].Interface().(error)
	return err
}

// several are the errors that the error's own Unwrap gives, where that gives a
// list.
func (o *ownError) several() []error {
	s := o.value()
	if s.shape.unwraps == nil {
		return nil
	}
	list, _ := s.shape.unwraps(s.v).Call(nil)[0].Interface().([]error)
	return list
}

// Is tells whether target is the same value of the same type, or what the
// error's own Is takes for it.
func (o *ownError) Is(target error) bool {
	s := o.value()
	if other, ok := target.(*ownError); ok {
		t := other.value()
		if s.shape == t.shape && s.v.Comparable() && t.v.Comparable() && s.v.Equal(t.v) {
			return true
		}
	}
	if s.shape.is != nil && s.shape.is(s.v).Call([]reflect.Value{reflect.ValueOf(&target).Elem()})[0].Bool() {
		return true
	}
	for _, err := range o.several() {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// As sets a target of compiled code's to what the error wraps.
func (o *ownError) As(target any) bool {
	for _, err := range o.several() {
		if errors.As(err, target) {
			return true
		}
	}
	return false
}

// errorAsName is the builtin that errors.As is rewritten to: what its target takes
// shows only to the compiler.
const errorAsName = "_errorAs"

func rewriteErrorAs(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "As" {
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "errors" {
				call.Fun = ident(errorAsName, call.Pos())
				call.Args = append([]ast.Expr{sel}, call.Args...)
			}
		}
		return true
	})
}

func (e *Evaluator) compileErrorAs(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	target := c.Expr1(node.Args[2], nil)
	if imported(c, "errors") != "errors" || target.Type == nil || target.Type.Kind() != reflect.Pointer {
		return compileInvoke(c, fast.Symbol{}, node)
	}
	want := target.Type.Elem()
	if !interpreted(want) && !xr.IsEmulatedInterface(want) {
		return compileInvoke(c, fast.Symbol{}, node)
	}
	if want.Kind() != reflect.Interface && !want.Implements(c.TypeOfError()) {
		c.Errorf("second argument to errors.As must be a pointer to an interface or a type that is an error, got %v", target.Type)
	}
	err := c.Expr1(node.Args[1], nil)
	err.To(c, c.TypeOfError())
	return call(c, []*fast.Expr{err, target}, []xr.Type{c.TypeOfBool()}, func(in []reflect.Value) []reflect.Value {
		found, _ := in[0].Interface().(error)
		if in[1].IsNil() {
			panic("errors: target cannot be nil")
		}
		return []reflect.Value{reflect.ValueOf(e.errorAs(found, want, in[1].Elem()))}
	})
}

// errorAs sets target to the first error of the type want that err is or wraps.
func (e *Evaluator) errorAs(err error, want xr.Type, target reflect.Value) bool {
	if err == nil {
		return false
	}
	if o, ok := err.(*ownError); ok {
		h := o.Object.(xr.InterfaceHeader)
		if h.Type().IdenticalTo(want) {
			target.Set(h.Value().ReflectValue())
			return true
		}
		if want.Kind() == reflect.Interface {
			if v, ok := e.asInterface(h, want); ok {
				target.Set(v)
				return true
			}
		}
	}
	for _, err := range wrapped(err) {
		if e.errorAs(err, want, target) {
			return true
		}
	}
	return false
}

// asInterface is the value as an interface of a cell's, if it implements that.
func (e *Evaluator) asInterface(h xr.InterfaceHeader, want xr.Type) (reflect.Value, bool) {
	e.shapes.compiling.Lock()
	defer e.shapes.compiling.Unlock()
	defer e.alone()()
	if !h.Type().Implements(want) {
		return reflect.Value{}, false
	}
	return e.ir.Comp.Converter(h.Type(), want)(h.Value()).ReflectValue(), true
}

// compilePanic compiles panic; an error or a Stringer of a cell's type is
// passed as that.
func (e *Evaluator) compilePanic(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	x := c.Expr1(node.Args[0], nil)
	typ := c.TypeOfInterface()
	f := func(env *fast.Env) xr.Value { return xr.MakeValue(reflect.Zero(typ.ReflectType())) }
	own := interpreted(x.Type) && !e.recursive(pointed(x.Type).Name())
	switch as := e.text; {
	case own && x.Type.Implements(as[0].typ):
		f = converted(c, x, as[0].typ)
	case own && x.Type.Implements(as[1].typ):
		f = converted(c, x, as[1].typ)
	case e.isError(x.Type):
		f = x.AsX1()
	case x.Type != nil:
		x.To(c, typ)
		f = x.AsX1()
	}
	return call(c, []*fast.Expr{{Lit: fast.Lit{Type: typ}, Fun: f}}, nil, func(in []reflect.Value) []reflect.Value {
		panic(in[0].Interface())
	})
}

// converted compiles a value of a cell's type as an interface; a constant too,
// which gomacro would leave what it is.
func converted(c *fast.Comp, x *fast.Expr, to xr.Type) func(*fast.Env) xr.Value {
	f, conv := x.AsX1(), c.Converter(x.Type, to)
	return func(env *fast.Env) xr.Value { return conv(f(env)) }
}
