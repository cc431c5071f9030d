package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// planeSums writes a loop over planes of spatial values, a multiple of 16, that
// adds two float64 sums of each to sums[2·i] and sums[2·i+1]. body adds four
// values, at one place of every array, to sums a and b; spare and the
// registers behind it are its own.
func planeSums(name, doc string, arrays string, names []string, withMean bool, body func(at []Mem, a, b, mean reg.VecPhysical, spare []reg.VecPhysical)) {
	signature := "func(sums *float64, " + arrays + " *float32, planes, spatial int)"
	if withMean {
		signature = "func(sums *float64, " + arrays + ", mean *float32, planes, spatial int)"
	}
	TEXT(name+"AVX2", NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + "AVX2 adds " + doc + " of each plane to its sums.")
	sums, mean, planes, spatial, n := reg.RDI, reg.RDX, reg.RCX, reg.R8, reg.R9
	pointers := []reg.GPPhysical{reg.RSI, reg.RAX}[:len(names)]
	MOVQ(arg("sums"), sums)
	for i, name := range names {
		MOVQ(arg(name), pointers[i])
	}
	if withMean {
		MOVQ(arg("mean"), mean)
	}
	MOVQ(arg("planes"), planes)
	MOVQ(arg("spatial"), spatial)
	r := avx2.regs
	Label("plane")
	for i := range 8 {
		VXORPD(r[i], r[i], r[i])
	}
	m := r[8]
	if withMean {
		VCVTSS2SD(Mem{Base: mean}, m.AsX(), m.AsX())
		VBROADCASTSD(m.AsX(), m)
		ADDQ(Imm(4), mean)
	}
	MOVQ(spatial, n)
	Label("loop")
	for i := range 4 {
		var at []Mem
		for _, p := range pointers {
			at = append(at, Mem{Base: p, Disp: 16 * i})
		}
		body(at, r[i], r[4+i], m, r[9:])
	}
	for _, p := range pointers {
		ADDQ(Imm(64), p)
	}
	SUBQ(Imm(16), n)
	JNE(LabelRef("loop"))
	for i := range 2 {
		a := r[4*i : 4*i+4]
		VADDPD(a[1], a[0], a[0])
		VADDPD(a[3], a[2], a[2])
		VADDPD(a[2], a[0], a[0])
		VEXTRACTF128(Imm(1), a[0], a[1].AsX())
		VADDPD(a[1].AsX(), a[0].AsX(), a[0].AsX())
	}
	VHADDPD(r[4].AsX(), r[0].AsX(), r[0].AsX())
	VADDPD(Mem{Base: sums}, r[0].AsX(), r[0].AsX())
	VMOVUPD(r[0].AsX(), Mem{Base: sums})
	ADDQ(Imm(16), sums)
	DECQ(planes)
	JNE(LabelRef("plane"))
	VZEROUPPER()
	RET()
}

func sums() {
	planeSums("totals", "Σ x (and nothing)", "x", []string{"x"}, false, func(at []Mem, a, _, _ reg.VecPhysical, r []reg.VecPhysical) {
		VCVTPS2PD(at[0], r[0])
		VADDPD(r[0], a, a)
	})
	planeSums("deviations", "Σ (x − mean)² and Σ (x − mean)", "x", []string{"x"}, true, func(at []Mem, a, b, mean reg.VecPhysical, r []reg.VecPhysical) {
		VCVTPS2PD(at[0], r[0])
		VSUBPD(mean, r[0], r[0])
		VADDPD(r[0], b, b)
		VMULPD(r[0], r[0], r[0])
		VADDPD(r[0], a, a)
	})
	planeSums("correlations", "Σ dy·(x − mean) and Σ dy", "dy, x", []string{"dy", "x"}, true, func(at []Mem, a, b, mean reg.VecPhysical, r []reg.VecPhysical) {
		VCVTPS2PD(at[0], r[0])
		VADDPD(r[0], b, b)
		VCVTPS2PD(at[1], r[1])
		VSUBPD(mean, r[1], r[1])
		VMULPD(r[0], r[1], r[1])
		VADDPD(r[1], a, a)
	})
	columnSums()
}

// columnSums writes the sums of the columns of a matrix.
func columnSums() {
	TEXT("columnTotalsAVX2", NOSPLIT, "func(sums *float64, x *float32, rows, cols, ldx int)")
	Pragma("noescape")
	Doc("columnTotalsAVX2 adds the totals of the columns of x, a multiple of 8, to sums[2·column].")
	sums, x, at, rows, cols, ldx := reg.RDI, reg.RSI, reg.RAX, reg.RCX, reg.RDX, reg.R8
	MOVQ(arg("sums"), sums)
	MOVQ(arg("x"), x)
	MOVQ(arg("cols"), cols)
	MOVQ(arg("ldx"), ldx)
	SHLQ(Imm(2), ldx)
	r := avx2.regs
	Label("column")
	VXORPD(r[0], r[0], r[0])
	VXORPD(r[1], r[1], r[1])
	MOVQ(x, at)
	MOVQ(arg("rows"), rows)
	Label("row")
	for i := range 2 {
		VCVTPS2PD(Mem{Base: at, Disp: 16 * i}, r[2+i])
		VADDPD(r[2+i], r[i], r[i])
	}
	ADDQ(ldx, at)
	DECQ(rows)
	JNE(LabelRef("row"))
	for i := range 2 {
		for half := range 2 {
			v := r[i].AsX()
			if half == 1 {
				VEXTRACTF128(Imm(1), r[i], r[4].AsX())
				v = r[4].AsX()
			}
			place := 16 * (4*i + 2*half)
			VADDSD(Mem{Base: sums, Disp: place}, v, r[5].AsX())
			VMOVSD(r[5].AsX(), Mem{Base: sums, Disp: place})
			VUNPCKHPD(v, v, r[5].AsX())
			VADDSD(Mem{Base: sums, Disp: place + 16}, r[5].AsX(), r[5].AsX())
			VMOVSD(r[5].AsX(), Mem{Base: sums, Disp: place + 16})
		}
	}
	ADDQ(Imm(32), x)
	ADDQ(Imm(128), sums)
	SUBQ(Imm(8), cols)
	JNE(LabelRef("column"))
	VZEROUPPER()
	RET()
}
