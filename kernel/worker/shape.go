//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cosmos72/gomacro/go/types"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// A shape is what running code needs to know of a type. gomacro's own types
// may only be asked while nothing is compiled.
type shape struct {
	name      string // as Go names the type
	kind      reflect.Kind
	elem, key *shape
	fields    []*shape
	helps     bool // whether values have, or hold, what fmt does not see
	named     bool // whether it is, or holds, a cell's type

	// The type's own methods, nil for none.
	err, str, goString func(reflect.Value) func() string
	format             func(reflect.Value) func(fmt.State, rune)
	unwrap, unwraps    func(reflect.Value) reflect.Value // that of one, and of several
	is                 func(reflect.Value) reflect.Value
}

func (s *shape) elemOf() *shape {
	if s == nil {
		return nil
	}
	return s.elem
}

func (s *shape) keyOf() *shape {
	if s == nil {
		return nil
	}
	return s.key
}

// shapes are those of the types that have been asked for. A cell that declares
// types or methods has them forgotten.
type shapes struct {
	compiling  sync.Mutex // held while gomacro's types are asked or made
	known      atomic.Pointer[sync.Map]
	structs    sync.Map // the cells' types of a struct's reflect.Type; nil for several
	interfaces map[string]xr.Type
	// interrupted tells that an interrupt has ended a method that fmt called.
	interrupted atomic.Bool
}

// forget forgets the shapes, after a cell has been compiled.
func (s *shapes) forget() { s.known.Store(new(sync.Map)) }

// shapeOf is a type's shape. Any goroutine may ask.
func (e *Evaluator) shapeOf(typ xr.Type) *shape {
	known := e.shapes.known.Load()
	if s, ok := known.Load(typ.GoType()); ok {
		return s.(*shape)
	}
	e.shapes.compiling.Lock()
	defer e.shapes.compiling.Unlock()
	defer e.alone()()
	made := map[types.Type]*shape{}
	s := e.makeShape(typ, made)
	for again := true; again; { // types may refer to each other
		again = false
		for _, s := range made {
			if s.spread() {
				again = true
			}
		}
	}
	for t, s := range made {
		known.Store(t, s)
	}
	return s
}

// spread takes over what the types within need.
func (s *shape) spread() (changed bool) {
	for _, inner := range append([]*shape{s.elem, s.key}, s.fields...) {
		if inner != nil && (inner.helps && !s.helps || inner.named && !s.named) {
			s.helps, s.named = s.helps || inner.helps, s.named || inner.named
			changed = true
		}
	}
	return changed
}

func (e *Evaluator) makeShape(typ xr.Type, made map[types.Type]*shape) *shape {
	if s := made[typ.GoType()]; s != nil {
		return s
	}
	own := typ.Named() && typ.PkgPath() == "main"
	s := &shape{name: typeText(typ), kind: typ.Kind(), named: own}
	made[typ.GoType()] = s
	if s.kind == reflect.Interface {
		s.helps = true
		return s
	}
	if typ.Named() && !own {
		return s
	}
	switch s.kind {
	case reflect.Map:
		s.key = e.makeShape(typ.Key(), made)
		s.elem = e.makeShape(typ.Elem(), made)
	case reflect.Slice, reflect.Array, reflect.Pointer:
		s.elem = e.makeShape(typ.Elem(), made)
	case reflect.Struct:
		for i := range typ.NumField() {
			field := typ.Field(i)
			s.fields = append(s.fields, e.makeShape(field.Type, made))
			s.helps = s.helps || !ast.IsExported(field.Name)
		}
	}
	if own || s.kind == reflect.Pointer && s.elem.named || s.kind == reflect.Struct {
		e.findMethods(typ, s)
	}
	return s
}

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

// shapeOfReflected is the shape of a value of which only that type is known:
// cells' types are known again by their structs.
func (e *Evaluator) shapeOfReflected(rt reflect.Type) *shape {
	if rt.Name() != "" || rt.PkgPath() != "" {
		return nil
	}
	id := compiledType{rt}
	known := e.shapes.known.Load()
	if s, ok := known.Load(id); ok {
		return s.(*shape)
	}
	s := e.reflectedShape(rt, map[reflect.Type]*shape{})
	known.Store(id, s)
	return s
}

// compiledType tells a reflect.Type from gomacro's own in a map of both.
type compiledType struct{ reflect.Type }

func (e *Evaluator) reflectedShape(rt reflect.Type, made map[reflect.Type]*shape) *shape {
	if s := made[rt]; s != nil {
		return s
	}
	s := &shape{name: rt.String(), kind: rt.Kind()}
	made[rt] = s
	if rt.Kind() == reflect.Interface {
		s.helps = true
		return s
	}
	if rt.Name() != "" {
		return s
	}
	switch rt.Kind() {
	case reflect.Map:
		s.key, s.elem = e.reflectedShape(rt.Key(), made), e.reflectedShape(rt.Elem(), made)
		s.name = "map[" + s.key.name + "]" + s.elem.name
	case reflect.Slice:
		s.elem = e.reflectedShape(rt.Elem(), made)
		s.name = "[]" + s.elem.name
	case reflect.Array:
		s.elem = e.reflectedShape(rt.Elem(), made)
	case reflect.Pointer:
		if typ, ok := e.shapes.structs.Load(rt.Elem()); ok && typ.(*declared).typ != nil {
			return e.shapeOf(typ.(*declared).pointer)
		}
		s.elem = e.reflectedShape(rt.Elem(), made)
		s.name = "*" + s.elem.name
	case reflect.Struct:
		if typ, ok := e.shapes.structs.Load(rt); ok && typ.(*declared).typ != nil {
			return e.shapeOf(typ.(*declared).typ)
		}
		var fields []string
		for i := range rt.NumField() {
			inner := e.reflectedShape(rt.Field(i).Type, made)
			s.fields = append(s.fields, inner)
			name, hidden := fieldName(rt.Field(i).Name)
			s.helps = s.helps || hidden
			fields = append(fields, name+" "+inner.name)
		}
		if s.helps {
			s.name = "struct { " + strings.Join(fields, "; ") + " }"
		}
	}
	s.spread()
	return s
}

// declared is the type of a cell that a struct is known by; no type where
// there are several.
type declared struct {
	name         string
	typ, pointer xr.Type
}

// noteStructs notes the struct types that the nodes of a cell have declared.
// The shapes' lock is held.
func (e *Evaluator) noteStructs(nodes []ast.Node) {
	for _, node := range nodes {
		decl, ok := node.(*ast.GenDecl)
		if !ok || decl.Tok != token.TYPE {
			if decl, ok := node.(*ast.FuncDecl); ok && decl.Recv != nil {
				e.shapes.forget()
			}
			continue
		}
		e.shapes.forget()
		for _, s := range decl.Specs {
			name := s.(*ast.TypeSpec).Name.Name
			typ := e.ir.Comp.Types[name]
			if typ == nil || typ.Kind() != reflect.Struct || typ.NumField() == 0 || typ.Name() != name {
				continue
			}
			d := &declared{name, typ, e.ir.Comp.Universe.PtrTo(typ)}
			if old, ok := e.shapes.structs.Load(typ.ReflectType()); ok && old.(*declared).name != name {
				d = &declared{name: ""}
			}
			e.shapes.structs.Store(typ.ReflectType(), d)
		}
	}
}

// wants tells whether values of a type may need help to be printed.
func (e *Evaluator) wants(typ xr.Type) bool {
	if typ == nil {
		return false
	}
	seen := map[types.Type]bool{}
	var wants func(typ xr.Type) bool
	wants = func(typ xr.Type) bool {
		if seen[typ.GoType()] {
			return false
		}
		seen[typ.GoType()] = true
		own := typ.Named() && typ.PkgPath() == "main"
		switch k := typ.Kind(); {
		case own, k == reflect.Interface:
			return true
		case typ.Named():
			return false
		case k == reflect.Map:
			return wants(typ.Key()) || wants(typ.Elem())
		case k == reflect.Slice, k == reflect.Array, k == reflect.Pointer:
			return wants(typ.Elem())
		case k == reflect.Struct:
			for i := range typ.NumField() {
				if field := typ.Field(i); !ast.IsExported(field.Name) || wants(field.Type) {
					return true
				}
			}
		}
		return false
	}
	return wants(typ)
}

// typeText names a type as Go does.
func typeText(typ xr.Type) string {
	return strings.ReplaceAll(typ.String(), "interface{}", "interface {}")
}

// fieldName is a struct's field's name in the cell, and whether it is private:
// gomacro gives such fields another.
func fieldName(name string) (field string, private bool) {
	if field, ok := strings.CutPrefix(name, xr.StrGensymPrivate); ok {
		return field, true
	}
	if field, ok := strings.CutPrefix(name, xr.StrGensymAnonymous); ok {
		return field, !ast.IsExported(field)
	}
	return name, !ast.IsExported(name)
}

// sortedKeys are a map's, in the order in which fmt prints them.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortStableFunc(keys, compareKeys)
	return keys
}
