//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"reflect"
	"strings"

	xr "github.com/cosmos72/gomacro/xreflect"
)

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
