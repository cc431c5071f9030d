package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Comparisons of VCMPPS.
const (
	unordered = 0x03
	greater   = 0x1e
	less      = 0x11
)

// The kernels of the 2×2 maximum take 32 values of x at a time, eight windows:
// the upper halves of the windows lie in two registers, t, and the lower ones
// in two more, b. A row may be 4 or 8 values wide or any multiple of 16.

// loadWindows fills t and b; for rows of 4, with the help of four more.
func loadWindows(width int, x, stride reg.GPPhysical, t, b, spare []reg.VecPhysical) {
	second := Mem{Base: x, Index: stride, Scale: 4}
	switch width {
	case 4:
		for i := range 4 {
			VMOVUPS(Mem{Base: x, Disp: 32 * i}, spare[i])
		}
		for i := range 2 {
			VPERM2F128(Imm(0x20), spare[2*i+1], spare[2*i], t[i])
			VPERM2F128(Imm(0x31), spare[2*i+1], spare[2*i], b[i])
		}
	case 8:
		for i := range 2 {
			VMOVUPS(Mem{Base: x, Disp: 64 * i}, t[i])
			VMOVUPS(Mem{Base: x, Disp: 64*i + 32}, b[i])
		}
	default:
		for i := range 2 {
			VMOVUPS(Mem{Base: x, Disp: 32 * i}, t[i])
			VMOVUPS(second.Offset(32*i), b[i])
		}
	}
}

// storeWindows is the inverse of loadWindows.
func storeWindows(width int, x, stride reg.GPPhysical, t, b, spare []reg.VecPhysical) {
	second := Mem{Base: x, Index: stride, Scale: 4}
	for i := range 2 {
		switch width {
		case 4:
			VPERM2F128(Imm(0x20), b[i], t[i], spare[0])
			VPERM2F128(Imm(0x31), b[i], t[i], spare[1])
			VMOVUPS(spare[0], Mem{Base: x, Disp: 64 * i})
			VMOVUPS(spare[1], Mem{Base: x, Disp: 64*i + 32})
		case 8:
			VMOVUPS(t[i], Mem{Base: x, Disp: 64 * i})
			VMOVUPS(b[i], Mem{Base: x, Disp: 64*i + 32})
		default:
			VMOVUPS(t[i], Mem{Base: x, Disp: 32 * i})
			VMOVUPS(b[i], second.Offset(32*i))
		}
	}
}

// split separates the left and right values of the windows' halves. The
// windows come in the order 0 1 4 5 2 3 6 7.
func split(half []reg.VecPhysical, left, right reg.VecPhysical) {
	VSHUFPS(Imm(0x88), half[1], half[0], left)
	VSHUFPS(Imm(0xdd), half[1], half[0], right)
}

// eachEightWindows writes the loop; body advances y.
func eachEightWindows(width int, xs []reg.GPPhysical, stride reg.GPPhysical, body func()) {
	count := reg.RCX
	advance := func() {
		for _, x := range xs {
			ADDQ(Imm(map[int]uint64{4: 128, 8: 128, 16: 64}[width]), x)
		}
	}
	if width < 16 {
		MOVQ(arg("n"), count)
		Label("loop")
		body()
		advance()
		DECQ(count)
		JNE(LabelRef("loop"))
		return
	}
	Comment("A row of eight windows after another, then past the row below.")
	MOVQ(arg("w"), stride)
	Label("row")
	MOVQ(stride, count)
	Label("loop")
	body()
	advance()
	SUBQ(Imm(16), count)
	JNE(LabelRef("loop"))
	for _, x := range xs {
		LEAQ(Mem{Base: x, Index: stride, Scale: 4}, x)
	}
	DECQ(arg("n"))
	JNE(LabelRef("row"))
}

func widthName(width int) string {
	if width < 16 {
		return fmt.Sprint(width)
	}
	return "Wide"
}

func what(width int) string {
	if width < 16 {
		return fmt.Sprintf("8·n windows in rows of %d", width)
	}
	return "n rows of windows, w values wide, a multiple of 16"
}

// maxPool writes the forward pass: a value replaces the maximum so far where it
// is greater, and a NaN in the window replaces all.
func maxPool(width int) {
	name := "maxPool" + widthName(width) + "AVX2"
	TEXT(name, NOSPLIT, "func(y, x *float32, n, w int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is MaxPool2D for %s.", name, what(width)))
	r := avx2.regs
	y, x, stride := reg.RDI, reg.RSI, reg.RDX
	MOVQ(arg("y"), y)
	MOVQ(arg("x"), x)
	eachEightWindows(width, []reg.GPPhysical{x}, stride, func() {
		loadWindows(width, x, stride, r[0:2], r[2:4], r[4:8])
		split(r[0:2], r[4], r[5])
		split(r[2:4], r[6], r[7])
		VCMPPS(Imm(unordered), r[5], r[4], r[8])
		VCMPPS(Imm(unordered), r[7], r[6], r[9])
		VORPS(r[8], r[9], r[8])
		for i := 5; i <= 7; i++ {
			VMAXPS(r[4], r[i], r[4])
		}
		Comment("All ones are a NaN.")
		VORPS(r[8], r[4], r[4])
		VPERMPD(Imm(0xd8), r[4], r[4])
		VMOVUPS(r[4], Mem{Base: y})
		ADDQ(Imm(32), y)
	})
	VZEROUPPER()
	RET()
}

// maxPoolGrad writes the backward pass: the last value that replaced the
// maximum so far gets the gradient.
func maxPoolGrad(width int) {
	name := "maxPoolGrad" + widthName(width) + "AVX2"
	TEXT(name, NOSPLIT, "func(dx, dy, x *float32, n, w int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is MaxPool2DGrad for %s.", name, what(width)))
	r := avx2.regs
	dx, dy, x, stride := reg.RDI, reg.R8, reg.RSI, reg.RDX
	MOVQ(arg("dx"), dx)
	MOVQ(arg("dy"), dy)
	MOVQ(arg("x"), x)
	eachEightWindows(width, []reg.GPPhysical{x, dx}, stride, func() {
		loadWindows(width, x, stride, r[0:2], r[2:4], r[4:8])
		split(r[0:2], r[4], r[5])
		split(r[2:4], r[6], r[7])
		best := r[4]
		for i := 1; i <= 3; i++ {
			v, replaces := r[4+i], r[8+i]
			VCMPPS(Imm(greater), best, v, replaces)
			VCMPPS(Imm(unordered), v, v, r[0])
			VORPS(r[0], replaces, replaces)
			if i < 3 {
				VBLENDVPS(replaces, v, best, best)
			}
		}
		rest := r[0]
		VPERMPD(Imm(0xd8), Mem{Base: dy}, rest)
		ADDQ(Imm(32), dy)
		for i := 3; i >= 1; i-- {
			VANDPS(rest, r[8+i], r[4+i])
			VANDNPS(rest, r[8+i], rest)
		}
		VUNPCKLPS(r[5], rest, r[8])
		VUNPCKHPS(r[5], rest, r[9])
		VUNPCKLPS(r[7], r[6], r[10])
		VUNPCKHPS(r[7], r[6], r[11])
		storeWindows(width, dx, stride, r[8:10], r[10:12], r[12:14])
	})
	VZEROUPPER()
	RET()
}

// maxColumns writes the 2×2 maximum of pixels whose channels lie beside each other.
func maxColumns() {
	TEXT("maxColumnsAVX2", NOSPLIT, "func(dst *float32, ldd int, top, bottom *float32, lds, n, width int)")
	Pragma("noescape")
	Doc("maxColumnsAVX2 is halveColumns for widths that are multiples of 8.")
	dst, top, bottom, ldd, lds, n, width, at := reg.RDI, reg.RSI, reg.RDX, reg.R8, reg.R9, reg.R10, reg.R11, reg.RAX
	for _, p := range []struct {
		name string
		to   reg.GPPhysical
	}{{"dst", dst}, {"ldd", ldd}, {"top", top}, {"bottom", bottom}, {"lds", lds}, {"n", n}, {"width", width}} {
		Load(Param(p.name), p.to)
	}
	SHLQ(Imm(2), ldd)
	SHLQ(Imm(2), lds)
	best, next, mask := reg.Y0, reg.Y1, reg.Y2
	right, rightBottom := reg.RBX, reg.RCX
	Label("window")
	LEAQ(Mem{Base: top, Index: lds, Scale: 1}, right)
	LEAQ(Mem{Base: bottom, Index: lds, Scale: 1}, rightBottom)
	XORQ(at, at)
	Label("channels")
	VMOVUPS(Mem{Base: top, Index: at, Scale: 4}, best)
	for _, from := range []reg.GPPhysical{right, bottom, rightBottom} {
		VMOVUPS(Mem{Base: from, Index: at, Scale: 4}, next)
		VCMPPS(Imm(unordered), next, next, mask)
		VMAXPS(best, next, best) // the best so far unless the next is larger
		VBLENDVPS(mask, next, best, best)
	}
	VMOVUPS(best, Mem{Base: dst, Index: at, Scale: 4})
	ADDQ(Imm(8), at)
	CMPQ(at, width)
	JLT(LabelRef("channels"))
	ADDQ(ldd, dst)
	LEAQ(Mem{Base: top, Index: lds, Scale: 2}, top)
	LEAQ(Mem{Base: bottom, Index: lds, Scale: 2}, bottom)
	DECQ(n)
	JNE(LabelRef("window"))
	VZEROUPPER()
	RET()
}
