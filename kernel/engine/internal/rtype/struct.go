package rtype

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unsafe"
)

// A Field of a struct.
type Field struct {
	Name     string
	PkgPath  string // of an unexported one
	Type     reflect.Type
	Tag      string
	Embedded bool
}

func (f *Field) exported() bool { return isExported(f.Name) }

// unnamed has the unnamed types that reflect cannot make, by what identifies
// them.
var unnamed struct {
	sync.Mutex
	types map[string]reflect.Type
}

// canonical returns the type that key identifies, which is made unless it is
// there.
func canonical(key string, make func() (reflect.Type, error)) (reflect.Type, error) {
	unnamed.Lock()
	defer unnamed.Unlock()
	if t, ok := unnamed.types[key]; ok {
		return t, nil
	}
	t, err := make()
	if err != nil {
		return nil, err
	}
	if unnamed.types == nil {
		unnamed.types = map[string]reflect.Type{}
	}
	unnamed.types[key] = t
	return t, nil
}

// StructOf returns the unnamed struct type with these fields; the same fields
// give the same type. methods are those that embedded fields promote: the whole
// method sets of the struct and of its pointer. Where the struct is only to be a
// named type's underlying type, they are not needed.
func StructOf(fields []Field, methods []Method) (reflect.Type, error) {
	pkgPath, plain := "", len(methods) == 0
	for i := range fields {
		f := &fields[i]
		switch {
		case f.Name == "":
			return nil, fmt.Errorf("field %d of a struct has no name", i)
		case f.Type == nil || f.Type.Kind() == reflect.Invalid:
			return nil, fmt.Errorf("the type of field %s is not complete", f.Name)
		case f.Name == "_" || f.Embedded:
			plain = false
		}
		switch {
		case f.exported() || f.PkgPath == "" && f.Name == "_":
			continue
		case f.PkgPath == "":
			return nil, fmt.Errorf("unexported field %s has no package", f.Name)
		case pkgPath != "" && pkgPath != f.PkgPath:
			return nil, fmt.Errorf("a struct has unexported fields of packages %s and %s", pkgPath, f.PkgPath)
		}
		pkgPath = f.PkgPath
	}
	if dup := duplicate(fields); dup != "" {
		return nil, fmt.Errorf("a struct has two fields %s", dup)
	}
	if plain {
		return reflect.StructOf(reflectFields(fields, false)), nil
	}
	key := structKey(fields, pkgPath, len(methods) > 0)
	return canonical(key, func() (reflect.Type, error) { return newStruct(fields, pkgPath, methods) })
}

func duplicate(fields []Field) string {
	seen := make(map[string]bool, len(fields))
	for i := range fields {
		if n := fields[i].Name; n != "_" {
			if seen[n] {
				return n
			}
			seen[n] = true
		}
	}
	return ""
}

// reflectFields are fields for reflect.StructOf. Anonymous ones have the same
// types, and names that reflect takes.
func reflectFields(fields []Field, anonymous bool) []reflect.StructField {
	fs := make([]reflect.StructField, len(fields))
	for i := range fields {
		f := &fields[i]
		if anonymous {
			fs[i] = reflect.StructField{Name: "F" + strconv.Itoa(i), Type: f.Type}
			continue
		}
		fs[i] = reflect.StructField{Name: f.Name, Type: f.Type, Tag: reflect.StructTag(f.Tag)}
		if !f.exported() {
			fs[i].PkgPath = f.PkgPath
		}
	}
	return fs
}

// structKey identifies a struct. Those without methods are kept apart, so that
// they do not stand in for those with.
func structKey(fields []Field, pkgPath string, methods bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "struct %q %t", pkgPath, methods)
	for i := range fields {
		f := &fields[i]
		fmt.Fprintf(&b, " %q %x %q %t", f.Name, Word(f.Type), f.Tag, f.Embedded)
	}
	return b.String()
}

// newStruct makes a struct of which reflect knows the layout, but not what its
// fields are called.
func newStruct(fields []Field, pkgPath string, methods []Method) (reflect.Type, error) {
	layout := (*structType)(Word(reflect.StructOf(reflectFields(fields, true))))
	t := (*structType)(unsafe.Pointer(alloc(unsafe.Sizeof(structType{}) + unsafe.Sizeof(uncommon{}))))
	*t = *layout
	t.flags &^= flagExtraStar | flagUncommon | flagNamed
	t.hash = nextHash()
	t.ptrToThis = 0
	if pkgPath != "" {
		t.pkgPath = name{text: pkgPath}.encode(0)
	}
	t.fields = slices.Clone(layout.fields)
	str := "struct {"
	for i := range fields {
		f := &fields[i]
		t.fields[i].name = name{text: f.Name, tag: f.Tag, exported: f.exported(), embedded: f.Embedded}.encode(0)
		if i > 0 {
			str += ";"
		}
		if !f.Embedded {
			str += " " + f.Name
		}
		str += " " + f.Type.String()
		if f.Tag != "" {
			str += " " + strconv.Quote(f.Tag)
		}
	}
	if len(fields) > 0 {
		str += " "
	}
	t.str = nameOff(name{text: str + "}"})
	setRegular(t)
	if t.equal != nil {
		t.equal = structEqual(t.fields)
	}
	keepAlive(toType(&layout.abiType), t.pkgPath, t.fields, t.equal)
	typ := toType(&t.abiType)
	if len(methods) == 0 {
		typeOff(&t.abiType)
		return typ, nil
	}
	p := (*ptrType)(unsafe.Pointer(alloc(ptrSize)))
	*p = *(*ptrType)(Word(reflect.TypeFor[*unsafe.Pointer]()))
	p.str = nameOff(name{text: "*" + str + "}"})
	p.hash = nextHash()
	p.flags &^= flagUncommon | flagExtraStar | flagNamed
	p.ptrToThis = 0
	p.elem = &t.abiType
	ms, err := sorted(methods, pkgPath)
	if err != nil {
		return nil, err
	}
	for i := range ms {
		for _, p := range signature(ms[i].Type) {
			if n := unfinished(p); n != nil {
				return nil, fmt.Errorf("method %s: the type %s is not complete", ms[i].Name, n.Type())
			}
		}
	}
	if err := setMethods(&t.abiType, &p.abiType, "", ms); err != nil {
		return nil, err
	}
	t.ptrToThis = typeOff(&p.abiType)
	return typ, nil
}

// setRegular notes whether the bytes of a struct are what is compared, with which
// it is hashed at once: there is no padding, no blank field and no field that
// needs more. (reflect says no where there are several fields.)
func setRegular(t *structType) {
	t.flags &^= flagRegular
	end := uintptr(0)
	for i := range t.fields {
		f := &t.fields[i]
		if f.offset != end || isBlank(f.name) || f.typ.flags&flagRegular == 0 {
			return
		}
		end += f.typ.size
	}
	if end == t.size {
		t.flags |= flagRegular
	}
}

// structEqual compares structs, without their blank fields. It reads the fields'
// types when it is called: they may be replaced.
func structEqual(fields []structField) func(p, q unsafe.Pointer) bool {
	compared := make([]*structField, 0, len(fields))
	for i := range fields {
		if f := &fields[i]; !isBlank(f.name) {
			compared = append(compared, f)
		}
	}
	return func(p, q unsafe.Pointer) bool {
		for _, f := range compared {
			if !f.typ.equal(unsafe.Add(p, f.offset), unsafe.Add(q, f.offset)) {
				return false
			}
		}
		return true
	}
}

// isBlank reports whether an encoded name is "_".
func isBlank(n *byte) bool {
	return *(*[2]byte)(unsafe.Add(unsafe.Pointer(n), 1)) == [2]byte{1, '_'}
}
