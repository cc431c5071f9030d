// Command winograd writes the assembly of the transforms of F(4×4, 2×2) and F(4×4, 3×3), which
// winograd.go of package kernels defines: run it with go generate in that
// package's folder.
package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64")
	for _, s := range []isa{{"AVX512", 64, 32}, {"AVX2", 32, 16}} {
		for _, t := range transforms {
			separable(s, t)
		}
		filterRow(s, 2, false)
		filterRow(s, 3, false)
		filterRow(s, 3, true)
	}
	Generate()
}

// isa is an instruction set: how many bytes a vector has, and how many vectors.
type isa struct {
	suffix      string
	bytes, regs int
}

func (s isa) vector(i int) reg.VecPhysical {
	return [][]reg.VecPhysical{
		{
			reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
			reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
			reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
			reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
		}, {
			reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
			reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
		},
	}[64/s.bytes-1][i]
}

// file is the vector registers nobody holds.
type file []reg.VecPhysical

func (f *file) take() reg.VecPhysical {
	r := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return r
}

func (f *file) free(r ...reg.VecPhysical) { *f = append(*f, r...) }

// separable writes t on the columns of a grid, then on the rows of what that
// gives, for n grids that lie beside each other. What is between the two stays
// in registers where there are enough, else on the stack.
func separable(s isa, t transform) {
	name := t.name + s.suffix
	TEXT(name, 0, "func(dst *float32, dstRow, dstCol int, src *float32, srcRow, srcCol, n int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is %s for n values, a multiple of 16.", name, t.name))
	dst, src, at, n := reg.RDI, reg.RSI, reg.RAX, reg.RBX
	srcRow, srcRows, srcCol := reg.RCX, [2]reg.GPPhysical{reg.RDX, reg.R13}, reg.R8
	dstRow, dstCol, dstCols := reg.R9, reg.R10, [2]reg.GPPhysical{reg.R11, reg.R15}
	onStack := s.bytes == 32 || max(t.in, t.out) > 5
	var vectors file
	for i := s.regs - 1; i >= 0; i-- {
		vectors.free(s.vector(i))
	}
	constants := spread(t.constants, &vectors)
	stack := reg.R12
	if onStack {
		place := AllocLocal(s.bytes * (t.in*t.out + 1))
		LEAQ(place, stack)
		ADDQ(Imm(uint64(s.bytes-1)), stack)
		ANDQ(I32(-int32(s.bytes)), stack)
	}
	Load(Param("dst"), dst)
	Load(Param("src"), src)
	Load(Param("n"), n)
	for _, stride := range []struct {
		name string
		to   reg.GPPhysical
	}{{"srcRow", srcRow}, {"srcCol", srcCol}, {"dstRow", dstRow}, {"dstCol", dstCol}} {
		Load(Param(stride.name), stride.to)
		SHLQ(Imm(2), stride.to)
	}
	odd(srcRow, srcRows, t.in)
	odd(dstCol, dstCols, t.out)

	Label("loop")
	between := make([][]reg.VecPhysical, t.out)
	MOVQ(src, at)
	for col := range t.in {
		in := make([]reg.VecPhysical, t.in)
		for row := range in {
			in[row] = vectors.take()
			VMOVUPS(apart(at, srcRow, srcRows, row), in[row])
		}
		if col+1 < t.in {
			ADDQ(srcCol, at)
		}
		for row, r := range t.body(in, constants, &vectors) {
			if !onStack {
				between[row] = append(between[row], r)
				continue
			}
			VMOVAPS(r, Mem{Base: stack, Disp: s.bytes * (row*t.in + col)})
			vectors.free(r)
		}
	}
	MOVQ(dst, at)
	for row := range t.out {
		in := between[row]
		for col := 0; onStack && col < t.in; col++ {
			in = append(in, vectors.take())
			VMOVAPS(Mem{Base: stack, Disp: s.bytes * (row*t.in + col)}, in[col])
		}
		for col, r := range t.body(in, constants, &vectors) {
			if t.adds {
				VADDPS(apart(at, dstCol, dstCols, col), r, r)
			}
			VMOVUPS(r, apart(at, dstCol, dstCols, col))
			vectors.free(r)
		}
		if row+1 < t.out {
			ADDQ(dstRow, at)
		}
	}
	ADDQ(Imm(uint64(s.bytes)), src)
	ADDQ(Imm(uint64(s.bytes)), dst)
	SUBQ(Imm(uint64(s.bytes/4)), n)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// spread writes constants to registers.
func spread(constants []float32, vectors *file) []reg.VecPhysical {
	to := make([]reg.VecPhysical, len(constants))
	for i, v := range constants {
		to[i] = vectors.take()
		MOVL(Imm(uint64(math.Float32bits(v))), reg.EAX)
		VMOVD(reg.EAX, to[i].AsX())
		VBROADCASTSS(to[i].AsX(), to[i])
	}
	return to
}

// odd writes three and five strides, as far as n places need them.
func odd(stride reg.GPPhysical, to [2]reg.GPPhysical, n int) {
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, to[0])
	if n > 5 {
		LEAQ(Mem{Base: stride, Index: stride, Scale: 4}, to[1])
	}
}

// apart is the address i strides behind base; odd has three and five of them.
func apart(base, stride reg.GPPhysical, odd [2]reg.GPPhysical, i int) Mem {
	switch i {
	case 0:
		return Mem{Base: base}
	case 3, 5:
		return Mem{Base: base, Index: odd[i/5], Scale: 1}
	}
	return Mem{Base: base, Index: stride, Scale: uint8(i)}
}
