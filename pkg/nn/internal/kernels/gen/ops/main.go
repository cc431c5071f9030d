// Command ops writes the assembly of what is neither a product nor a plain
// activation: losses, sums of planes, pooling, upsampling, colours, singular
// vectors. Run it with go generate in the folder of package kernels.
//
// There is no fused multiply-add in it but for products that are exact: pure Go
// has the same operations in the same order, and so the same bits.
package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64")
	numbers = newTable()
	laneSums()
	lossGrads()
	maxima()
	repeats()
	halves()
	evens()
	weightedColumns()
	spectralGrad()
	average()
	colour()
	Generate()
}

// isa is an instruction set by the bytes that its vectors have.
type isa struct {
	suffix string
	bytes  int
}

var (
	avx512 = isa{"AVX512", 64}
	avx2   = isa{"AVX2", 32}
)

// regs are the first 16 vectors of s, which are all that AVX2 has.
func (s isa) regs() []reg.VecPhysical {
	if s.bytes == 64 {
		return []reg.VecPhysical{
			reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
			reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
		}
	}
	return []reg.VecPhysical{
		reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
		reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
	}
}

// doubles is how many float64 a vector has.
func (s isa) doubles() int { return s.bytes / 8 }

// narrow is the part of r that holds a float32 for each of its float64.
func (s isa) narrow(r reg.VecPhysical) reg.VecPhysical {
	if s.bytes == 64 {
		return r.AsY().(reg.VecPhysical)
	}
	return r.AsX().(reg.VecPhysical)
}

// arg is the place of an argument on the stack.
func arg(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(fmt.Sprintf("ops: argument %s: %v", name, err))
	}
	return b.Addr
}

// function begins a function.
func function(name, signature, doc string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " " + doc)
}

func end() {
	VZEROUPPER()
	RET()
}

// table is a global of float64 numbers, each of them eight times.
type table struct {
	g  Mem
	at map[string]int
}

var numbers *table

func newTable() *table {
	t := &table{GLOBL("opsNumbers", attr.RODATA|attr.NOPTR), map[string]int{}}
	add := func(name string, bits uint64) {
		at := 64 * len(t.at)
		t.at[name] = at
		for lane := range 8 {
			DATA(at+8*lane, U64(bits))
		}
	}
	for _, n := range []struct {
		name  string
		value float64
	}{
		{"one", 1}, {"two", 2}, {"minus", math.Copysign(0, -1)},
		{"lowest", lowest}, {"log2e", math.Log2E}, {"round", round}, {"ln2High", ln2High}, {"ln2Low", ln2Low},
	} {
		add(n.name, math.Float64bits(n.value))
	}
	add("bias", 1023<<52)
	factorial := 1.0
	for i := range expTerms {
		factorial *= float64(max(i, 1))
		add(fmt.Sprintf("e%d", i), math.Float64bits(1/factorial))
	}
	for i := range logTerms {
		add(fmt.Sprintf("l%d", i), math.Float64bits(1/float64(2*i+1)))
	}
	return t
}

func (t *table) number(name string) Mem {
	at, ok := t.at[name]
	if !ok {
		panic("ops: no number " + name)
	}
	return t.g.Offset(at)
}
