package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// The points of F(4, 3) and their squares, and what filters are divided by there,
// as in winograd3_transform.go.
const (
	a, b  = 5. / 8, 3. / 2
	p, q  = a * a, b * b
	zero  = 1 / (p * q)
	small = 1 / (2 * p * (p - q))
	large = 1 / (2 * q * (q - p))
)

// transforms3 are those of F(4, 3) whose both dimensions are done at once.
var transforms3 = []transform{
	{"winograd3Data", 6, 6, []float32{a, b, p, q, p + q, p * q}, func(d, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		a, b, p, q, sum, both := c[0], c[1], c[2], c[3], c[4], c[5]
		e, o, u, w := f.take(), f.take(), f.take(), f.take()
		VMOVAPS(d[4], e)
		VFNMADD231PS(q, d[2], e)
		VMOVAPS(d[3], o)
		VFNMADD231PS(q, d[1], o)
		VMOVAPS(d[4], u)
		VFNMADD231PS(p, d[2], u)
		VMOVAPS(d[3], w)
		VFNMADD231PS(p, d[1], w)
		VFMADD213PS(d[4], both, d[0])
		VFNMADD231PS(sum, d[2], d[0])
		VFMADD231PS(both, d[1], d[5])
		VFNMADD231PS(sum, d[3], d[5])
		VMOVAPS(e, d[1])
		VFMADD231PS(a, o, d[1])
		VFNMADD231PS(a, o, e)
		VMOVAPS(u, d[3])
		VFMADD231PS(b, w, d[3])
		VFNMADD231PS(b, w, u)
		f.free(d[2], d[4], o, w)
		return []reg.VecPhysical{d[0], d[1], e, d[3], u, d[5]}
	}, false},
	{"winograd3Output", 6, 4, []float32{a, b, p, q, a * p, b * q}, func(m, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		t, u := f.take(), f.take()
		VSUBPS(m[2], m[1], t)
		VADDPS(m[2], m[1], m[1])
		VSUBPS(m[4], m[3], u)
		VADDPS(m[4], m[3], m[3])
		VADDPS(m[1], m[0], m[0])
		VADDPS(m[3], m[0], m[0])
		VMULPS(c[0], t, m[2])
		VFMADD231PS(c[1], u, m[2])
		VMULPS(c[2], m[1], m[4])
		VFMADD231PS(c[3], m[3], m[4])
		VFMADD231PS(c[4], t, m[5])
		VFMADD231PS(c[5], u, m[5])
		f.free(m[1], m[3], t, u)
		return []reg.VecPhysical{m[0], m[2], m[4], m[5]}
	}, false},
	{"winograd3OutputGrad", 4, 6, []float32{a, b, p, q}, func(g, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		a, b, p, q := c[0], c[1], c[2], c[3]
		e, o, u, w := f.take(), f.take(), f.take(), f.take()
		VMOVAPS(g[0], e)
		VFMADD231PS(p, g[2], e)
		VMOVAPS(g[1], o)
		VFMADD231PS(p, g[3], o)
		VMOVAPS(g[0], u)
		VFMADD231PS(q, g[2], u)
		VMOVAPS(g[1], w)
		VFMADD231PS(q, g[3], w)
		VMOVAPS(e, g[1])
		VFMADD231PS(a, o, g[1])
		VFNMADD231PS(a, o, e)
		VMOVAPS(u, g[2])
		VFMADD231PS(b, w, g[2])
		VFNMADD231PS(b, w, u)
		f.free(o, w)
		return []reg.VecPhysical{g[0], g[1], e, g[2], u, g[3]}
	}, false},
	{"winograd3FilterGrad", 6, 3, []float32{zero, small, a * small, p * small, large, b * large, q * large}, func(m, c []reg.VecPhysical, f *file) []reg.VecPhysical {
		t, u := f.take(), f.take()
		VSUBPS(m[2], m[1], t)
		VADDPS(m[2], m[1], m[1])
		VSUBPS(m[4], m[3], u)
		VADDPS(m[4], m[3], m[3])
		VMULPS(c[0], m[0], m[0])
		VFMADD231PS(c[1], m[1], m[0])
		VFMADD231PS(c[4], m[3], m[0])
		VMULPS(c[2], t, m[2])
		VFMADD231PS(c[5], u, m[2])
		VFMADD231PS(c[3], m[1], m[5])
		VFMADD231PS(c[6], m[3], m[5])
		f.free(m[1], m[3], m[4], t, u)
		return []reg.VecPhysical{m[0], m[2], m[5]}
	}, false},
}

// filter3 is G of F(4, 3).
var filter3 = transform{"winograd3Filter", 3, 6, []float32{zero, small, a * small, p * small, large, b * large, q * large}, func(g, c []reg.VecPhysical, f *file) []reg.VecPhysical {
	e, u := f.take(), f.take()
	VMULPS(c[1], g[0], e)
	VFMADD231PS(c[3], g[2], e)
	VMULPS(c[4], g[0], u)
	VFMADD231PS(c[6], g[2], u)
	VMULPS(c[0], g[0], g[0])
	x := f.take()
	VMOVAPS(e, x)
	VFMADD231PS(c[2], g[1], x)
	VFNMADD231PS(c[2], g[1], e)
	y := f.take()
	VMOVAPS(u, y)
	VFMADD231PS(c[5], g[1], y)
	VFNMADD231PS(c[5], g[1], u)
	f.free(g[1])
	return []reg.VecPhysical{g[0], x, e, y, u, g[2]}
}, false}
