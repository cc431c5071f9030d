package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// weightedColumns writes the product of a vector with a matrix, 32 columns at a
// time. Products of float32 are exact in float64: fused or not, the sums
// have the same bits.
func weightedColumns() {
	function("weightedColumnsAVX2", "func(sums *float64, x, u *float32, rows, cols, ld int)",
		"computes the sums of u·x over the rows of x, ld values apart, for its first cols columns, a multiple of 32.")
	sums, x, u, rows, ld, at := reg.RDI, reg.RSI, reg.RAX, reg.RCX, reg.RDX, reg.R8
	r := avx2.regs()
	f, v := r[8], r[9]
	MOVQ(arg("sums"), sums)
	MOVQ(arg("x"), x)
	MOVQ(arg("ld"), ld)
	Label("column")
	for i := range 8 {
		VXORPD(r[i], r[i], r[i])
	}
	MOVQ(x, at)
	MOVQ(arg("u"), u)
	MOVQ(arg("rows"), rows)
	Label("row")
	VBROADCASTSS(Mem{Base: u}, f.AsX())
	VCVTPS2PD(f.AsX(), f)
	for i := range 8 {
		VCVTPS2PD(Mem{Base: at, Disp: 16 * i}, v)
		VFMADD231PD(f, v, r[i])
	}
	ADDQ(Imm(4), u)
	LEAQ(Mem{Base: at, Index: ld, Scale: 4}, at)
	DECQ(rows)
	JNE(LabelRef("row"))
	for i := range 8 {
		VMOVUPD(r[i], Mem{Base: sums, Disp: 32 * i})
	}
	ADDQ(U32(128), x)
	ADDQ(U32(256), sums)
	SUBQ(Imm(32), arg("cols"))
	JNE(LabelRef("column"))
	end()
}

// average writes a step of a running average.
func average() {
	function("averageAVX2", "func(avg, w *float32, n int, c float32)", "computes avg = avg + (w − avg)·c for n values, a multiple of 8.")
	avg, w, n := reg.RDI, reg.RSI, reg.RCX
	c, old, v := reg.Y0, reg.Y1, reg.Y2
	MOVQ(arg("avg"), avg)
	MOVQ(arg("w"), w)
	MOVQ(arg("n"), n)
	VBROADCASTSS(arg("c"), c)
	Label("loop")
	VMOVUPS(Mem{Base: avg}, old)
	VMOVUPS(Mem{Base: w}, v)
	VSUBPS(old, v, v)
	VMULPS(c, v, v)
	VADDPS(v, old, old)
	VMOVUPS(old, Mem{Base: avg})
	ADDQ(Imm(32), avg)
	ADDQ(Imm(32), w)
	SUBQ(Imm(8), n)
	JNE(LabelRef("loop"))
	end()
}

// colour writes the second pass of kernels.Colour, eight pixels at a time.
func colour() {
	function("colourAVX2", "func(y, x *float32, pixels, channels, spatial int, own float32, grey, shift float64)",
		"computes y = own·x + (grey·Σ x + shift) for pixels, a multiple of 8; Σ is over the pixel's channels, spatial apart.")
	y, x, pixels, spatial, to, from, n := reg.RDI, reg.RSI, reg.RCX, reg.RDX, reg.RAX, reg.R8, reg.R9
	own, grey, shift, rest, sums, v := reg.Y0, reg.Y1, reg.Y2, reg.Y3, []reg.VecPhysical{reg.Y4, reg.Y5}, reg.Y6
	MOVQ(arg("y"), y)
	MOVQ(arg("x"), x)
	MOVQ(arg("pixels"), pixels)
	MOVQ(arg("spatial"), spatial)
	VBROADCASTSS(arg("own"), own)
	VBROADCASTSD(arg("grey"), grey)
	VBROADCASTSD(arg("shift"), shift)
	Label("pixel")
	for _, s := range sums {
		VXORPD(s, s, s)
	}
	MOVQ(x, from)
	MOVQ(arg("channels"), n)
	Label("sum")
	for i, s := range sums {
		VCVTPS2PD(Mem{Base: from, Disp: 16 * i}, v)
		VADDPD(v, s, s)
	}
	LEAQ(Mem{Base: from, Index: spatial, Scale: 4}, from)
	DECQ(n)
	JNE(LabelRef("sum"))
	for _, s := range sums {
		VMULPD(grey, s, s)
		VADDPD(shift, s, s)
		VCVTPD2PSY(s, s.AsX())
	}
	VINSERTF128(Imm(1), sums[1].AsX(), sums[0], rest)
	MOVQ(x, from)
	MOVQ(y, to)
	MOVQ(arg("channels"), n)
	Label("write")
	VMULPS(Mem{Base: from}, own, v)
	VADDPS(rest, v, v)
	VMOVUPS(v, Mem{Base: to})
	LEAQ(Mem{Base: from, Index: spatial, Scale: 4}, from)
	LEAQ(Mem{Base: to, Index: spatial, Scale: 4}, to)
	DECQ(n)
	JNE(LabelRef("write"))
	ADDQ(Imm(32), x)
	ADDQ(Imm(32), y)
	SUBQ(Imm(8), pixels)
	JNE(LabelRef("pixel"))
	end()
}
