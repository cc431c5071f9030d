package rtype

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"unsafe"
)

// A Named is a named type that is being made, or has been.
type Named struct {
	typ, ptr *abiType
	pkgPath  string
	state    state
	fields   []structField  // of a struct
	waiting  []func() error // for the shape
}

type state int

const (
	incomplete state = iota // without a shape, or with a supposed one
	shaped                  // has its underlying type
	complete                // has its methods
)

// inProgress has the types without their underlying types.
var inProgress struct {
	sync.Mutex
	of map[*abiType]*Named
}

// New returns a type without an underlying type. Its Type and PtrType may be used
// at once wherever reflect does not ask for the size: in pointers, slices,
// channels, functions, and as the methods' parameters and results.
//
// name may have type arguments ("Pair[int,string]"). It is printed behind the
// last element of pkgPath, unless it brings its package's name with it
// ("yaml.Node").
func New(pkgPath, typeName string) *Named {
	n := &Named{typ: alloc(namedSize), ptr: alloc(ptrSize), pkgPath: pkgPath}
	str := qualified(pkgPath, typeName)
	p := (*ptrType)(unsafe.Pointer(n.ptr))
	*p = *(*ptrType)(Word(reflect.TypeFor[*unsafe.Pointer]()))
	p.str = nameOff(name{text: "*" + str, exported: true})
	p.hash = nextHash()
	p.flags &^= flagUncommon | flagExtraStar | flagNamed
	p.ptrToThis = 0
	p.elem = n.typ
	n.typ.str = nameOff(name{text: str, exported: true})
	n.typ.hash = nextHash()
	n.typ.flags = flagNamed
	n.typ.ptrToThis = typeOff(n.ptr)
	typeOff(n.typ)
	inProgress.Lock()
	defer inProgress.Unlock()
	if inProgress.of == nil {
		inProgress.of = map[*abiType]*Named{}
	}
	inProgress.of[n.typ] = n
	return n
}

// NewInterface returns a named interface type without its methods. It has an
// interface's shape: any type can be made of it.
func NewInterface(pkgPath, typeName string) *Named {
	n := New(pkgPath, typeName)
	n.Prefill(reflect.TypeFor[error]())
	return n
}

// Type is the type.
func (n *Named) Type() reflect.Type { return toType(n.typ) }

// PtrType is the pointer to it: what reflect.PointerTo gives.
func (n *Named) PtrType() reflect.Type { return toType(n.ptr) }

// Prefill gives the type the shape that its underlying type will have: size,
// alignment, kind, pointers, and whether it is comparable. Types that need one
// (arrays, maps, structs) can be made of it then.
func (n *Named) Prefill(like reflect.Type) {
	if n.state != incomplete {
		return
	}
	n.copyHead(like)
	if like.Kind() == reflect.Interface {
		n.typ.equal = n.equalInterface
	}
}

// equalInterface is for types that are made before it is known whether n has
// methods, and keep what compares its values.
func (n *Named) equalInterface(p, q unsafe.Pointer) bool {
	like := reflect.TypeFor[error]()
	if n.Type().NumMethod() == 0 {
		like = reflect.TypeFor[any]()
	}
	return rtypeOf(like).equal(p, q)
}

// copyHead copies a type's descriptor up to its uncommon, but for its identity.
func (n *Named) copyHead(u reflect.Type) {
	was, size := *n.typ, headSize(u.Kind())
	copy(unsafe.Slice((*byte)(unsafe.Pointer(n.typ)), size), unsafe.Slice((*byte)(Word(u)), size))
	n.typ.str, n.typ.hash, n.typ.ptrToThis = was.str, was.hash, was.ptrToThis
	n.typ.flags = n.typ.flags&^(flagUncommon|flagExtraStar) | flagNamed | was.flags&flagUncommon
	// The copy goes without write barriers, and what it refers to has to live.
	keepAlive(u, n.typ.equal)
}

// Complete gives the type its underlying type and its methods. An interface has
// the methods of its underlying type, and no others.
func (n *Named) Complete(underlying reflect.Type, methods []Method) error {
	if err := n.SetUnderlying(underlying); err != nil {
		return err
	}
	return n.SetMethods(methods)
}

// CompleteInterface gives a type of NewInterface its methods.
func (n *Named) CompleteInterface(methods []Method) error {
	t, err := InterfaceOf(n.pkgPath, methods)
	if err != nil {
		return fmt.Errorf("type %s: %w", n.Type(), err)
	}
	return n.Complete(t, nil)
}

// SetUnderlying is the first half of Complete: it gives the type its shape, so
// that the types of its methods can be made. Where it has one it is replaced by
// another of the same shape, as SetField does.
func (n *Named) SetUnderlying(u reflect.Type) error {
	if t := unfinished(u); t != nil {
		return fmt.Errorf("type %s: the type %s is not complete", n.Type(), t.Type())
	}
	if n.Type().Kind() != reflect.Invalid {
		if err := sameShape(n.Type(), u); err != nil {
			return fmt.Errorf("type %s: %w", n.Type(), err)
		}
	}
	if u.Kind() == reflect.Func {
		if params, max := u.NumIn()+u.NumOut(), int(namedSize-unsafe.Sizeof(funcType{})-unsafe.Sizeof(uncommon{}))/int(unsafe.Sizeof(uintptr(0))); params > max {
			return fmt.Errorf("type %s: a named function type can have %d parameters and results, not %d", n.Type(), max, params)
		}
	}
	n.copyHead(u)
	switch u.Kind() {
	case reflect.Func:
		at := unsafe.Add(unsafe.Pointer(n.typ), unsafe.Sizeof(funcType{})+unsafe.Sizeof(uncommon{}))
		params := unsafe.Slice((**abiType)(at), u.NumIn()+u.NumOut())
		for i, t := range signature(u) {
			params[i] = rtypeOf(t)
		}
	case reflect.Interface:
		setInterface((*interfaceType)(unsafe.Pointer(n.typ)), n.pkgPath, methodsOf(u))
	case reflect.Struct:
		n.setStruct()
	}
	if n.state != incomplete {
		return nil
	}
	n.state = shaped
	inProgress.Lock()
	delete(inProgress.of, n.typ)
	inProgress.Unlock()
	waiting := n.waiting
	n.waiting = nil
	for _, f := range waiting {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// SetMethods is the second half of Complete. Methods whose parameters have no
// shape yet are there when they have one.
func (n *Named) SetMethods(methods []Method) error {
	switch k := n.Type().Kind(); {
	case n.state == incomplete:
		return fmt.Errorf("type %s is given methods before its underlying type", n.Type())
	case n.state == complete:
		return fmt.Errorf("type %s has its methods already", n.Type())
	case len(methods) > 0 && (k == reflect.Interface || k == reflect.Pointer || k == reflect.UnsafePointer):
		return fmt.Errorf("type %s is a %s: it has no methods of its own", n.Type(), k)
	}
	ms, err := sorted(methods, n.pkgPath)
	if err != nil {
		return fmt.Errorf("type %s: %w", n.Type(), err)
	}
	n.state = complete
	return n.setMethods(ms)
}

func (n *Named) setMethods(ms []Method) error {
	for i := range ms {
		for _, t := range signature(ms[i].Type) {
			if other := unfinished(t); other != nil {
				other.waiting = append(other.waiting, func() error { return n.setMethods(ms) })
				return nil
			}
		}
	}
	if err := setMethods(n.typ, n.ptr, n.pkgPath, ms); err != nil {
		return fmt.Errorf("type %s: %w", n.Type(), err)
	}
	return nil
}

// signature are the parameters and results of a function type.
func signature(t reflect.Type) []reflect.Type {
	return slices.AppendSeq(slices.Collect(t.Ins()), t.Outs())
}

// unfinished is a type without a shape whose values are part of t's, or nil.
func unfinished(t reflect.Type) *Named {
	if t.Kind() == reflect.Invalid {
		inProgress.Lock()
		defer inProgress.Unlock()
		return inProgress.of[rtypeOf(t)]
	}
	if t.Name() != "" {
		return nil
	}
	switch t.Kind() {
	case reflect.Array:
		return unfinished(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if n := unfinished(f.Type); n != nil {
				return n
			}
		}
	}
	return nil
}

// setStruct makes the fields the type's own, so that they can be replaced.
func (n *Named) setStruct() {
	s := (*structType)(unsafe.Pointer(n.typ))
	n.fields = slices.Clone(s.fields)
	s.fields = n.fields
	keepAlive(n.fields)
	setRegular(s)
	if s.equal != nil {
		s.equal = structEqual(n.fields)
		keepAlive(s.equal)
	}
}
