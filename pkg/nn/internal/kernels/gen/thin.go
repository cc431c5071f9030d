package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// thin writes the product for the few channels of an image: the vectors run
// along the pixels, four runs of them, and the filters' values are spread.
func thin(s isa, channels int) {
	const runs = 4
	name := fmt.Sprintf("thin%d%s", channels, s.suffix)
	TEXT(name, NOSPLIT, "func(c *float32, ldc int, shift *float32, b *float32, places, steps *int32, depth int, a *float32, lda int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes c[i·ldc + 16·r + j] = shift[i] + Σₖ a[k·lda + i]·b[places[16·r] + steps[k] + j]", name),
		fmt.Sprintf("for %d channels i, four runs r and %d values j.", channels, s.bytes/4))
	pointers := []reg.GPPhysical{reg.R8, reg.R9, reg.R10, reg.R11}
	a, lda, step, offset, depth, tmp := reg.RAX, reg.RCX, reg.RSI, reg.RBX, reg.RDX, reg.RDI
	sums, xs := s.regs[:channels*runs], s.regs[channels*runs:]
	run := xs[channels]
	MOVQ(arg("places"), step)
	MOVQ(arg("b"), tmp)
	for r, p := range pointers {
		MOVLQSX(Mem{Base: step, Disp: 64 * r}, p)
		LEAQ(Mem{Base: tmp, Index: p, Scale: 4}, p)
	}
	MOVQ(arg("shift"), tmp)
	for i := range channels {
		for r := range runs {
			VBROADCASTSS(Mem{Base: tmp, Disp: 4 * i}, sums[i*runs+r])
		}
	}
	MOVQ(arg("a"), a)
	MOVQ(arg("lda"), lda)
	SHLQ(Imm(2), lda)
	MOVQ(arg("steps"), step)
	MOVQ(arg("depth"), depth)
	Label("depth")
	MOVLQSX(Mem{Base: step}, offset)
	ADDQ(Imm(4), step)
	for i := range channels {
		VBROADCASTSS(Mem{Base: a, Disp: 4 * i}, xs[i])
	}
	ADDQ(lda, a)
	for r, p := range pointers {
		VMOVUPS(Mem{Base: p, Index: offset, Scale: 4}, run)
		for i := range channels {
			VFMADD231PS(run, xs[i], sums[i*runs+r])
		}
	}
	DECQ(depth)
	JNE(LabelRef("depth"))
	MOVQ(arg("c"), tmp)
	MOVQ(arg("ldc"), lda)
	SHLQ(Imm(2), lda)
	for i := range channels {
		for r := range runs {
			VMOVUPS(sums[i*runs+r], Mem{Base: tmp, Disp: 64 * r})
		}
		ADDQ(lda, tmp)
	}
	VZEROUPPER()
	RET()
}
