package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const transposeSignature = "func(dst *float32, ldd int, src *float32, lds int, rows, cols int)"

// transpose512 writes the transposition of blocks of 16×16: pairs of rows are
// interleaved by values, then by pairs of values, then the quarters of the
// registers are sorted in two passes.
func transpose512() {
	TEXT("transposeAVX512", NOSPLIT, transposeSignature)
	Pragma("noescape")
	Doc("transposeAVX512 is transpose for rows and cols that are multiples of 16.")
	eachBlock(16, func(src, lds, dst, ldd reg.GPPhysical) {
		a, b := avx512.regs[:16], avx512.regs[16:]
		for i := range 16 {
			VMOVUPS(Mem{Base: src}, a[i])
			ADDQ(lds, src)
		}
		for i := 0; i < 16; i += 2 {
			VUNPCKLPS(a[i+1], a[i], b[i])
			VUNPCKHPS(a[i+1], a[i], b[i+1])
		}
		for i := 0; i < 16; i += 4 {
			VUNPCKLPD(b[i+2], b[i], a[i])
			VUNPCKHPD(b[i+2], b[i], a[i+1])
			VUNPCKLPD(b[i+3], b[i+1], a[i+2])
			VUNPCKHPD(b[i+3], b[i+1], a[i+3])
		}
		// a[4g+j] holds column 4q+j of rows 4g to 4g+3 in its quarter q.
		for j := range 4 {
			VSHUFF32X4(Imm(0x88), a[4+j], a[j], b[j])      // quarters 0, 2 of rows 0–7
			VSHUFF32X4(Imm(0xdd), a[4+j], a[j], b[4+j])    // quarters 1, 3
			VSHUFF32X4(Imm(0x88), a[12+j], a[8+j], b[8+j]) // of rows 8–15
			VSHUFF32X4(Imm(0xdd), a[12+j], a[8+j], b[12+j])
		}
		for j := range 4 {
			VSHUFF32X4(Imm(0x88), b[8+j], b[j], a[j])
			VSHUFF32X4(Imm(0x88), b[12+j], b[4+j], a[4+j])
			VSHUFF32X4(Imm(0xdd), b[8+j], b[j], a[8+j])
			VSHUFF32X4(Imm(0xdd), b[12+j], b[4+j], a[12+j])
		}
		for i := range 16 {
			VMOVUPS(a[i], Mem{Base: dst})
			ADDQ(ldd, dst)
		}
	})
}

// transpose2 writes the transposition of blocks of 8×8, the halves of whose
// rows are put together while they are loaded.
func transpose2() {
	TEXT("transposeAVX2", NOSPLIT, transposeSignature)
	Pragma("noescape")
	Doc("transposeAVX2 is transpose for rows and cols that are multiples of 8.")
	eachBlock(8, func(src, lds, dst, ldd reg.GPPhysical) {
		a, b := avx2.regs[:8], avx2.regs[8:]
		half := reg.R15
		LEAQ(Mem{Base: src, Index: lds, Scale: 4}, half)
		for i := range 4 { // a[i] holds the left halves of rows i and i+4, a[i+4] the right ones
			VMOVUPS(Mem{Base: src}, a[i].AsX())
			VINSERTF128(Imm(1), Mem{Base: half}, a[i], a[i])
			VMOVUPS(Mem{Base: src, Disp: 16}, a[i+4].AsX())
			VINSERTF128(Imm(1), Mem{Base: half, Disp: 16}, a[i+4], a[i+4])
			ADDQ(lds, src)
			ADDQ(lds, half)
		}
		for i := 0; i < 8; i += 2 {
			VUNPCKLPS(a[i+1], a[i], b[i])
			VUNPCKHPS(a[i+1], a[i], b[i+1])
		}
		for i := 0; i < 8; i += 4 {
			VUNPCKLPD(b[i+2], b[i], a[i])
			VUNPCKHPD(b[i+2], b[i], a[i+1])
			VUNPCKLPD(b[i+3], b[i+1], a[i+2])
			VUNPCKHPD(b[i+3], b[i+1], a[i+3])
		}
		for i := range 8 {
			VMOVUPS(a[i], Mem{Base: dst})
			ADDQ(ldd, dst)
		}
	})
}

// eachBlock writes the loops over blocks of n×n; block may spoil the registers
// it is given, and R15.
func eachBlock(n int, block func(src, lds, dst, ldd reg.GPPhysical)) {
	src, lds, dst, ldd := reg.RSI, reg.RCX, reg.RDI, reg.RDX
	srcRow, dstRow, srcAt, dstAt, cols := reg.R8, reg.R9, reg.R10, reg.R11, reg.R12
	MOVQ(arg("src"), srcRow)
	MOVQ(arg("dst"), dstRow)
	MOVQ(arg("lds"), lds)
	MOVQ(arg("ldd"), ldd)
	SHLQ(Imm(2), lds)
	SHLQ(Imm(2), ldd)
	Label("rows")
	MOVQ(srcRow, srcAt)
	MOVQ(dstRow, dstAt)
	MOVQ(arg("cols"), cols)
	Label("cols")
	MOVQ(srcAt, src)
	MOVQ(dstAt, dst)
	block(src, lds, dst, ldd)
	ADDQ(Imm(uint64(4*n)), srcAt)
	MOVQ(dst, dstAt)
	SUBQ(Imm(uint64(n)), cols)
	JNE(LabelRef("cols"))
	for range n {
		ADDQ(lds, srcRow)
	}
	ADDQ(Imm(uint64(4*n)), dstRow)
	SUBQ(Imm(uint64(n)), arg("rows"))
	JNE(LabelRef("rows"))
	VZEROUPPER()
	RET()
}
