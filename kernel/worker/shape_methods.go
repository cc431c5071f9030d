//go:build !windows

package worker

import (
	"fmt"
	"reflect"

	"github.com/cosmos72/gomacro/go/types"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// findMethods finds what fmt and errors look for.
func (e *Evaluator) findMethods(typ xr.Type, s *shape) {
	text := func(name string) func(reflect.Value) func() string {
		get := e.method(typ, name, reflect.TypeFor[func() string]())
		if get == nil {
			return nil
		}
		s.helps = true
		return func(v reflect.Value) func() string {
			f := get(v)
			return func() string { return f.Call(nil)[0].String() }
		}
	}
	s.err, s.str, s.goString = text("Error"), text("String"), text("GoString")
	if s.err != nil {
		s.unwrap = e.method(typ, "Unwrap", reflect.TypeFor[func() error]())
		s.unwraps = e.method(typ, "Unwrap", reflect.TypeFor[func() []error]())
		s.is = e.method(typ, "Is", reflect.TypeFor[func(error) bool]())
	}
	if get := e.method(typ, "Format", reflect.TypeFor[func(fmt.State, rune)]()); get != nil {
		s.helps = true
		s.format = func(v reflect.Value) func(fmt.State, rune) {
			f := get(v)
			return func(state fmt.State, verb rune) {
				f.Call([]reflect.Value{reflect.ValueOf(state), reflect.ValueOf(verb)})
			}
		}
	}
}

// method finds a method of a cell's type; what it returns gets a value's. The
// shapes' lock is held.
func (e *Evaluator) method(typ xr.Type, name string, signature reflect.Type) func(reflect.Value) reflect.Value {
	c := e.ir.Comp
	base := typ
	if typ.Kind() == reflect.Pointer && typ.Name() == "" {
		base = typ.Elem()
	}
	if e.recursive(base.Name()) && base.PkgPath() == "main" {
		return e.functionOf(typ, base, name, signature)
	}
	id := name + signature.String()
	want := e.shapes.interfaces[id]
	if want == nil {
		pkg := c.Universe.LoadPackage(c.FileComp().Path)
		want = c.Universe.InterfaceOf(pkg, []string{name}, []xr.Type{c.Universe.FromReflectType(signature)}, nil).Complete()
		e.shapes.interfaces[id] = want
	}
	if !typ.Implements(want) {
		return nil
	}
	conv := c.Converter(typ, want)
	return func(v reflect.Value) reflect.Value {
		return xr.EmulatedInterfaceGetMethod(conv(xr.MakeValue(v)), 0).ReflectValue()
	}
}

// functionOf finds the function that stands for a method.
func (e *Evaluator) functionOf(typ, base xr.Type, name string, signature reflect.Type) func(reflect.Value) reflect.Value {
	bind := e.ir.Comp.Binds[methodFunc(base.Name(), name)]
	if bind == nil || bind.Type == nil || bind.Type.Kind() != reflect.Func || bind.Type.NumIn() != signature.NumIn()+1 || bind.Type.NumOut() != signature.NumOut() {
		return nil
	}
	_, wantsPointer := bind.Type.GoType().Underlying().(*types.Signature).Params().At(0).Type().(*types.Pointer)
	pointer := typ.Kind() == reflect.Pointer
	if wantsPointer && !pointer {
		return nil
	}
	return func(v reflect.Value) reflect.Value {
		f := e.ir.ValueOf(methodFunc(base.Name(), name)).ReflectValue()
		if f.Kind() == reflect.Interface {
			f = f.Elem()
		}
		if pointer && !wantsPointer {
			v = v.Elem()
		}
		return reflect.MakeFunc(signature, func(in []reflect.Value) []reflect.Value {
			out := f.Call(append([]reflect.Value{v}, in...))
			for i, v := range out {
				if want := signature.Out(i); v.Kind() == reflect.Interface && want.Kind() != reflect.Interface {
					out[i] = v.Elem().Convert(want)
				} else if v.Type() != want {
					out[i] = reflect.New(want).Elem()
					if !v.IsNil() {
						out[i].Set(v.Elem())
					}
				}
			}
			return out
		})
	}
}
