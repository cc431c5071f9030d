package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Comparisons of VCMPPS.
const (
	unordered = 0x03
	equal     = 0x00
)

// maxima writes the maximum of values and where a value is.
func maxima() {
	function("maximumAVX2", "func(x *float32, n int) float32", "is the maximum of n values, a multiple of 8, or NaN where there is one.")
	x, n := reg.RSI, reg.RCX
	best, odd, v, isOdd := reg.Y0, reg.Y1, reg.Y2, reg.Y3
	MOVQ(arg("x"), x)
	MOVQ(arg("n"), n)
	VMOVUPS(Mem{Base: x}, best)
	VXORPS(odd, odd, odd)
	Label("loop")
	VMOVUPS(Mem{Base: x}, v)
	VCMPPS(Imm(unordered), v, v, isOdd)
	VORPS(isOdd, odd, odd)
	VMAXPS(best, v, best)
	ADDQ(Imm(32), x)
	SUBQ(Imm(8), n)
	JNE(LabelRef("loop"))
	VEXTRACTF128(Imm(1), best, v.AsX())
	VMAXPS(v.AsX(), best.AsX(), best.AsX())
	VPERMILPS(Imm(0x4e), best.AsX(), v.AsX())
	VMAXPS(v.AsX(), best.AsX(), best.AsX())
	VPERMILPS(Imm(0xb1), best.AsX(), v.AsX())
	VMAXPS(v.AsX(), best.AsX(), best.AsX())
	VMOVMSKPS(odd, n.As32())
	TESTL(n.As32(), n.As32())
	JE(LabelRef("done"))
	Comment("All ones are a NaN.")
	VPCMPEQD(best.AsX(), best.AsX(), best.AsX())
	Label("done")
	result, err := ReturnIndex(0).Resolve()
	if err != nil {
		panic(err)
	}
	VMOVSS(best.AsX(), result.Addr)
	end()

	function("findAVX2", "func(x *float32, n int, v float32) int", "is the index of the first of n values, a multiple of 8, that is v; n if there is none.")
	at, hits := reg.RAX, reg.RDX
	MOVQ(arg("x"), x)
	MOVQ(arg("n"), n)
	VBROADCASTSS(arg("v"), v)
	XORQ(at, at)
	Label("loop")
	VCMPPS(Imm(equal), Mem{Base: x, Index: at, Scale: 4}, v, isOdd)
	VMOVMSKPS(isOdd, hits.As32())
	TESTL(hits.As32(), hits.As32())
	JNE(LabelRef("found"))
	ADDQ(Imm(8), at)
	CMPQ(at, n)
	JNE(LabelRef("loop"))
	JMP(LabelRef("done"))
	Label("found")
	BSFL(hits.As32(), hits.As32())
	ADDQ(hits, at)
	Label("done")
	if result, err = ReturnIndex(0).Resolve(); err != nil {
		panic(err)
	}
	MOVQ(at, result.Addr)
	end()
}

// repeats writes the repetition of values. The last of a value's vectors ends
// where its repetitions end, whatever it overlaps.
func repeats() {
	function("repeatAVX2", "func(y, x *float32, n, times int, a float32)", "writes a·x, for n values x, times each.")
	y, x, n, times, to, last := reg.RDI, reg.RSI, reg.RCX, reg.RDX, reg.RAX, reg.R8
	a, v := reg.Y0, reg.Y1
	MOVQ(arg("y"), y)
	MOVQ(arg("x"), x)
	MOVQ(arg("n"), n)
	MOVQ(arg("times"), times)
	VBROADCASTSS(arg("a"), a)
	SHLQ(Imm(2), times)
	MOVQ(y, last)
	ADDQ(times, last)
	CMPQ(times, Imm(32))
	JGE(LabelRef("many"))
	CMPQ(times, Imm(16))
	JGE(LabelRef("some"))

	next := func(loop string) {
		ADDQ(Imm(4), x)
		DECQ(n)
		JNE(LabelRef(loop))
		end()
	}
	Label("few")
	VMULSS(Mem{Base: x}, a.AsX(), v.AsX())
	Label("one")
	VMOVSS(v.AsX(), Mem{Base: y})
	ADDQ(Imm(4), y)
	CMPQ(y, last)
	JNE(LabelRef("one"))
	ADDQ(times, last)
	next("few")

	Label("some")
	VBROADCASTSS(Mem{Base: x}, v)
	VMULPS(a, v, v)
	VMOVUPS(v.AsX(), Mem{Base: y})
	VMOVUPS(v.AsX(), Mem{Base: y, Index: times, Scale: 1, Disp: -16})
	ADDQ(times, y)
	next("some")

	Label("many")
	VBROADCASTSS(Mem{Base: x}, v)
	VMULPS(a, v, v)
	MOVQ(y, to)
	ADDQ(times, y)
	Label("eight")
	VMOVUPS(v, Mem{Base: to})
	ADDQ(Imm(32), to)
	LEAQ(Mem{Base: to, Disp: 32}, last)
	CMPQ(last, y)
	JLS(LabelRef("eight"))
	VMOVUPS(v, Mem{Base: y, Disp: -32})
	next("many")
}

// halves writes what windows of 2×2 side by side need: their sums, and one
// value for all of each.
func halves() {
	a, v := reg.Y0, []reg.VecPhysical{reg.Y1, reg.Y2, reg.Y3, reg.Y4}
	big, width, small := reg.RSI, reg.RDX, reg.RDI
	below := Mem{Base: big, Index: width, Scale: 8}

	function("halfSumsAVX2", "func(y, x *float32, rows, w int, a float32)",
		"computes a times the sums of rows of w windows of 2×2, their columns first.")
	MOVQ(arg("y"), small)
	MOVQ(arg("x"), big)
	eachWindow(a, big, width, func(windows int) {
		t, u := v[0], v[1]
		switch windows {
		case 8:
			VMOVUPS(Mem{Base: big}, t)
			VADDPS(below, t, t)
			VMOVUPS(Mem{Base: big, Disp: 32}, u)
			VADDPS(below.Offset(32), u, u)
			VSHUFPS(Imm(0x88), u, t, v[2])
			VSHUFPS(Imm(0xdd), u, t, v[3])
			VADDPS(v[3], v[2], t)
			VPERMPD(Imm(0xd8), t, t)
			VMULPS(a, t, t)
			VMOVUPS(t, Mem{Base: small})
		case 4:
			VMOVUPS(Mem{Base: big}, t.AsX())
			VADDPS(below, t.AsX(), t.AsX())
			VMOVUPS(Mem{Base: big, Disp: 16}, u.AsX())
			VADDPS(below.Offset(16), u.AsX(), u.AsX())
			VHADDPS(u.AsX(), t.AsX(), t.AsX())
			VMULPS(a.AsX(), t.AsX(), t.AsX())
			VMOVUPS(t.AsX(), Mem{Base: small})
		case 1:
			VMOVSS(Mem{Base: big}, t.AsX())
			VADDSS(below, t.AsX(), t.AsX())
			VMOVSS(Mem{Base: big, Disp: 4}, u.AsX())
			VADDSS(below.Offset(4), u.AsX(), u.AsX())
			VADDSS(u.AsX(), t.AsX(), t.AsX())
			VMULSS(a.AsX(), t.AsX(), t.AsX())
			VMOVSS(t.AsX(), Mem{Base: small})
		}
		ADDQ(Imm(uint64(4*windows)), small)
	})

	function("doubleAVX2", "func(y, x *float32, rows, w int, a float32)",
		"writes a·x, for rows of w values, to windows of 2×2.")
	MOVQ(arg("x"), small)
	MOVQ(arg("y"), big)
	eachWindow(a, big, width, func(windows int) {
		t, u := v[0], v[1]
		switch windows {
		case 8:
			VMULPS(Mem{Base: small}, a, t)
			VPERMPD(Imm(0xd8), t, t)
			VUNPCKHPS(t, t, u)
			VUNPCKLPS(t, t, t)
			for _, at := range []Mem{{Base: big}, below} {
				VMOVUPS(t, at)
				VMOVUPS(u, at.Offset(32))
			}
		case 4:
			VMULPS(Mem{Base: small}, a.AsX(), t.AsX())
			VUNPCKHPS(t.AsX(), t.AsX(), u.AsX())
			VUNPCKLPS(t.AsX(), t.AsX(), t.AsX())
			for _, at := range []Mem{{Base: big}, below} {
				VMOVUPS(t.AsX(), at)
				VMOVUPS(u.AsX(), at.Offset(16))
			}
		case 1:
			VMULSS(Mem{Base: small}, a.AsX(), t.AsX())
			VUNPCKLPS(t.AsX(), t.AsX(), t.AsX())
			VMOVSD(t.AsX(), Mem{Base: big})
			VMOVSD(t.AsX(), below)
		}
		ADDQ(Imm(uint64(4*windows)), small)
	})
}

// eachWindow writes the loop over rows of windows, 8, then 4, then one at a
// time; body advances the smaller tensor.
func eachWindow(a reg.VecPhysical, big, width reg.GPPhysical, body func(windows int)) {
	left, rows := reg.RCX, reg.R8
	MOVQ(arg("w"), width)
	MOVQ(arg("rows"), rows)
	VBROADCASTSS(arg("a"), a)
	Label("row")
	MOVQ(width, left)
	for _, windows := range []int{8, 4, 1} {
		loop, next := "loop", "after"
		loop, next = loop+string(rune('0'+windows)), next+string(rune('0'+windows))
		Label(loop)
		CMPQ(left, Imm(uint64(windows)))
		JLT(LabelRef(next))
		body(windows)
		ADDQ(Imm(uint64(8*windows)), big)
		SUBQ(Imm(uint64(windows)), left)
		JMP(LabelRef(loop))
		Label(next)
	}
	Comment("Past the row below.")
	LEAQ(Mem{Base: big, Index: width, Scale: 8}, big)
	DECQ(rows)
	JNE(LabelRef("row"))
	end()
}

// evens writes sums with every second value. Zeros are added to the others.
func evens() {
	y, x, n := reg.RDI, reg.RSI, reg.RCX
	a, b, zero := reg.Y0, reg.Y1, reg.Y2
	write := func(name, doc string, yBytes, xBytes uint64, body func()) {
		function(name, "func(y, x *float32, n int)", doc+" for n values, a multiple of 8.")
		MOVQ(arg("y"), y)
		MOVQ(arg("x"), x)
		MOVQ(arg("n"), n)
		VXORPS(zero, zero, zero)
		Label("loop")
		body()
		ADDQ(Imm(yBytes), y)
		ADDQ(Imm(xBytes), x)
		SUBQ(Imm(8), n)
		JNE(LabelRef("loop"))
		end()
	}
	write("addEvenAVX2", "computes y[i] = y[i] + x[2·i]", 32, 64, func() {
		VMOVUPS(Mem{Base: x}, a)
		VSHUFPS(Imm(0x88), Mem{Base: x, Disp: 32}, a, a)
		VPERMPD(Imm(0xd8), a, a)
		VADDPS(Mem{Base: y}, a, a)
		VMOVUPS(a, Mem{Base: y})
	})
	write("addToEvenAVX2", "computes y[2·i] = y[2·i] + x[i]", 64, 32, func() {
		VPERMPD(Imm(0xd8), Mem{Base: x}, a)
		VUNPCKHPS(zero, a, b)
		VUNPCKLPS(zero, a, a)
		VADDPS(Mem{Base: y}, a, a)
		VADDPS(Mem{Base: y, Disp: 32}, b, b)
		VMOVUPS(a, Mem{Base: y})
		VMOVUPS(b, Mem{Base: y, Disp: 32})
	})
}
