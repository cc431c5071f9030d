package main

import (
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// table makes a global of each number, eight times, and returns a function that
// finds it by name.
func table(name string, numbers map[string]uint32, order []string) func(string) Mem {
	g := GLOBL(name, attr.RODATA|attr.NOPTR)
	at := map[string]int{}
	for i, n := range order {
		at[n] = 32 * i
		for lane := range 8 {
			DATA(32*i+4*lane, U32(numbers[n]))
		}
	}
	return func(n string) Mem { return g.Offset(at[n]) }
}

func f32(x float64) uint32 { return math.Float32bits(float32(x)) }

// logistic writes y = 1/(1 + exp −x), for tanh y = 2/(1 + exp −2x) − 1, which
// for |x| < 0.625, where that would lose digits, is a polynomial.
// Both are those of Cephes (S. Moshier): exp x = 2ⁿ·exp r, |r| ≤ ½·log 2, with a
// polynomial of degree 7 in r.
func logistic(name, doc string, tanh bool) {
	numbers := map[string]uint32{
		"low": f32(-87.3), "high": f32(87.3), "log2e": f32(math.Log2E),
		"ln2high": f32(0.693359375), "ln2low": f32(-2.12194440e-4),
		"p0": f32(1.9875691500e-4), "p1": f32(1.3981999507e-3), "p2": f32(8.3334519073e-3),
		"p3": f32(4.1665795894e-2), "p4": f32(1.6666665459e-1), "p5": f32(0.5),
		"one": f32(1), "bias": 127, "two": f32(2), "minus": 1 << 31,
		"t0": f32(-5.70498872745e-3), "t1": f32(2.06390887954e-2), "t2": f32(-5.37397155531e-2),
		"t3": f32(1.33314422036e-1), "t4": f32(-3.33332819422e-1), "small": f32(0.625),
	}
	order := []string{"low", "high", "log2e", "ln2high", "ln2low", "p0", "p1", "p2", "p3", "p4", "p5", "one", "bias", "minus"}
	if tanh {
		order = append(order, "two", "t0", "t1", "t2", "t3", "t4", "small")
	}
	at := table(name+"Constants", numbers, order)
	elementwise(name, doc, []string{"y", "x"}, nil, func(arrays []Mem, _, r []reg.VecPhysical) {
		x, n, z, p, e, odd, small, little := r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]
		VMOVUPS(arrays[1], x)
		VCMPPS(Imm(unordered), x, x, odd)
		if tanh {
			VMOVUPS(at("minus"), small)
			VANDNPS(x, small, small)
			VCMPPS(Imm(less), at("small"), small, small)
			VMULPS(x, x, z)
			VMOVUPS(at("t0"), little)
			for _, c := range []string{"t1", "t2", "t3", "t4"} {
				VMULPS(z, little, little)
				VADDPS(at(c), little, little)
			}
			VMULPS(z, little, little)
			VMULPS(x, little, little)
			VADDPS(x, little, little)
			VADDPS(x, x, x)
		}
		VXORPS(at("minus"), x, x)
		VMAXPS(at("low"), x, x)
		VMINPS(at("high"), x, x)
		VMULPS(at("log2e"), x, n)
		VROUNDPS(Imm(0), n, n)
		Comment("x becomes the rest, |x| ≤ ½·log 2.")
		VMULPS(at("ln2high"), n, z)
		VSUBPS(z, x, x)
		VMULPS(at("ln2low"), n, z)
		VSUBPS(z, x, x)
		VMOVUPS(at("p0"), p)
		for _, c := range []string{"p1", "p2", "p3", "p4", "p5"} {
			VMULPS(x, p, p)
			VADDPS(at(c), p, p)
		}
		VMULPS(x, x, z)
		VMULPS(z, p, p)
		VADDPS(x, p, p)
		VADDPS(at("one"), p, p)
		VCVTPS2DQ(n, e)
		VPADDD(at("bias"), e, e)
		VPSLLD(Imm(23), e, e)
		VMULPS(e, p, p)
		VADDPS(at("one"), p, p)
		if tanh {
			VMOVUPS(at("two"), e)
			VDIVPS(p, e, p)
			VSUBPS(at("one"), p, p)
			VBLENDVPS(small, little, p, p)
		} else {
			VMOVUPS(at("one"), e)
			VDIVPS(p, e, p)
		}
		Comment("All ones are a NaN.")
		VORPS(odd, p, p)
		VMOVUPS(p, arrays[0])
	})
}
