//go:build !windows

package worker

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/cosmos72/gomacro/imports"
	xr "github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/render"
)

// A renderer is an interface that interpreted types may satisfy. gomacro hides
// their methods from compiled code; it can convert their values to it.
type renderer struct {
	typ xr.Type
}

// loadRenderers collects the interfaces of package display, and those that
// give text.
func (e *Evaluator) loadRenderers() {
	u := e.ir.Comp.Universe
	pkg := imports.Packages["display"]
	for name := range pkg.Proxies { // their order does not matter
		e.renders = append(e.renders, renderer{u.FromReflectType(pkg.Types[name])})
	}
	e.ir.ImportPackage("_", "fmt") // loads the proxies
	e.text = []renderer{
		{u.TypeOfError},
		{u.FromReflectType(reflect.TypeFor[fmt.Stringer]())},
	}
}

// render makes the result of a cell's last values.
func (e *Evaluator) render(values []xr.Value, types []xr.Type) Result {
	var only display.Data
	rendered, others := 0, false
	var text []string
	empty := true
	for i, v := range values {
		rv := v.ReflectValue()
		if isNil(rv) {
			text = append(text, "<nil>")
			continue
		}
		empty = false
		rv, types[i] = concrete(rv, types[i])
		if d, ok := e.bundle(rv, types[i]); ok {
			rendered++
			only = d
		} else {
			others = true
		}
		text = append(text, e.format(rv, types[i]))
	}
	switch {
	case empty:
		return Result{}
	case rendered == 1 && !others:
		if only.Data[display.MIMETypeText] == nil {
			only.Data = withText(only.Data, strings.Join(text, " "))
		}
		return Result{Data: only}
	default:
		return Result{Data: display.Data{Data: display.MIMEMap{display.MIMETypeText: strings.Join(text, " ")}}}
	}
}

// withText is a copy of the bundle with text/plain: the caller's map may be a
// variable of the user's.
func withText(bundle display.MIMEMap, text string) display.MIMEMap {
	out := display.MIMEMap{display.MIMETypeText: text}
	for k, v := range bundle {
		out[k] = v
	}
	return out
}

// bundle returns the representations that a value has beside its text.
func (e *Evaluator) bundle(v reflect.Value, typ xr.Type) (display.Data, bool) {
	if !v.CanInterface() {
		return display.Data{}, false
	}
	value := v.Interface()
	if err, ok := value.(error); ok {
		if d, ok := errorTree(err, 0).Data(); ok {
			return d, true
		}
	} else if d, ok := render.Rich(v); ok {
		return d, true
	}
	if d, ok := display.Render(value); ok {
		return d, true
	}
	all := display.Data{}
	if !interpreted(typ) {
		return all, false
	}
	for _, r := range e.renders {
		if proxy, ok := e.convert(v, typ, r.typ); ok {
			if d, ok := display.Render(proxy); ok {
				if all.Data == nil {
					all.Data = display.MIMEMap{}
				}
				for k, x := range d.Data {
					all.Data[k] = x
				}
				all.Metadata, all.Transient = d.Metadata, d.Transient
			}
		}
	}
	return all, len(all.Data) > 0
}

// convert converts a value of an interpreted type to an interface it
// satisfies; to its text, where that is what the interface is for.
func (e *Evaluator) convert(v reflect.Value, typ, to xr.Type) (any, bool) {
	if typ.Kind() == reflect.Pointer && typ.Elem().Implements(to) {
		v, typ = v.Elem(), typ.Elem() // gomacro would call the methods with the pointer
	}
	if !typ.Implements(to) {
		return nil, false
	}
	conv := e.ir.Comp.Converter(typ, to)
	value := v.Interface()
	if conv != nil {
		value = conv(xr.MakeValue(v)).Interface()
	}
	if to.ReflectType() == e.text[0].typ.ReflectType() {
		return value.(error).Error(), true // fmt would swallow its panic, and an interrupt's
	} else if to.ReflectType() == e.text[1].typ.ReflectType() {
		return value.(fmt.Stringer).String(), true
	}
	return value, true
}

// interpreted tells whether the type, or what it points to, was declared in a
// cell.
func interpreted(typ xr.Type) bool {
	if typ == nil {
		return false
	}
	if typ.Kind() == reflect.Pointer && typ.Name() == "" {
		typ = typ.Elem()
	}
	return typ.Named() && typ.PkgPath() == "main"
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Interface:
		return v.IsNil() || isNil(v.Elem())
	case reflect.Chan, reflect.Func, reflect.Map, reflect.Pointer, reflect.Slice, reflect.UnsafePointer:
		return v.IsNil()
	}
	return false
}
