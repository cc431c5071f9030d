package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// transform is one dimension of a transform: body turns in vectors, which it
// may overwrite, into out vectors, and frees those it needs no more.
type transform struct {
	name      string
	in, out   int
	constants []float32
	body      func(v, c []reg.VecPhysical, f *file) []reg.VecPhysical
	adds      bool // to what is there
}

// The same operations in the same order as in winograd_transform.go.
var transforms = append([]transform{
	{"winogradData", 5, 5, []float32{2}, func(d, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		two, e, w := c[0], f.take(), f.take()
		VSUBPS(d[1], d[2], e)
		VSUBPS(d[2], d[3], w)
		VSUBPS(d[2], d[0], d[0])
		VSUBPS(d[2], d[4], d[4])
		VSUBPS(d[1], d[3], d[3])
		VFMADD213PS(d[3], two, d[0])
		VFNMADD231PS(two, d[3], d[4])
		VFNMADD213PS(w, two, d[1])
		VFNMADD213PS(w, two, e)
		f.free(d[2], w)
		return []reg.VecPhysical{d[0], d[1], e, d[3], d[4]}
	}, false},
	filter2,
	{"winogradOutput", 5, 4, []float32{2, 4, 8}, func(m, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		s := f.take()
		VADDPS(m[2], m[1], s)
		VSUBPS(m[2], m[1], m[1])
		VADDPS(s, m[0], m[0])
		VADDPS(m[3], m[0], m[0])
		VMOVAPS(m[1], m[2])
		VFMADD231PS(c[0], m[3], m[2])
		VFMADD231PS(c[1], m[3], s)
		VADDPS(m[1], m[4], m[4])
		VFMADD231PS(c[2], m[3], m[4])
		f.free(m[1], m[3])
		return []reg.VecPhysical{m[0], m[2], s, m[4]}
	}, false},
	{"winogradOutputGrad", 4, 5, []float32{2, 4, 8}, func(g, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		e, o := f.take(), f.take()
		VADDPS(g[2], g[0], e)
		VADDPS(g[3], g[1], o)
		VFMADD213PS(g[0], c[1], g[2])
		VFMADD213PS(g[2], c[0], g[1])
		VFMADD231PS(c[2], g[3], g[1])
		VADDPS(o, e, g[2])
		VSUBPS(o, e, e)
		f.free(o)
		return []reg.VecPhysical{g[0], g[2], e, g[1], g[3]}
	}, false},
	{"winogradFilterGrad", 5, 2, []float32{1. / 2, 1. / 3, 1. / 6}, func(m, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		half, third, sixth, d := c[0], c[1], c[2], f.take()
		VSUBPS(m[1], m[0], m[0])
		VSUBPS(m[2], m[3], d)
		VMULPS(half, m[0], m[0])
		VFMADD231PS(sixth, d, m[0])
		VFNMADD231PS(half, m[1], m[4])
		VFMADD231PS(sixth, m[2], m[4])
		VFMADD231PS(third, m[3], m[4])
		f.free(m[1], m[2], m[3], d)
		return []reg.VecPhysical{m[0], m[4]}
	}, false},
	{"winogradDataGrad", 5, 5, []float32{2, 3}, func(m, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		two, three, s, q := c[0], c[1], f.take(), f.take()
		VADDPS(m[1], m[0], s)
		VADDPS(m[3], m[0], q)
		VSUBPS(m[1], m[2], m[1])
		VADDPS(m[4], m[1], m[1])
		VFMSUB213PS(q, two, m[1])
		VADDPS(m[2], s, q)
		VADDPS(m[3], q, q)
		VFNMADD231PS(two, m[4], q)
		VADDPS(m[0], s, s)
		VADDPS(m[4], s, s)
		VFNMSUB213PS(s, three, m[2])
		VADDPS(m[0], m[0], m[0])
		f.free(m[3], s)
		return []reg.VecPhysical{m[0], m[1], m[2], q, m[4]}
	}, true},
}, transforms3...)

var filter2 = transform{"winogradFilter", 2, 5, []float32{1. / 2, 1. / 3, 1. / 6}, func(g, c []reg.VecPhysical, f *file) []reg.VecPhysical {
	half, third, sixth, a, b, x := c[0], c[1], c[2], f.take(), f.take(), f.take()
	VMULPS(sixth, g[0], x)
	VMOVAPS(x, b)
	VFMSUB231PS(sixth, g[1], b)
	VFMADD231PS(third, g[1], x)
	VMULPS(half, g[0], g[0])
	VMOVAPS(g[0], a)
	VFNMSUB231PS(half, g[1], a)
	return []reg.VecPhysical{g[0], a, b, x, g[1]}
}, false}
