package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// frames writes the copying of planes into frames of zeros. It goes through the
// frames from front to back and stores zeros 8 at a time, more than there
// should be: what comes next overwrites them, and behind the last frame there
// must be room for them.
func frames() {
	TEXT("fillFramesAVX2", NOSPLIT, "func(dst, src *float32, planes, h, w, pitch, srcPitch, srcPlane, head, tail int)")
	Pragma("noescape")
	Doc("fillFramesAVX2 copies planes of h rows of w values, a multiple of 4, srcPitch and srcPlane apart,",
		"into frames whose rows are pitch apart: head zeros, the rows, tail zeros. It spoils up to 7 values behind the last.")
	dst, src, from, to, h, n, zeros := reg.RDI, reg.RSI, reg.RAX, reg.RDX, reg.RCX, reg.R8, reg.R9
	w, pitch, srcPitch := reg.R10, reg.R11, reg.R12
	gap := reg.R13
	zero, v := reg.Y0, reg.Y1
	VXORPS(zero, zero, zero)
	MOVQ(arg("dst"), dst)
	MOVQ(arg("src"), src)
	MOVQ(arg("w"), w)
	MOVQ(arg("pitch"), pitch)
	MOVQ(arg("srcPitch"), srcPitch)
	MOVQ(pitch, gap)
	SUBQ(w, gap)

	// clear stores n zeros or a few more from the address at on.
	clear := func(name string, at reg.GPPhysical) {
		Label(name)
		VMOVUPS(zero, Mem{Base: at})
		ADDQ(Imm(32), at)
		SUBQ(Imm(8), n)
		JG(LabelRef(name))
	}

	Label("plane")
	MOVQ(dst, zeros)
	MOVQ(arg("head"), n)
	clear("head", zeros)
	MOVQ(arg("head"), n)
	LEAQ(Mem{Base: dst, Index: n, Scale: 4}, dst)
	MOVQ(src, from)
	MOVQ(arg("h"), h)

	Label("row")
	MOVQ(dst, to)
	MOVQ(from, zeros)
	MOVQ(w, n)
	SUBQ(Imm(8), n)
	JL(LabelRef("four"))
	Label("eight")
	VMOVUPS(Mem{Base: zeros}, v)
	VMOVUPS(v, Mem{Base: to})
	ADDQ(Imm(32), zeros)
	ADDQ(Imm(32), to)
	SUBQ(Imm(8), n)
	JGE(LabelRef("eight"))
	Label("four")
	CMPQ(n, I8(-8))
	JE(LabelRef("copied"))
	VMOVUPS(Mem{Base: zeros}, v.AsX())
	VMOVUPS(v.AsX(), Mem{Base: to})
	ADDQ(Imm(16), to)
	Label("copied")
	MOVQ(gap, n)
	clear("gap", to)
	LEAQ(Mem{Base: dst, Index: pitch, Scale: 4}, dst)
	LEAQ(Mem{Base: from, Index: srcPitch, Scale: 4}, from)
	DECQ(h)
	JNE(LabelRef("row"))

	Comment("The next row would begin behind the gap.")
	MOVQ(gap, n)
	SHLQ(Imm(2), n)
	SUBQ(n, dst)
	MOVQ(dst, zeros)
	MOVQ(arg("tail"), n)
	clear("tail", zeros)
	MOVQ(arg("tail"), n)
	LEAQ(Mem{Base: dst, Index: n, Scale: 4}, dst)
	MOVQ(arg("srcPlane"), n)
	LEAQ(Mem{Base: src, Index: n, Scale: 4}, src)
	DECQ(arg("planes"))
	JNE(LabelRef("plane"))
	VZEROUPPER()
	RET()
}

// prefetch writes the asking for lines of memory that will be needed soon.
func prefetch() {
	TEXT("prefetchLines", NOSPLIT, "func(at *float32, rows, cols, stride int)")
	Pragma("noescape")
	Doc("prefetchLines asks for rows of cols values, stride apart, to be brought near.")
	row, at, n, stride := reg.RSI, reg.RDI, reg.RCX, reg.RDX
	MOVQ(arg("at"), row)
	MOVQ(arg("stride"), stride)
	Label("row")
	MOVQ(row, at)
	MOVQ(arg("cols"), n)
	Label("line")
	PREFETCHT0(Mem{Base: at})
	ADDQ(Imm(64), at)
	SUBQ(Imm(16), n)
	JG(LabelRef("line"))
	LEAQ(Mem{Base: row, Index: stride, Scale: 4}, row)
	DECQ(arg("rows"))
	JNE(LabelRef("row"))
	RET()
}
