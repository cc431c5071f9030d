// Package low links to functions of the runtime and of reflect.
package low

import (
	"fmt"
	"unsafe"
)

//go:linkname fastrandn runtime.fastrandn
func fastrandn(n uint32) uint32

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname strhash runtime.strhash
func strhash(p unsafe.Pointer, seed uintptr) uintptr

//go:linkname memhash runtime.memhash
func memhash(p unsafe.Pointer, seed, n uintptr) uintptr

//go:linkname memclr runtime.memclrNoHeapPointers
func memclr(p unsafe.Pointer, n uintptr)

//go:linkname throw runtime.throw
func throw(s string)

type rtype struct{ size uintptr }

//go:linkname unsafe_New reflect.unsafe_New
func unsafe_New(*rtype) unsafe.Pointer

//go:linkname unsafe_NewArray reflect.unsafe_NewArray
func unsafe_NewArray(t *rtype, n int) unsafe.Pointer

//go:linkname typedmemmove reflect.typedmemmove
func typedmemmove(t *rtype, dst, src unsafe.Pointer)

//go:linkname makemap reflect.makemap
func makemap(t *rtype, n int) unsafe.Pointer

//go:linkname mapassign reflect.mapassign
func mapassign(t *rtype, m, key, elem unsafe.Pointer)

//go:linkname mapaccess reflect.mapaccess
func mapaccess(t *rtype, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapdelete reflect.mapdelete
func mapdelete(t *rtype, m, key unsafe.Pointer)

//go:linkname mapclear reflect.mapclear
func mapclear(t *rtype, m unsafe.Pointer)

//go:linkname maplen reflect.maplen
func maplen(m unsafe.Pointer) int

type iterator [12]unsafe.Pointer

//go:linkname mapiterinit reflect.mapiterinit
func mapiterinit(t *rtype, m unsafe.Pointer, it *iterator)

//go:linkname mapiternext reflect.mapiternext
func mapiternext(it *iterator)

//go:linkname mapiterkey reflect.mapiterkey
func mapiterkey(it *iterator) unsafe.Pointer

//go:linkname mapiterelem reflect.mapiterelem
func mapiterelem(it *iterator) unsafe.Pointer

//go:linkname ifaceE2I reflect.ifaceE2I
func ifaceE2I(t *rtype, src any, dst unsafe.Pointer)

type header struct {
	data     unsafe.Pointer
	len, cap int
}

//go:linkname typedslicecopy reflect.typedslicecopy
func typedslicecopy(t *rtype, dst, src header) int

//go:linkname typelinks reflect.typelinks
func typelinks() (sections []unsafe.Pointer, offsets [][]int32)

//go:linkname wrong runtime.nanotime
func wrong() (int64, int64)

// Wrong calls what is not declared as what it is linked to.
func Wrong() { wrong() }

func typeOf(v any) *rtype { return (*[2]*rtype)(unsafe.Pointer(&v))[0] }

type failure struct{}

func (failure) Error() string { return "failed" }

// Low is what the functions give.
func Low() (list []any) {
	s, t := "text", string([]byte("text"))
	list = append(list, fastrandn(1), nanotime() <= nanotime(), strhash(unsafe.Pointer(&s), 7) == strhash(unsafe.Pointer(&t), 7))
	a, b := [3]int{1, 2, 3}, [3]int{1, 2, 3}
	list = append(list, memhash(unsafe.Pointer(&a), 1, 24) == memhash(unsafe.Pointer(&b), 1, 24))
	memclr(unsafe.Pointer(&a), 16)
	p := (*string)(unsafe_New(typeOf("")))
	typedmemmove(typeOf(""), unsafe.Pointer(p), unsafe.Pointer(&s))
	q := (*[2]string)(unsafe_NewArray(typeOf(""), 2))
	q[1] = *p
	list = append(list, a, *q)

	of := typeOf(map[string]int{})
	m := makemap(of, 1)
	for i, key := range []string{"text", "more", "gone"} {
		mapassign(of, m, unsafe.Pointer(&key), unsafe.Pointer(&i))
	}
	gone, more := "gone", "more"
	mapdelete(of, m, unsafe.Pointer(&gone))
	list = append(list, fmt.Sprint(*(*map[string]int)(unsafe.Pointer(&m))), *(*int)(mapaccess(of, m, unsafe.Pointer(&more))), maplen(m))
	var it iterator
	sum := 0
	for mapiterinit(of, m, &it); mapiterkey(&it) != nil; mapiternext(&it) {
		sum += len(*(*string)(mapiterkey(&it))) + *(*int)(mapiterelem(&it))
	}
	mapclear(of, m)
	list = append(list, sum, maplen(m))

	x, y := []int{1, 2, 3}, []int{4, 5}
	list = append(list, typedslicecopy(typeOf(0), *(*header)(unsafe.Pointer(&x)), *(*header)(unsafe.Pointer(&y))), x)
	var err error
	ifaceE2I(*(**rtype)(unsafe.Add(unsafe.Pointer(typeOf(&err)), pointersElem)), failure{}, unsafe.Pointer(&err))
	sections, offsets := typelinks()
	return append(list, err, len(sections) == len(offsets))
}

// pointersElem is where the type of a pointer holds what it points to.
const pointersElem = 48

// Throw gives what it panics with.
func Throw() (p any) {
	defer func() { p = recover() }()
	throw("low")
	return nil
}
