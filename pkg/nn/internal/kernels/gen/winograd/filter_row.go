package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// filterRow writes the transform of filters of 4×4 taps, of which a part are
// every other, to the five points of a row, for n channels and a panel of 32.
func filterRow(s isa) {
	const panel = 32 * 4 // bytes
	t := transforms[1]
	name := "winogradFilterRow" + s.suffix
	TEXT(name, NOSPLIT, "func(dst *float32, step int, taps *float32, n int, first, second float32)")
	Pragma("noescape")
	Doc(name + " is winogradFilterRow for the taps of a part and what those of a column count in the row.")
	dst, src, step, step3, n := reg.RDI, reg.RSI, reg.RCX, reg.RDX, reg.RBX
	var vectors file
	for i := min(s.regs, 16) - 1; i >= 0; i-- {
		vectors.free(s.vector(i))
	}
	constants := spread(t.constants, &vectors)
	first, second := vectors.take(), vectors.take()
	VBROADCASTSS(argument("first"), first)
	VBROADCASTSS(argument("second"), second)
	Load(Param("dst"), dst)
	Load(Param("taps"), src)
	Load(Param("n"), n)
	Load(Param("step"), step)
	SHLQ(Imm(2), step)
	LEAQ(Mem{Base: step, Index: step, Scale: 2}, step3)

	Label("loop")
	for at := 0; at < panel; at += s.bytes {
		columns := []reg.VecPhysical{vectors.take(), vectors.take()}
		for i, c := range columns {
			VMULPS(Mem{Base: src, Disp: at + 2*i*panel}, first, c)
			VFMADD231PS(Mem{Base: src, Disp: at + (8+2*i)*panel}, second, c)
		}
		for i, r := range t.body(columns, constants, &vectors) {
			to := apart(dst, step, step3, i)
			to.Disp = at
			VMOVUPS(r, to)
			vectors.free(r)
		}
	}
	ADDQ(I32(16*panel), src)
	ADDQ(I32(panel), dst)
	DECQ(n)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// argument is where the function at work finds an argument.
func argument(name string) Op {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}
