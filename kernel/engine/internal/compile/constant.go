package compile

import (
	"fmt"
	"go/constant"
	"go/types"
	"reflect"
	"unsafe"
)

func (c *fn) constant(t types.Type, v constant.Value) *expr {
	rt := c.rt(t)
	if rt.Kind() == reflect.Interface { // in interfaces they have their default type
		return c.convertTo(c.constant(types.Default(untypedOf(v)), v), t)
	}
	x := reflect.New(rt).Elem()
	switch k := rt.Kind(); {
	case k == reflect.Bool:
		x.SetBool(constant.BoolVal(v))
	case k == reflect.String:
		x.SetString(constant.StringVal(v))
	case x.CanInt():
		n, ok := constant.Int64Val(constant.ToInt(v))
		if !ok {
			u, _ := constant.Uint64Val(constant.ToInt(v))
			n = int64(u)
		}
		x.SetInt(n)
	case x.CanUint():
		n, _ := constant.Uint64Val(constant.ToInt(v))
		x.SetUint(n)
	case k == reflect.Float32:
		n, _ := constant.Float32Val(constant.ToFloat(v))
		x.SetFloat(float64(n))
	case k == reflect.Float64:
		n, _ := constant.Float64Val(constant.ToFloat(v))
		x.SetFloat(n)
	case k == reflect.Complex64:
		v = constant.ToComplex(v)
		re, _ := constant.Float32Val(constant.Real(v))
		im, _ := constant.Float32Val(constant.Imag(v))
		x.SetComplex(complex(float64(re), float64(im)))
	case k == reflect.Complex128:
		v = constant.ToComplex(v)
		re, _ := constant.Float64Val(constant.Real(v))
		im, _ := constant.Float64Val(constant.Imag(v))
		x.SetComplex(complex(re, im))
	case k == reflect.UnsafePointer:
		n, _ := constant.Uint64Val(constant.ToInt(v))
		u := uintptr(n)
		return c.value(t, func(F) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&u)) })
	default:
		panic(fmt.Errorf("constant of type %v", t))
	}
	r := reprOf(rt)
	return &expr{t: t, rt: rt, r: r, get: r.constant(x.Addr().UnsafePointer()), isConst: true}
}

func untypedOf(v constant.Value) types.Type {
	switch v.Kind() {
	case constant.Bool:
		return types.Typ[types.Bool]
	case constant.String:
		return types.Typ[types.String]
	case constant.Int:
		return types.Typ[types.Int]
	case constant.Complex:
		return types.Typ[types.Complex128]
	}
	return types.Typ[types.Float64]
}
