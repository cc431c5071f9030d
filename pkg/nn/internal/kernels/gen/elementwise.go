package main

import (
	"fmt"
	"math"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	notGreaterThanZero = 0x12 // less or equal, false for NaN
	values             = 8    // in a register
)

// elementwise writes a loop over 8 values of each array at a time. The
// constants are spread over registers; body gets them and the addresses of the
// arrays, and may use the registers from free on. There is no fused
// multiply-add in it, so that the values left over, computed in Go, have the
// same bits.
func elementwise(name, doc string, arrays, constants []string, body func(at []Mem, c, free []reg.VecPhysical)) {
	name += "AVX2"
	var params []string
	params = append(params, strings.Join(arrays, ", ")+" *float32", "n int")
	if len(constants) > 0 {
		params = append(params, strings.Join(constants, ", ")+" float32")
	}
	TEXT(name, NOSPLIT, "func("+strings.Join(params, ", ")+")")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes %s for n values, a multiple of 8.", name, doc))
	pointers := []reg.GPPhysical{reg.RAX, reg.RCX, reg.RDX, reg.RSI}
	n := reg.RDI
	var at []Mem
	for i, a := range arrays {
		MOVQ(arg(a), pointers[i])
		at = append(at, Mem{Base: pointers[i]})
	}
	MOVQ(arg("n"), n)
	c := avx2.regs[:len(constants)]
	for i, name := range constants {
		VBROADCASTSS(arg(name), c[i])
	}
	Label("loop")
	body(at, c, avx2.regs[len(constants):])
	for i := range arrays {
		ADDQ(Imm(4*values), pointers[i])
	}
	SUBQ(Imm(values), n)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// load loads arrays into the first registers of free.
func load(at []Mem, free []reg.VecPhysical) {
	for i, m := range at {
		VMOVUPS(m, free[i])
	}
}

func activations() {
	elementwise("relu", "y = max(x, 0)", []string{"y", "x"}, nil, func(at []Mem, _, r []reg.VecPhysical) {
		x, zero, small := r[0], r[1], r[2]
		load(at[1:], r)
		VXORPS(zero, zero, zero)
		VCMPPS(Imm(notGreaterThanZero), zero, x, small)
		VANDNPS(x, small, x)
		VMOVUPS(x, at[0])
	})
	elementwise("reluGrad", "dx = dy where x > 0, 0 elsewhere", []string{"dx", "dy", "x"}, nil, func(at []Mem, _, r []reg.VecPhysical) {
		dy, x, zero, small := r[0], r[1], r[2], r[3]
		load(at[1:], r)
		VXORPS(zero, zero, zero)
		VCMPPS(Imm(notGreaterThanZero), zero, x, small)
		VANDNPS(dy, small, dy)
		VMOVUPS(dy, at[0])
	})
	elementwise("leakyReLU", "y = x where x > 0, slope·x elsewhere", []string{"y", "x"}, []string{"slope"}, func(at []Mem, c, r []reg.VecPhysical) {
		x, zero, small, low := r[0], r[1], r[2], r[3]
		load(at[1:], r)
		VXORPS(zero, zero, zero)
		VCMPPS(Imm(notGreaterThanZero), zero, x, small)
		VMULPS(c[0], x, low)
		VBLENDVPS(small, low, x, x)
		VMOVUPS(x, at[0])
	})
	elementwise("leakyReLUGrad", "dx = dy where x > 0, slope·dy elsewhere", []string{"dx", "dy", "x"}, []string{"slope"}, func(at []Mem, c, r []reg.VecPhysical) {
		dy, x, zero, small, low := r[0], r[1], r[2], r[3], r[4]
		load(at[1:], r)
		VXORPS(zero, zero, zero)
		VCMPPS(Imm(notGreaterThanZero), zero, x, small)
		VMULPS(c[0], dy, low)
		VBLENDVPS(small, low, dy, dy)
		VMOVUPS(dy, at[0])
	})
	elementwise("tanhGrad", "dx = dy·(one − y²)", []string{"dx", "dy", "y"}, []string{"one"}, func(at []Mem, c, r []reg.VecPhysical) {
		dy, y, slope := r[0], r[1], r[2]
		load(at[1:], r)
		VMULPS(y, y, slope)
		VSUBPS(slope, c[0], slope)
		VMULPS(slope, dy, dy)
		VMOVUPS(dy, at[0])
	})
	elementwise("sigmoidGrad", "dx = dy·y·(one − y)", []string{"dx", "dy", "y"}, []string{"one"}, func(at []Mem, c, r []reg.VecPhysical) {
		dy, y, slope := r[0], r[1], r[2]
		load(at[1:], r)
		VSUBPS(y, c[0], slope)
		VMULPS(y, dy, dy)
		VMULPS(slope, dy, dy)
		VMOVUPS(dy, at[0])
	})
	elementwise("dropout", "y = x·mask·scale", []string{"y", "x", "mask"}, []string{"scale"}, func(at []Mem, c, r []reg.VecPhysical) {
		VMOVUPS(at[1], r[0])
		VMULPS(at[2], r[0], r[0])
		VMULPS(c[0], r[0], r[0])
		VMOVUPS(r[0], at[0])
	})
}

func arithmetic() {
	elementwise("accumulate", "y = y + x", []string{"y", "x"}, nil, func(at []Mem, _, r []reg.VecPhysical) {
		VMOVUPS(at[0], r[0])
		VADDPS(at[1], r[0], r[0])
		VMOVUPS(r[0], at[0])
	})
	elementwise("affine", "y = (x − mean)·scale + shift", []string{"y", "x"}, []string{"mean", "scale", "shift"}, func(at []Mem, c, r []reg.VecPhysical) {
		VMOVUPS(at[1], r[0])
		VSUBPS(c[0], r[0], r[0])
		VMULPS(c[1], r[0], r[0])
		VADDPS(c[2], r[0], r[0])
		VMOVUPS(r[0], at[0])
	})
	elementwise("scale", "y = x·a", []string{"y", "x"}, []string{"a"}, func(at []Mem, c, r []reg.VecPhysical) {
		VMULPS(at[1], c[0], r[0])
		VMOVUPS(r[0], at[0])
	})
	elementwise("normGrad", "dx = ((dy − shift) − (x − mean)·slope)·scale", []string{"dx", "dy", "x"}, []string{"mean", "slope", "shift", "scale"}, func(at []Mem, c, r []reg.VecPhysical) {
		dy, x := r[0], r[1]
		load(at[1:], r)
		VSUBPS(c[0], x, x)
		VMULPS(c[1], x, x)
		VSUBPS(c[2], dy, dy)
		VSUBPS(x, dy, dy)
		VMULPS(c[3], dy, dy)
		VMOVUPS(dy, at[0])
	})
}

func gates() {
	elementwise("siluGrad", "dx = dy·s·(one + x·(one − s))", []string{"dx", "dy", "x", "s"}, []string{"one"}, func(at []Mem, c, r []reg.VecPhysical) {
		dy, x, s, t := r[0], r[1], r[2], r[3]
		load(at[1:], r)
		VSUBPS(s, c[0], t)
		VMULPS(x, t, t)
		VADDPS(c[0], t, t)
		VMULPS(s, t, t)
		VMULPS(t, dy, dy)
		VMOVUPS(dy, at[0])
	})
	elementwise("geluArgument", "u = x·(a + b·x²)", []string{"u", "x"}, []string{"a", "b"}, func(at []Mem, c, r []reg.VecPhysical) {
		x, t := r[0], r[1]
		load(at[1:], r)
		VMULPS(x, x, t)
		VMULPS(c[1], t, t)
		VADDPS(c[0], t, t)
		VMULPS(x, t, t)
		VMOVUPS(t, at[0])
	})
	elementwise("geluGrad", "dx = dy·s·(one + x·(one − s)·(a + c·x²))", []string{"dx", "dy", "x", "s"}, []string{"one", "a", "c"}, func(at []Mem, c, r []reg.VecPhysical) {
		dy, x, s, t, u := r[0], r[1], r[2], r[3], r[4]
		load(at[1:], r)
		VMULPS(x, x, u)
		VMULPS(c[2], u, u)
		VADDPS(c[1], u, u)
		VSUBPS(s, c[0], t)
		VMULPS(x, t, t)
		VMULPS(u, t, t)
		VADDPS(c[0], t, t)
		VMULPS(s, t, t)
		VMULPS(t, dy, dy)
		VMOVUPS(dy, at[0])
	})
	elementwise("axpy", "y = y + x·a", []string{"y", "x"}, []string{"a"}, func(at []Mem, c, r []reg.VecPhysical) {
		VMULPS(at[1], c[0], r[0])
		VADDPS(at[0], r[0], r[0])
		VMOVUPS(r[0], at[0])
	})
	elementwise("groupNormGrad", "dx = dy·scale + (x − mean)·slope + shift", []string{"dx", "dy", "x"}, []string{"mean", "slope", "shift", "scale"}, func(at []Mem, c, r []reg.VecPhysical) {
		dy, x := r[0], r[1]
		load(at[1:], r)
		VSUBPS(c[0], x, x)
		VMULPS(c[1], x, x)
		VMULPS(c[3], dy, dy)
		VADDPS(x, dy, dy)
		VADDPS(c[2], dy, dy)
		VMOVUPS(dy, at[0])
	})
}

// erfcTerms are the coefficients of Numerical Recipes' erfcc (Press et al., 1992,
// section 6.2): erfc z = t·exp(−z² + Σ cᵢtⁱ), t = 1/(1 + z/2), for z ≥ 0, within
// 1.2e-7 of itself.
var erfcTerms = []float64{-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277}

func normals() {
	numbers, order := map[string]uint32{"one": f32(1), "half": f32(0.5), "root": f32(math.Sqrt(0.5)), "minus": 1 << 31}, []string{"one", "half", "root", "minus"}
	for i, c := range erfcTerms {
		name := fmt.Sprint("c", i)
		numbers[name], order = f32(c), append(order, name)
	}
	at := table("erfcConstants", numbers, order)
	elementwise("erfcArgument", "of z = |x|/√2 the t and the exponent u of erfc z = t·exp u", []string{"u", "t", "x"}, nil, func(arrays []Mem, _, r []reg.VecPhysical) {
		z, t, p, s := r[0], r[1], r[2], r[3]
		VMOVUPS(at("minus"), s)
		VMOVUPS(arrays[2], z)
		VANDNPS(z, s, z)
		VMULPS(at("root"), z, z)
		VMULPS(at("half"), z, t)
		VADDPS(at("one"), t, t)
		VMOVUPS(at("one"), s)
		VDIVPS(t, s, t)
		VMOVUPS(at("c9"), p)
		for i := len(erfcTerms) - 2; i >= 0; i-- {
			VMULPS(t, p, p)
			VADDPS(at(fmt.Sprint("c", i)), p, p)
		}
		VMULPS(z, z, z)
		VSUBPS(z, p, p)
		VMOVUPS(p, arrays[0])
		VMOVUPS(t, arrays[1])
	})
	elementwise("normalCDF", "phi = half·t·e where x is below 0, one minus that elsewhere", []string{"phi", "t", "e", "x"}, nil, func(arrays []Mem, _, r []reg.VecPhysical) {
		t, x, other := r[0], r[1], r[2]
		VMOVUPS(arrays[1], t)
		VMULPS(arrays[2], t, t)
		VMULPS(at("half"), t, t)
		VMOVUPS(at("one"), other)
		VSUBPS(t, other, other)
		VMOVUPS(arrays[3], x)
		VBLENDVPS(x, t, other, t)
		VMOVUPS(t, arrays[0])
	})
}

func optimisers() {
	elementwise("adam", "one step of adam", []string{"w", "m", "v", "dw"}, []string{"l2", "b1", "c1", "b2", "c2", "root", "eps", "rate", "keep"},
		func(at []Mem, c, r []reg.VecPhysical) {
			w, m, v, d, t := r[0], r[1], r[2], r[3], r[4]
			load(at, r)
			VMULPS(w, c[0], t)
			VADDPS(t, d, d)
			VMULPS(c[1], m, m)
			VMULPS(c[2], d, t)
			VADDPS(t, m, m)
			VMULPS(c[4], d, t)
			VMULPS(d, t, t)
			VMULPS(c[3], v, v)
			VADDPS(t, v, v)
			VMOVUPS(m, at[1])
			VMOVUPS(v, at[2])
			VSQRTPS(v, v)
			VMULPS(c[5], v, v)
			VADDPS(c[6], v, v)
			VMULPS(c[7], m, m)
			VDIVPS(v, m, m)
			VMULPS(c[8], w, w)
			VSUBPS(m, w, w)
			VMOVUPS(w, at[0])
		})
	for _, nesterov := range []bool{false, true} {
		name, doc := "sgd", "one step of sgd with momentum"
		if nesterov {
			name, doc = "nesterov", doc+", Nesterov's"
		}
		elementwise(name, doc, []string{"w", "buffer", "dw"}, []string{"l2", "momentum", "fresh", "rate"}, func(at []Mem, c, r []reg.VecPhysical) {
			w, b, d, t := r[0], r[1], r[2], r[3]
			load(at, r)
			VMULPS(w, c[0], t)
			VADDPS(t, d, d)
			VMULPS(c[1], b, b)
			VMULPS(c[2], d, t)
			VADDPS(t, b, b)
			VMOVUPS(b, at[1])
			if nesterov {
				VMULPS(c[1], b, b)
				VADDPS(b, d, b)
			}
			VMULPS(c[3], b, b)
			VSUBPS(b, w, w)
			VMOVUPS(w, at[0])
		})
	}
}
