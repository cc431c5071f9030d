package rtype

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// ErrNoMethods is the error for a method on a machine that the package has no
// assembly for.
var ErrNoMethods = errors.New("types made at run time can have methods on amd64 and arm64 only")

var errNoMemory = errors.New("no room for more methods of types: there is no memory for them")

// A Method is one in the method set of a type or its pointer.
type Method struct {
	Name    string
	PkgPath string       // of an unexported one; the type's own if empty
	Type    reflect.Type // without receiver
	// Ptr tells that it has a pointer receiver: only *T has it.
	Ptr bool
	// Promoted tells that it is an embedded field's.
	Promoted bool
	// Call runs the method. recv points to the receiver, whichever kind it is,
	// args are as reflect.MakeFunc has them: the last one of a variadic method is
	// the slice. Interfaces' methods have none.
	Call func(recv unsafe.Pointer, args []reflect.Value) []reflect.Value
	// Direct, if not nil, runs the method faster: a func value (the one word that
	// a variable of func type holds) of Type with an unsafe.Pointer, recv, as its
	// additional first parameter. Call may be nil then.
	Direct unsafe.Pointer
	// Value, if not nil, runs a method without Ptr when the receiver is at hand
	// as it is: a func value of Type with a T as its additional first parameter.
	Value unsafe.Pointer
}

func (m *Method) exported() bool { return isExported(m.Name) }

// nameOff is the number of m's name. Unexported ones always say which package's
// they are.
func (m *Method) nameOff(pkgPath string) int32 {
	if m.exported() {
		return nameOff(name{text: m.Name, exported: true})
	}
	return nameOff(name{text: m.Name, pkgPath: m.pkgPath(pkgPath)})
}

func (m *Method) pkgPath(ofType string) string {
	if m.PkgPath != "" {
		return m.PkgPath
	}
	return ofType
}

// sorted returns methods in the order in which the runtime looks for them.
func sorted(methods []Method, pkgPath string) ([]Method, error) {
	ms := slices.Clone(methods)
	for i := range ms {
		m := &ms[i]
		if m.Name == "" || m.Name == "_" {
			return nil, fmt.Errorf("method %d has no name", i)
		}
		if m.Type == nil || m.Type.Kind() != reflect.Func {
			return nil, fmt.Errorf("method %s has no function type", m.Name)
		}
		if m.exported() {
			m.PkgPath = ""
		} else if m.PkgPath = m.pkgPath(pkgPath); m.PkgPath == "" {
			return nil, fmt.Errorf("unexported method %s has no package", m.Name)
		}
	}
	order := func(a, b Method) int {
		if x, y := a.exported(), b.exported(); x != y {
			if x {
				return -1
			}
			return 1
		}
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.PkgPath, b.PkgPath)
	}
	slices.SortFunc(ms, order)
	for i := 1; i < len(ms); i++ {
		if order(ms[i-1], ms[i]) == 0 {
			return nil, fmt.Errorf("method %s is declared twice", ms[i].Name)
		}
	}
	return ms, nil
}

// setMethods writes the methods, sorted ones, of t, which has a shape, and of p,
// *t.
func setMethods(t, p *abiType, pkgPath string, ms []Method) error {
	typ := toType(t)
	direct := t.flags&flagDirect != 0
	ofT := 0
	for i := range ms {
		m := &ms[i]
		if m.Call == nil && m.Direct == nil {
			return fmt.Errorf("method %s has no code", m.Name)
		}
		if n := m.Type.NumIn() + m.Type.NumOut(); n > maxSignature-1 {
			return fmt.Errorf("method %s has %d parameters and results, %d are possible", m.Name, n, maxSignature-1)
		}
		if !m.Ptr {
			ofT++
		}
	}
	if len(ms) == 0 {
		setUncommon(t, pkgPath, nil, 0)
		setUncommon(p, pkgPath, nil, 0)
		return nil
	}
	if numStubs == 0 {
		return ErrNoMethods
	}
	if len(ms) > 0xffff {
		return fmt.Errorf("%d methods, a type can have %d", len(ms), 0xffff)
	}
	tt, pt := allocMethods(t, ofT), allocMethods(p, len(ms))
	if tt == nil || pt == nil {
		return errNoMemory
	}
	tt = tt[:0]
	exportedT, exportedP := 0, 0
	for i := range ms {
		m := &ms[i]
		nm, mt := m.nameOff(pkgPath), typeOff(rtypeOf(m.Type))
		byPtr, err := stubFor(m.byPointer(typ))
		if err != nil {
			return err
		}
		pt[i] = method{nm, mt, byPtr, byPtr}
		if m.exported() {
			exportedP++
		}
		if m.Ptr {
			continue
		}
		byValue, err := stubFor(m.byValue(typ))
		if err != nil {
			return err
		}
		if direct {
			byPtr = byValue // the word is the receiver
		}
		tt = append(tt, method{nm, mt, byPtr, byValue})
		if m.exported() {
			exportedT++
		}
	}
	setUncommon(t, pkgPath, tt, exportedT)
	setUncommon(p, pkgPath, pt, exportedP)
	return nil
}

// maxSignature is how many parameters and results reflect.FuncOf takes.
const maxSignature = 128

func setUncommon(t *abiType, pkgPath string, ms []method, exported int) {
	u := uncommonOf(t, reflect.Kind(t.kind))
	*u = uncommon{methods: uint16(len(ms)), exported: uint16(exported)}
	if pkgPath != "" {
		u.pkgPath = nameOff(name{text: pkgPath})
	}
	if len(ms) > 0 {
		u.offset = uint32(uintptr(unsafe.Pointer(&ms[0])) - uintptr(unsafe.Pointer(u)))
	}
	t.flags |= flagUncommon
}

// byPointer is a func value that takes a pointer to the receiver.
func (m *Method) byPointer(typ reflect.Type) unsafe.Pointer {
	if m.Direct != nil {
		return m.Direct
	}
	call, ptr, promoted := m.Call, m.Ptr, m.Promoted
	nilPtr := nilReceiver{typ.String(), typ.Name(), m.Name}
	return makeFunc(m.withReceiver(pointerType), func(args []reflect.Value) []reflect.Value {
		p := args[0].UnsafePointer()
		if p == nil && !ptr {
			if promoted {
				_ = *(*byte)(p) // it is the field that cannot be read
			}
			panic(nilPtr)
		}
		return call(p, args[1:])
	})
}

// byValue is a func value that takes the receiver itself.
func (m *Method) byValue(typ reflect.Type) unsafe.Pointer {
	if m.Value != nil {
		return m.Value
	}
	call := m.Call
	if call == nil {
		f := funcValue(m.withReceiver(pointerType), m.Direct)
		call = func(recv unsafe.Pointer, args []reflect.Value) []reflect.Value {
			args = append([]reflect.Value{reflect.ValueOf(recv)}, args...)
			if f.Type().IsVariadic() {
				return f.CallSlice(args)
			}
			return f.Call(args)
		}
	}
	return makeFunc(m.withReceiver(typ), func(args []reflect.Value) []reflect.Value {
		v := reflect.New(typ)
		v.Elem().Set(args[0])
		return call(v.UnsafePointer(), args[1:])
	})
}

var pointerType = reflect.TypeFor[unsafe.Pointer]()

// withReceiver is m's type with the receiver in front.
func (m *Method) withReceiver(recv reflect.Type) reflect.Type {
	in := append(make([]reflect.Type, 0, 1+m.Type.NumIn()), recv)
	for p := range m.Type.Ins() {
		in = append(in, p)
	}
	return reflect.FuncOf(in, slices.Collect(m.Type.Outs()), m.Type.IsVariadic())
}

func makeFunc(t reflect.Type, f func([]reflect.Value) []reflect.Value) unsafe.Pointer {
	x := reflect.MakeFunc(t, f).Interface()
	return (*words)(unsafe.Pointer(&x))[1]
}

// funcValue is the func of type t whose word is f.
func funcValue(t reflect.Type, f unsafe.Pointer) reflect.Value {
	return reflect.NewAt(t, unsafe.Pointer(&f)).Elem()
}

// nilReceiver is the panic of a method with a value receiver that is called with
// a nil pointer; the words are runtime.panicwrap's.
type nilReceiver struct{ typ, name, method string }

func (nilReceiver) RuntimeError() {}

func (e nilReceiver) Error() string {
	return "value method " + e.typ + "." + e.method + " called using nil *" + e.name + " pointer"
}
