package compile

import (
	"go/types"
	"reflect"
	"unsafe"
)

// Calls of compiled functions whose parameters and results fit into registers
// are made as what they are. Go passes integers of all sizes and bools alike,
// and floats, so that a handful of kinds of words is enough; pointers are kept
// apart, for the collector must see them.
type class uint8

const (
	none    class = iota
	wordC         // integers and bools
	floatC        // float32 and float64
	pointC        // pointers, maps, channels, functions
	stringC       //
	sliceC        //
	ifaceC        //
	otherC        // structs, arrays, complex numbers: through package reflect
)

func classOf(t reflect.Type) class {
	switch k := t.Kind(); {
	case k <= reflect.Uintptr:
		return wordC
	case k == reflect.Float32, k == reflect.Float64:
		return floatC
	case k == reflect.String:
		return stringC
	case k == reflect.Slice:
		return sliceC
	case k == reflect.Interface:
		return ifaceC
	case k == reflect.Complex64, k == reflect.Complex128, k == reflect.Struct, k == reflect.Array:
		return otherC
	}
	return pointC
}

// A direct is a call of which the arguments are known.
type direct struct {
	fn   unsafe.Pointer
	args []getter
	res  []class
	tmp  []uintptr // where the results of a call with two go
}

// getAs is a getter as one of another type that is passed in the same way.
func getAs[T any](g getter) func(F) T {
	w := funcWord(g)
	return *(*func(F) T)(unsafe.Pointer(&w))
}

func (c *fn) directCall(w unsafe.Pointer, args []*expr, sig *types.Signature) *expr {
	if !registers || len(args) > 3 || sig.Results().Len() > 2 {
		return nil
	}
	d := &direct{fn: w}
	var in [3]class
	for i, a := range args {
		in[i] = classOf(a.rt)
		if in[i] == otherC {
			return nil
		}
		d.args = append(d.args, a.get)
	}
	var tuple []*expr
	for v := range sig.Results().Variables() {
		cl := classOf(c.rt(v.Type()))
		if cl == otherC {
			return nil
		}
		d.res = append(d.res, cl)
		if sig.Results().Len() == 2 { // numbers are stored as whole words
			rt := c.rt(v.Type())
			off := c.slot(rt)
			if cl == wordC || cl == floatC {
				off = c.slot(basics[types.Uint64])
			}
			tuple = append(tuple, c.inFrame(v.Type(), rt, off))
			d.tmp = append(d.tmp, off)
		}
	}
	call := pick(d, in)
	if call == nil {
		return nil
	}
	switch len(d.res) {
	case 0:
		return &expr{calls: true, run: call.(func(F))}
	case 2:
		return &expr{calls: true, run: call.(func(F)), tuple: tuple}
	}
	r := c.value(sig.Results().At(0).Type(), nil)
	r.calls = true
	r.get = r.r.cast(call)
	return r
}
