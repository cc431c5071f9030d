package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// dots writes the product of a matrix and a vector for rows at a time: every
// sum is sixteen, one for each remainder of k, which are added at the end.
func dots(rows int) {
	name := fmt.Sprintf("dots%dAVX2", rows)
	TEXT(name, NOSPLIT, "func(y, x, w, shift *float32, groups, n int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes y = shift + w·x for groups of %d rows of w, n values each, a multiple of 16.", name, rows))
	y, x, w, shift, groups := reg.RDI, reg.RSI, reg.RDX, reg.RCX, reg.R8
	at, n, row := reg.R9, reg.R10, reg.R11
	MOVQ(arg("y"), y)
	MOVQ(arg("w"), w)
	MOVQ(arg("shift"), shift)
	MOVQ(arg("groups"), groups)
	MOVQ(arg("n"), row)
	SHLQ(Imm(2), row)
	ends := []reg.GPPhysical{w, reg.RAX, reg.RBX, reg.R12}[:rows]
	r := avx2.regs
	xs := r[14:16]

	Label("group")
	for i := 1; i < rows; i++ {
		LEAQ(Mem{Base: ends[i-1], Index: row, Scale: 1}, ends[i])
	}
	for i := range 2 * rows {
		VXORPS(r[i], r[i], r[i])
	}
	MOVQ(arg("x"), x)
	XORQ(at, at)
	MOVQ(arg("n"), n)
	Label("loop")
	for half := range 2 {
		VMOVUPS(Mem{Base: x, Index: at, Scale: 1, Disp: 32 * half}, xs[half])
		for i := range rows {
			VFMADD231PS(Mem{Base: ends[i], Index: at, Scale: 1, Disp: 32 * half}, xs[half], r[2*i+half])
		}
	}
	ADDQ(Imm(64), at)
	SUBQ(Imm(16), n)
	JNE(LabelRef("loop"))
	for i := range rows {
		VADDPS(r[2*i+1], r[2*i], r[2*i])
	}
	s := []reg.VecPhysical{r[0], r[2], r[4], r[6]}
	if rows == 4 {
		VHADDPS(s[1], s[0], s[0])
		VHADDPS(s[3], s[2], s[2])
		VHADDPS(s[2], s[0], s[0])
	} else {
		VHADDPS(s[0], s[0], s[0])
		VHADDPS(s[0], s[0], s[0])
	}
	VEXTRACTF128(Imm(1), s[0], r[1].AsX())
	VADDPS(r[1].AsX(), s[0].AsX(), s[0].AsX())
	if rows == 4 {
		VADDPS(Mem{Base: shift}, s[0].AsX(), s[0].AsX())
		VMOVUPS(s[0].AsX(), Mem{Base: y})
	} else {
		VADDSS(Mem{Base: shift}, s[0].AsX(), s[0].AsX())
		VMOVSS(s[0].AsX(), Mem{Base: y})
	}
	ADDQ(Imm(uint64(4*rows)), y)
	ADDQ(Imm(uint64(4*rows)), shift)
	LEAQ(Mem{Base: ends[rows-1], Index: row, Scale: 1}, w)
	DECQ(groups)
	JNE(LabelRef("group"))
	VZEROUPPER()
	RET()
}
