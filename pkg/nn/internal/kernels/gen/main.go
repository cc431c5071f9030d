// Command gen writes the assembly of package kernels: run it with go generate
// in that package's folder.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is an instruction set: how many bytes and how many registers a vector has.
type isa struct {
	suffix string
	bytes  int
	regs   []reg.VecPhysical
}

var (
	avx512 = isa{"AVX512", 64, []reg.VecPhysical{
		reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
		reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
		reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
		reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
	}}
	avx2 = isa{"AVX2", 32, []reg.VecPhysical{
		reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
		reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
	}}
)

func main() {
	ConstraintExpr("amd64")
	for rows := 1; rows <= 12; rows++ {
		mul(avx512, 2, rows)
		mul(avx512, 1, rows)
		if rows <= 6 {
			mul(avx2, 2, rows)
		}
	}
	transpose512()
	transpose2()
	for _, width := range []int{4, 8, 16} {
		maxPool(width)
		maxPoolGrad(width)
	}
	maxColumns()
	activations()
	logistic("sigmoid", "y = 1/(1 + exp −x)", false)
	logistic("tanh", "y = tanh x", true)
	arithmetic()
	gates()
	normals()
	optimisers()
	sums()
	frames()
	prefetch()
	spin()
	dots(4)
	dots(1)
	for channels := 1; channels <= 3; channels++ {
		thin(avx512, channels)
		thin(avx2, channels)
	}
	Generate()
}

// arg is the place of an argument on the stack.
func arg(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(fmt.Sprintf("gen: argument %s: %v", name, err))
	}
	return b.Addr
}
