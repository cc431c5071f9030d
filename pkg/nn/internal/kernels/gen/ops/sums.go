package main

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// laneSum is Σ value over the rows of arrays, in the order of kernels.lanes.
type laneSum struct {
	name, doc string
	arrays    []string
	constant  string // a float64 argument, if it has a name
	// value gets the float64 of each array, may spoil them and the registers of
	// free, and returns the one that holds the result.
	value func(v []reg.VecPhysical, c reg.VecPhysical, free []reg.VecPhysical) reg.VecPhysical
}

func laneSums() {
	mask := GLOBL("opsMask", attr.RODATA|attr.NOPTR)
	for i := range 32 {
		DATA(4*i, U32(map[bool]uint32{true: 1<<32 - 1}[i < 16]))
	}
	sum := func(s isa, l laneSum) { l.write(s, mask) }
	x, pair := []string{"x"}, []string{"x", "y"}
	sum(avx2, laneSum{"rowTotals", "Σ x", x, "", func(v []reg.VecPhysical, _ reg.VecPhysical, _ []reg.VecPhysical) reg.VecPhysical {
		return v[0]
	}})
	sum(avx2, laneSum{"rowProducts", "Σ x·y", pair, "", func(v []reg.VecPhysical, _ reg.VecPhysical, _ []reg.VecPhysical) reg.VecPhysical {
		VMULPD(v[1], v[0], v[0])
		return v[0]
	}})
	sum(avx2, laneSum{"squares", "Σ (x − y)²", pair, "", func(v []reg.VecPhysical, _ reg.VecPhysical, _ []reg.VecPhysical) reg.VecPhysical {
		VSUBPD(v[1], v[0], v[0])
		VMULPD(v[0], v[0], v[0])
		return v[0]
	}})
	sum(avx2, laneSum{"hinges", "Σ max(1 − y·x, 0)", pair, "", func(v []reg.VecPhysical, _ reg.VecPhysical, free []reg.VecPhysical) reg.VecPhysical {
		hingeMargin(v[0], v[1], free[0])
		VXORPD(free[0], free[0], free[0])
		VMAXPD(v[0], free[0], v[0]) // the margin if that is NaN
		return v[0]
	}})
	for _, s := range []isa{avx512, avx2} {
		sum(s, laneSum{"crossEntropies", "Σ max(x, 0) − x·y + log(1 + exp −|x|)", pair, "", func(v []reg.VecPhysical, _ reg.VecPhysical, free []reg.VecPhysical) reg.VecPhysical {
			x, t, e, l, z := v[0], v[1], free[0], free[1], free[2]
			expMinusSize(x, e, free[1:])
			logOnePlus(e, l, free[2:])
			VMULPD(x, t, t)
			VXORPD(z, z, z)
			VMAXPD(x, z, x) // x if that is NaN
			VSUBPD(t, x, x)
			VADDPD(l, x, x)
			return x
		}})
		sum(s, laneSum{"exponentials", "Σ exp(x − top)", x, "top", func(v []reg.VecPhysical, c reg.VecPhysical, free []reg.VecPhysical) reg.VecPhysical {
			VSUBPD(c, v[0], v[0])
			expNegative(v[0], free[0], free[1:])
			return free[0]
		}})
	}
}

func (l laneSum) write(s isa, mask Mem) {
	name := l.name + s.suffix
	ints := "rows, n int"
	if len(l.arrays) > 1 {
		ints = "rows, n, step int"
	}
	signature := fmt.Sprintf("func(sums *float64, %s *float32, %s", strings.Join(l.arrays, ", "), ints)
	if l.constant != "" {
		signature += ", " + l.constant + " float64"
	}
	doc := fmt.Sprintf("computes %s of each of rows, n values long.", l.doc)
	if len(l.arrays) > 1 {
		doc += " The rows of y are step apart."
	}
	function(name, signature+")", doc)
	sums, rows, size, whole, at, rest := reg.RDI, reg.RCX, reg.R8, reg.R9, reg.R10, reg.R11
	pointers := []reg.GPPhysical{reg.RSI, reg.RAX}[:len(l.arrays)]
	r := s.regs()
	accumulators := 16 / s.doubles()
	a, c, v, free := r[:accumulators], r[4], r[5:5+len(l.arrays)], r[5+len(l.arrays):]
	MOVQ(arg("sums"), sums)
	for i, p := range pointers {
		MOVQ(arg(l.arrays[i]), p)
	}
	MOVQ(arg("rows"), rows)
	MOVQ(arg("n"), size)
	SHLQ(Imm(2), size)
	MOVQ(size, whole)
	ANDQ(I32(-64), whole)
	if l.constant != "" {
		VBROADCASTSD(arg(l.constant), c)
	}
	l.prepareRest(s, size, rest, mask)

	Label("row")
	for _, r := range a {
		VXORPD(r, r, r)
	}
	XORQ(at, at)
	CMPQ(at, whole)
	JE(LabelRef("rest"))
	Label("loop")
	for i := range a {
		for j, p := range pointers {
			VCVTPS2PD(Mem{Base: p, Index: at, Scale: 1, Disp: s.bytes / 2 * i}, v[j])
		}
		VADDPD(l.value(v, c, free), a[i], a[i])
	}
	ADDQ(Imm(64), at)
	CMPQ(at, whole)
	JNE(LabelRef("loop"))

	Label("rest")
	CMPQ(at, size)
	JE(LabelRef("total"))
	for i := range a {
		l.addRest(s, i, pointers, at, rest, a[i], v, c, free)
	}

	Label("total")
	if s == avx512 {
		for i := range 2 {
			VEXTRACTF64X4(Imm(1), a[i], v[0].AsY())
			VADDPD(v[0].AsY(), a[i].AsY(), a[i].AsY())
		}
		VADDPD(a[1].AsY(), a[0].AsY(), a[0].AsY())
	} else {
		VADDPD(a[1], a[0], a[0])
		VADDPD(a[3], a[2], a[2])
		VADDPD(a[2], a[0], a[0])
	}
	VEXTRACTF128(Imm(1), a[0].AsY(), a[1].AsX())
	VADDPD(a[1].AsX(), a[0].AsX(), a[0].AsX())
	VHADDPD(a[0].AsX(), a[0].AsX(), a[0].AsX())
	VMOVSD(a[0].AsX(), Mem{Base: sums})
	ADDQ(Imm(8), sums)
	ADDQ(size, pointers[0])
	if len(pointers) > 1 {
		MOVQ(arg("step"), at)
		LEAQ(Mem{Base: pointers[1], Index: at, Scale: 4}, pointers[1])
	}
	DECQ(rows)
	JNE(LabelRef("row"))
	end()
}

// prepareRest finds the masks of the values that fill no sixteen: a bit each in
// K1 and K2, or all ones each from the address rest on.
func (l laneSum) prepareRest(s isa, size, rest reg.GPPhysical, mask Mem) {
	if s == avx512 {
		MOVQ(size, reg.RCX)
		SHRQ(Imm(2), reg.RCX)
		ANDQ(Imm(15), reg.RCX)
		MOVQ(U32(1), rest)
		SHLQ(reg.CL, rest)
		DECQ(rest)
		KMOVW(rest.As32(), reg.K1)
		SHRQ(Imm(8), rest)
		KMOVW(rest.As32(), reg.K2)
		MOVQ(arg("rows"), reg.RCX)
		return
	}
	LEAQ(mask, rest)
	MOVQ(size, reg.R12)
	ANDQ(Imm(63), reg.R12)
	SUBQ(reg.R12, rest)
	ADDQ(Imm(64), rest)
}

// addRest is the loop's body for what the masks leave of accumulator i.
func (l laneSum) addRest(s isa, i int, pointers []reg.GPPhysical, at, rest reg.GPPhysical, a reg.VecPhysical, v []reg.VecPhysical, c reg.VecPhysical, free []reg.VecPhysical) {
	place := func(p reg.GPPhysical) Mem { return Mem{Base: p, Index: at, Scale: 1, Disp: s.bytes / 2 * i} }
	if s == avx512 {
		k := []reg.OpmaskPhysical{reg.K1, reg.K2}[i]
		for j, p := range pointers {
			VMOVUPS_Z(place(p), k, v[j].AsY())
			VCVTPS2PD(v[j].AsY(), v[j])
		}
		VADDPD(l.value(v, c, free), a, k, a)
		return
	}
	ones := free[len(free)-1]
	VMOVUPS(Mem{Base: rest, Disp: 16 * i}, ones.AsX())
	for j, p := range pointers {
		VMASKMOVPS(place(p), ones.AsX(), v[j].AsX())
		VCVTPS2PD(v[j].AsX(), v[j])
	}
	value := l.value(v, c, free)
	VPMOVSXDQ(ones.AsX(), ones)
	VANDPD(ones, value, value)
	VADDPD(value, a, a)
}

// hingeMargin computes x = 1 − sign·x.
func hingeMargin(x, sign, one reg.VecPhysical) {
	VMULPD(x, sign, x)
	VMOVUPD(numbers.number("one"), one)
	VSUBPD(x, one, x)
}
