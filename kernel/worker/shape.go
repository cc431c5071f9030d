//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
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

// sortedKeys are a map's, in the order in which fmt prints them.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortStableFunc(keys, compareKeys)
	return keys
}
