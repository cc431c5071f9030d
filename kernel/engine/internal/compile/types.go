package compile

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// typeTable gives types of go/types their reflect types. Types of compiled
// packages are the compiled ones; types of cells and of packages interpreted
// from source are made, with methods that compiled code can call.
type typeTable struct {
	m       *Machine
	seen    map[types.Type]reflect.Type
	named   map[namedKey]*named
	learned map[string]reflect.Type // compiled types that no name leads to, by path and name
	// unexported methods of compiled packages with the interfaces that want them
	unexported map[string]map[string][]*types.Named
	searched   map[*types.Package]bool // packages whose declarations have all been learned from
}

// A namedKey tells a named type from others: a declared name, or path and name
// of a compiled one, with the type arguments.
type namedKey struct {
	name any
	args string
}

// A named is a named type that was made here.
type named struct {
	t  *types.Named
	rt reflect.Type
	r  *rtype.Named
}

func (ts *typeTable) init(m *Machine) {
	*ts = typeTable{m: m, seen: map[types.Type]reflect.Type{}, named: map[namedKey]*named{}, learned: map[string]reflect.Type{}, unexported: map[string]map[string][]*types.Named{}, searched: map[*types.Package]bool{}}
}

var basics = [...]reflect.Type{
	types.Bool: reflect.TypeFor[bool](),
	types.Int:  reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](), types.Uintptr: reflect.TypeFor[uintptr](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
	types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
	types.String: reflect.TypeFor[string](), types.UnsafePointer: reflect.TypeFor[unsafe.Pointer](),
	types.UntypedBool: reflect.TypeFor[bool](), types.UntypedInt: reflect.TypeFor[int](), types.UntypedRune: reflect.TypeFor[rune](),
	types.UntypedFloat: reflect.TypeFor[float64](), types.UntypedComplex: reflect.TypeFor[complex128](),
	types.UntypedString: reflect.TypeFor[string](), types.UntypedNil: reflect.TypeFor[unsafe.Pointer](),
}

// rt is a type's reflect type. The type has no type parameters.
func (ts *typeTable) rt(t types.Type) reflect.Type {
	if rt, ok := ts.seen[t]; ok {
		return rt
	}
	rt := ts.make(t)
	ts.seen[t] = rt
	return rt
}

func (ts *typeTable) make(t types.Type) reflect.Type {
	switch t := t.(type) {
	case *types.Alias:
		return ts.rt(types.Unalias(t))
	case *types.Basic:
		return basics[t.Kind()]
	case *types.Pointer:
		return reflect.PointerTo(ts.rt(t.Elem()))
	case *types.Slice:
		return reflect.SliceOf(ts.rt(t.Elem()))
	case *types.Array:
		elem := ts.rt(t.Elem())
		if size := int64(elem.Size()); size > 0 && t.Len() > mostBytes/size {
			panic(fmt.Errorf("type %s is too large: %d times %d bytes", types.TypeString(t, types.RelativeTo(nil)), t.Len(), size))
		}
		return reflect.ArrayOf(int(t.Len()), elem)
	case *types.Map:
		return reflect.MapOf(ts.rt(t.Key()), ts.rt(t.Elem()))
	case *types.Chan:
		return reflect.ChanOf(chanDirs[t.Dir()], ts.rt(t.Elem()))
	case *types.Signature:
		return ts.rtFunc(t)
	case *types.Struct:
		fs := ts.fields(t, ts.rt)
		rt := must(rtype.StructOf(fs, nil))
		if ms := ts.methods(t, rt); len(ms) > 0 {
			rt = must(rtype.StructOf(fs, ms))
		}
		if embeds(t) {
			ts.m.addDispatch(t, rt)
		}
		return rt
	case *types.Interface:
		return must(rtype.InterfaceOf("main", ts.interfaceMethods(t)))
	case *types.Named:
		return ts.rtNamed(t)
	case *types.Tuple:
		panic(fmt.Errorf("a tuple has no type at run time: %v", t))
	}
	panic(fmt.Errorf("type %v (%T) has no representation", t, t))
}

// mostBytes is how large an array can be: more than any machine has room for.
const mostBytes = 1 << 42

var chanDirs = [...]reflect.ChanDir{types.SendRecv: reflect.BothDir, types.SendOnly: reflect.SendDir, types.RecvOnly: reflect.RecvDir}

func (ts *typeTable) rtFunc(t *types.Signature) reflect.Type {
	var in, out []reflect.Type
	for v := range t.Params().Variables() {
		in = append(in, ts.rt(v.Type()))
	}
	for v := range t.Results().Variables() {
		out = append(out, ts.rt(v.Type()))
	}
	return reflect.FuncOf(in, out, t.Variadic())
}

func (ts *typeTable) fields(t *types.Struct, rt func(types.Type) reflect.Type) (fs []rtype.Field) {
	for i := range t.NumFields() {
		v := t.Field(i)
		f := rtype.Field{Name: v.Name(), Type: rt(v.Type()), Tag: t.Tag(i), Embedded: v.Embedded()}
		if !v.Exported() {
			f.PkgPath = v.Pkg().Path()
		}
		fs = append(fs, f)
	}
	return fs
}

func (ts *typeTable) interfaceMethods(t *types.Interface) (ms []rtype.Method) {
	for m := range t.Methods() {
		r := rtype.Method{Name: m.Name(), Type: ts.rtFunc(m.Signature())}
		if !m.Exported() {
			r.PkgPath = m.Pkg().Path()
		}
		ms = append(ms, r)
	}
	return ms
}

// key is what tells a named type from others.
func (ts *typeTable) key(t *types.Named) namedKey {
	o := t.Obj()
	k := namedKey{name: o}
	if t.TypeArgs().Len() > 0 {
		k.name = t.Origin().Obj()
	}
	if ts.m.isCompiled(o.Pkg()) && o.Parent() == o.Pkg().Scope() {
		k.name = o.Pkg().Path() + "." + o.Name()
	}
	for a := range t.TypeArgs().Types() {
		k.args += fmt.Sprintf("%x,", word(ts.rt(a)))
	}
	return k
}

func (ts *typeTable) rtNamed(t *types.Named) reflect.Type {
	o := t.Obj()
	if o.Pkg() == nil { // error, comparable
		return reflect.TypeFor[error]()
	}
	if ts.m.isCompiled(o.Pkg()) {
		if t.TypeArgs().Len() == 0 {
			if v, ok := ts.m.pkgs.Value(o.Pkg().Path(), o.Name()); ok {
				return reflect.TypeOf(v).Elem()
			}
		}
		if rt := ts.compiledInstance(t); rt != nil {
			return rt
		}
		if rt := ts.unnamed(t); rt != nil {
			return rt
		}
		if t.TypeArgs().Len() == 0 && ts.m.sourceOf(o.Pkg().Path(), o.Name()) == nil {
			panic(fmt.Errorf("type %s cannot be reached from cells", types.TypeString(t, nil)))
		}
	}
	key := ts.key(t)
	if n := ts.named[key]; n != nil {
		return n.rt
	}
	return ts.makeNamed(key, t).rt
}

// compiledInstance is an instance of a compiled package's type that compiled code
// has itself, or nil.
func (ts *typeTable) compiledInstance(t *types.Named) reflect.Type {
	name := types.TypeString(t, nil)
	if rt := ts.learned[name]; rt != nil || t.TypeArgs().Len() == 0 {
		return rt
	}
	v, ok := ts.m.pkgs.Instance(t.Obj().Pkg().Path(), t.Obj().Name(), slices.Collect(t.TypeArgs().Types()))
	if !ok {
		return nil
	}
	rt := reflect.TypeOf(v).Elem()
	ts.learned[name] = rt
	return rt
}

// makeNamed makes a type: first its shape, so that types which mention it can
// be made, then itself.
func (ts *typeTable) makeNamed(key namedKey, t *types.Named) *named {
	name := t.Obj().Name()
	if t.TypeArgs().Len() > 0 {
		args := ts.argNames(slices.Collect(t.TypeArgs().Types()))
		if outer, local := strings.CutSuffix(name, "]"); local { // of a generic function
			name, args = outer, ";"+args[1:]
		}
		name += args
	}
	n := &named{t: t}
	n.r = rtype.New(t.Obj().Pkg().Path(), t.Obj().Pkg().Name()+"."+name)
	n.r.Prefill(ts.shape(t.Underlying()))
	n.rt = n.r.Type()
	ts.named[key] = n
	ts.seen[t] = n.rt
	if it, ok := t.Underlying().(*types.Interface); ok {
		check(n.r.CompleteInterface(ts.interfaceMethods(it)))
	} else {
		u := ts.underlying(t.Underlying())
		check(n.r.Complete(u, ts.methods(t, u)))
	}
	ts.m.addDispatch(t, n.rt)
	return n
}

// underlying is rt but for structs, whose promoted methods are the named type's.
func (ts *typeTable) underlying(t types.Type) reflect.Type {
	if s, ok := t.(*types.Struct); ok {
		return must(rtype.StructOf(ts.fields(s, ts.rt), nil))
	}
	return ts.rt(t)
}

func must(rt reflect.Type, err error) reflect.Type {
	check(err)
	return rt
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// shape is a type of the same size, alignment, pointers and equality, which
// mentions no named type.
func (ts *typeTable) shape(t types.Type) reflect.Type {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.TypeArgs().Len() == 0 && ts.m.isCompiled(n.Obj().Pkg()) {
		return ts.rt(t)
	}
	switch t := t.Underlying().(type) {
	case *types.Pointer:
		return reflect.TypeFor[*byte]()
	case *types.Chan:
		return reflect.TypeFor[chan byte]()
	case *types.Map:
		return reflect.TypeFor[map[bool]bool]()
	case *types.Slice:
		return reflect.TypeFor[[]byte]()
	case *types.Signature:
		return reflect.TypeFor[func()]()
	case *types.Interface:
		if t.NumMethods() == 0 {
			return reflect.TypeFor[any]()
		}
		return reflect.TypeFor[error]()
	case *types.Array:
		return reflect.ArrayOf(int(t.Len()), ts.shape(t.Elem()))
	case *types.Struct:
		return must(rtype.StructOf(ts.fields(t, ts.shape), nil))
	default:
		return ts.rt(t)
	}
}
