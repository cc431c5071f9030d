package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// mul writes the product of rows×vectors: for each of tiles groups of rows
//
//	c[i][v] = from[i][v] + Σₖ a[rows[i] + steps[k]] · b[k][v]
//
// summed over k in order with fused multiply-adds, all of it in registers.
// Values of a are spread over a register, those of b fill one; the twelfth
// row's address stays on the stack, since there are only eleven registers for
// addresses.
func mul(s isa, vectors, rows int) {
	name := fmt.Sprintf("mul%dx%d%s", rows, vectors, s.suffix)
	TEXT(name, NOSPLIT, "func(c *float32, ldc int, from *float32, ldf int, a *float32, rows *int32, tiles int, steps *int32, depth int, b *float32, ldb int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is product for tiles of %d rows and %d columns.", name, rows, vectors*s.bytes/4))
	addresses := []reg.GPPhysical{reg.RAX, reg.RCX, reg.RDX, reg.R8, reg.R9, reg.R10, reg.R11, reg.R12, reg.R13, reg.R14, reg.R15}
	step, b, offset := reg.RSI, reg.RDI, reg.RBX
	sums, next := s.regs[:rows*vectors], s.regs[rows*vectors:]
	bs := next[:vectors]
	spare := next[vectors:]

	end, twelfth := AllocLocal(8), AllocLocal(8)
	Comment("Strides in bytes.")
	for _, stride := range []string{"ldc", "ldf", "ldb"} {
		SHLQ(Imm(2), arg(stride))
	}
	MOVQ(arg("depth"), offset)
	MOVQ(arg("steps"), step)
	LEAQ(Mem{Base: step, Index: offset, Scale: 4}, offset)
	MOVQ(offset, end)

	Label("tile")
	Comment("Where the rows of a begin.")
	MOVQ(arg("rows"), step)
	MOVQ(arg("a"), b)
	for i := range rows {
		r := offset
		if i < len(addresses) {
			r = addresses[i]
		}
		MOVLQSX(Mem{Base: step, Disp: 4 * i}, r)
		LEAQ(Mem{Base: b, Index: r, Scale: 4}, r)
		if i == len(addresses) {
			MOVQ(r, twelfth)
		}
	}
	ADDQ(Imm(uint64(4*rows)), arg("rows"))

	eachRow(s, "from", "ldf", rows, vectors, step, b, func(at Mem, i int) { VMOVUPS(at, sums[i]) })
	MOVQ(arg("steps"), step)
	MOVQ(arg("b"), b)
	CMPQ(step, end)
	JE(LabelRef("store"))

	Label("depth")
	MOVLQSX(Mem{Base: step}, offset)
	ADDQ(Imm(4), step)
	for v := range vectors {
		VMOVUPS(Mem{Base: b, Disp: v * s.bytes}, bs[v])
	}
	ADDQ(arg("ldb"), b)
	for i := range rows {
		at := Mem{Index: offset, Scale: 4}
		if i < len(addresses) {
			at.Base = addresses[i]
		} else {
			SHLQ(Imm(2), offset)
			ADDQ(twelfth, offset)
			at = Mem{Base: offset}
		}
		if vectors == 1 && s.bytes == 64 {
			VFMADD231PS_BCST(at, bs[0], sums[i])
			continue
		}
		x := spare[i%min(len(spare), 4)]
		VBROADCASTSS(at, x)
		for v := range vectors {
			VFMADD231PS(x, bs[v], sums[i*vectors+v])
		}
	}
	CMPQ(step, end)
	JNE(LabelRef("depth"))

	Label("store")
	eachRow(s, "c", "ldc", rows, vectors, step, b, func(at Mem, i int) { VMOVUPS(sums[i], at) })
	DECQ(arg("tiles"))
	JNE(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// eachRow visits the vectors of rows whose first lies at argument name, stride
// bytes apart, and leaves the argument pointing behind the last.
func eachRow(s isa, name, stride string, rows, vectors int, at, step reg.GPPhysical, visit func(at Mem, i int)) {
	MOVQ(arg(name), at)
	MOVQ(arg(stride), step)
	for i := range rows {
		for v := range vectors {
			visit(Mem{Base: at, Disp: v * s.bytes}, i*vectors+v)
		}
		ADDQ(step, at)
	}
	MOVQ(at, arg(name))
}
