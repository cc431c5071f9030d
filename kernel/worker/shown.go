//go:build !windows

package worker

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/gls"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// A shown is a value of a cell's type, or one that holds such, on its way to
// fmt: it prints as Go would print it.
type shown struct {
	e     *Evaluator
	v     reflect.Value
	shape *shape // nil where it is not known
}

// A need is what a printing function must know of its operands.
type need int

const (
	needMethods need = iota
	needNames        // of types, too
	needAll          // what is printed for %T and %p
)

// shown is what to pass for a value: itself, where fmt knows what is needed.
func (e *Evaluator) shown(v reflect.Value, typ xr.Type, n need) any {
	s := shown{e: e, v: v}
	if v.IsValid() {
		if typ != nil && typ.Kind() != reflect.Interface {
			s.shape = e.shapeOf(typ)
		}
		s = s.concrete()
	}
	helps := s.shape != nil && (s.shape.helps || s.shape.named && n == needNames)
	switch {
	case helps || n == needAll:
		return s
	case !s.v.IsValid():
		return nil
	}
	return s.v.Interface()
}

// concrete is the value in an interface.
func (s shown) concrete() shown {
	for {
		if s.v.Kind() == reflect.Interface {
			s.v = s.v.Elem()
			if s.shape != nil && s.shape.kind == reflect.Interface {
				s.shape = nil
			}
			if !s.v.IsValid() {
				return s
			}
			continue
		}
		if s.shape == nil || s.shape.kind == reflect.Interface {
			v, typ := concrete(s.v, nil)
			if typ != nil {
				s.v, s.shape = v, s.e.shapeOf(typ)
				continue
			}
			s.shape = s.e.shapeOfReflected(s.v.Type())
		}
		return s
	}
}

func (s shown) Format(f fmt.State, verb rune) {
	switch {
	case !s.v.IsValid() && verb != verbType:
		if verb == verbPointer {
			verb = 'p'
		}
		fmt.Fprintf(f, fmt.FormatString(f, verb), nil)
		return
	case verb == verbType:
		io.WriteString(f, s.typeName())
		return
	case verb == verbPointer:
		fmt.Fprintf(f, fmt.FormatString(f, 'p'), s.v.Interface())
		return
	}
	p := printer{e: s.e, f: f, verb: verb, sharpV: verb == 'v' && f.Flag('#'), plusV: verb == 'v' && f.Flag('+')}
	p.print(s, 0, false)
}

func (s shown) typeName() string {
	switch {
	case !s.v.IsValid():
		return "<nil>"
	case s.shape != nil:
		return s.shape.name
	}
	return s.v.Type().String()
}

// A printer prints one operand, as package fmt's printValue does.
type printer struct {
	e      *Evaluator
	f      fmt.State
	verb   rune
	sharpV bool
	plusV  bool
}

// print prints a value. Go sees no methods of what is in private fields.
func (p *printer) print(s shown, depth int, private bool) {
	if s.v.Kind() == reflect.Interface && s.v.IsNil() {
		if p.sharpV {
			p.text(s.typeName() + "(nil)")
		} else {
			p.text("<nil>")
		}
		return
	}
	s = s.concrete()
	v, sh := s.v, s.shape
	if !private {
		if sh == nil || !sh.helps && !(p.sharpV && sh.named) {
			p.leaf(v, depth)
			return
		}
		if p.methods(v, sh) {
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		p.fields(s, depth, private)
	case reflect.Slice, reflect.Array:
		p.list(s, depth, private)
	case reflect.Map:
		p.mapping(s, depth, private)
	case reflect.Pointer:
		if depth == 0 && !v.IsNil() {
			switch v.Elem().Kind() {
			case reflect.Array, reflect.Slice, reflect.Struct, reflect.Map:
				p.text("&")
				p.print(shown{p.e, v.Elem(), sh.elemOf()}, depth+1, private)
				return
			}
		}
		p.pointer(s)
	default:
		if private {
			v = bare(v)
		}
		fmt.Fprintf(p.f, fmt.FormatString(p.f, p.verb), v.Interface())
	}
}

func (p *printer) text(s string) { io.WriteString(p.f, s) }

// leaf prints a value that fmt knows all of.
func (p *printer) leaf(v reflect.Value, depth int) {
	if depth > 0 && v.Kind() == reflect.Pointer && !v.IsNil() {
		switch v.Interface().(type) {
		case fmt.Formatter, fmt.Stringer, error:
		default:
			p.pointer(shown{e: p.e, v: v})
			return
		}
	}
	fmt.Fprintf(p.f, fmt.FormatString(p.f, p.verb), v.Interface())
}

func (p *printer) pointer(s shown) {
	switch {
	case p.sharpV && s.v.IsNil():
		p.text("(" + s.typeName() + ")(nil)")
	case p.sharpV:
		fmt.Fprintf(p.f, "(%s)(%#x)", s.typeName(), s.v.Pointer())
	case p.verb == 'v' && s.v.IsNil():
		p.text("<nil>")
	case p.verb == 'v':
		fmt.Fprintf(p.f, strings.ReplaceAll(fmt.FormatString(p.f, 'p'), "+", ""), s.v.Interface())
	default:
		fmt.Fprintf(p.f, fmt.FormatString(p.f, p.verb), s.v.Pointer())
	}
}

func (p *printer) fields(s shown, depth int, private bool) {
	open := "{"
	if p.sharpV {
		open = s.typeName() + "{"
	}
	p.text(open)
	for i := range s.v.NumField() {
		p.separate(i)
		name := s.v.Type().Field(i).Name
		field, hidden := fieldName(name)
		if p.plusV || p.sharpV {
			p.text(field + ":")
		}
		inner := shown{e: p.e, v: s.v.Field(i)}
		if s.shape != nil && i < len(s.shape.fields) {
			inner.shape = s.shape.fields[i]
		}
		p.print(inner, depth+1, private || hidden)
	}
	p.text("}")
}

func (p *printer) separate(i int) {
	switch {
	case i == 0:
	case p.sharpV:
		p.text(", ")
	default:
		p.text(" ")
	}
}

func (p *printer) list(s shown, depth int, private bool) {
	open, end := "[", "]"
	if p.sharpV {
		open, end = s.typeName()+"{", "}"
		if s.v.Kind() == reflect.Slice && s.v.IsNil() {
			p.text(s.typeName() + "(nil)")
			return
		}
	}
	if s.v.Type().Elem().Kind() == reflect.Uint8 && (p.verb == 's' || p.verb == 'q' || p.verb == 'x' || p.verb == 'X') && s.v.Kind() == reflect.Slice {
		fmt.Fprintf(p.f, fmt.FormatString(p.f, p.verb), s.v.Bytes())
		return
	}
	p.text(open)
	for i := range s.v.Len() {
		p.separate(i)
		p.print(shown{p.e, s.v.Index(i), s.shape.elemOf()}, depth+1, private)
	}
	p.text(end)
}

func (p *printer) mapping(s shown, depth int, private bool) {
	open, end := "map[", "]"
	if p.sharpV {
		open, end = s.typeName()+"{", "}"
		if s.v.IsNil() {
			p.text(s.typeName() + "(nil)")
			return
		}
	}
	p.text(open)
	for i, key := range sortedKeys(s.v) {
		p.separate(i)
		p.print(shown{p.e, key, s.shape.keyOf()}, depth+1, private)
		p.text(":")
		p.print(shown{p.e, s.v.MapIndex(key), s.shape.elemOf()}, depth+1, private)
	}
	p.text(end)
}

// bare is a value of a basic kind without its methods.
func bare(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Bool:
		return reflect.ValueOf(v.Bool())
	case reflect.String:
		return reflect.ValueOf(v.String())
	}
	switch {
	case v.CanInt():
		return reflect.ValueOf(v.Int())
	case v.CanUint():
		return reflect.ValueOf(v.Uint())
	case v.Kind() == reflect.Float32:
		return reflect.ValueOf(float32(v.Float()))
	case v.CanFloat():
		return reflect.ValueOf(v.Float())
	case v.Kind() == reflect.Complex64:
		return reflect.ValueOf(complex64(v.Complex()))
	case v.CanComplex():
		return reflect.ValueOf(v.Complex())
	}
	return reflect.ValueOf(v.Pointer()) // channels, functions
}

// methods prints a value as its own methods say, if it has some for the verb.
func (p *printer) methods(v reflect.Value, sh *shape) (done bool) {
	name := ""
	restore := p.e.keepState()
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		done = true
		restore()
		if r == any(base.SigInterrupt) {
			p.e.shapes.interrupted.Store(true) // for who called fmt, which recovers it
			return
		}
		if v.Kind() == reflect.Pointer && v.IsNil() {
			p.text("<nil>")
			return
		}
		fmt.Fprintf(p.f, "%%!%c(PANIC=%s method: %v)", p.verb, name, r)
	}()
	say := func(method string, get func(reflect.Value) func() string) bool {
		if get == nil {
			return false
		}
		name = method
		format := fmt.FormatString(p.f, p.verb)
		if p.sharpV {
			format = "%s"
		}
		fmt.Fprintf(p.f, format, get(v)())
		return true
	}
	if sh.format != nil {
		name = "Format"
		sh.format(v)(p.f, p.verb)
		return true
	}
	if p.sharpV {
		return say("GoString", sh.goString)
	}
	switch p.verb {
	case 'v', 's', 'x', 'X', 'q':
		return say("Error", sh.err) || say("String", sh.str)
	}
	return false
}

// keepState returns what undoes what a panic that compiled code recovers does
// to the interpreter's state.
func (e *Evaluator) keepState() (restore func()) {
	if gls.GoID() != e.evalID {
		return func() {}
	}
	run := e.ir.PrepareEnv().Run
	env, flags, interrupt := run.CurrEnv, run.ExecFlags, run.Interrupt
	fun, deferOf, value, install := run.PanicFun, run.DeferOfFun, run.Panic, run.InstallDefer
	return func() {
		run.CurrEnv, run.ExecFlags, run.Interrupt = env, flags, interrupt
		run.PanicFun, run.DeferOfFun, run.Panic, run.InstallDefer = fun, deferOf, value, install
	}
}
