package main

import (
	"fmt"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// filterRow writes the transform of filters to the points of a row, for n
// channels and a panel of 32: of filters of 4×4 taps, of which a part are every
// other, or of 3×3, which may be turned round.
func filterRow(s isa, taps int, turned bool) {
	const panel = 32 * 4 // bytes
	t, side, apartBy := filter2, 4, 2
	name, factors := "winogradFilterRow"+s.suffix, "first, second float32"
	if taps == 3 {
		t, side, apartBy = filter3, 3, 1
		name, factors = "winograd3FilterRow"+s.suffix, "first, second, third float32"
	}
	if turned {
		name = "winograd3TurnedRow" + s.suffix
	}
	TEXT(name, NOSPLIT, fmt.Sprintf("func(dst *float32, step int, taps *float32, n int, %s)", factors))
	Pragma("noescape")
	Doc(name + " is filterRow for the taps of a part and what those of a column count in the row.")
	dst, src, step, n := reg.RDI, reg.RSI, reg.RCX, reg.RBX
	steps := [2]reg.GPPhysical{reg.RDX, reg.R8}
	var vectors file
	for i := min(s.regs, 16) - 1; i >= 0; i-- {
		vectors.free(s.vector(i))
	}
	constants := spread(t.constants, &vectors)
	Load(Param("dst"), dst)
	Load(Param("taps"), src)
	Load(Param("n"), n)
	Load(Param("step"), step)
	SHLQ(Imm(2), step)
	odd(step, steps, t.out)

	Label("loop")
	for at := 0; at < panel; at += s.bytes {
		columns := make([]reg.VecPhysical, taps)
		for i := range columns {
			columns[i] = vectors.take()
		}
		for j, name := range []string{"first", "second", "third"}[:taps] {
			count := vectors.take()
			VBROADCASTSS(argument(name), count)
			for i, c := range columns {
				tap := Mem{Base: src, Disp: at + (side*j+i)*apartBy*panel}
				if j == 0 {
					VMULPS(tap, count, c)
				} else {
					VFMADD231PS(tap, count, c)
				}
			}
			vectors.free(count)
		}
		if turned {
			slices.Reverse(columns)
		}
		for i, r := range t.body(columns, constants, &vectors) {
			to := apart(dst, step, steps, i)
			to.Disp = at
			VMOVUPS(r, to)
			vectors.free(r)
		}
	}
	ADDQ(I32(int32(side*side*panel)), src)
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
