package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// As in exponential.go of package kernels.
const (
	lowest   = -708
	round    = 3 << 51
	ln2High  = 6.93147180369123816490e-01
	ln2Low   = 1.90821492927058770002e-10
	expTerms = 14
	logTerms = 16
)

// expNegative computes p = exp x for x ≤ 0; x and three registers of spare are
// spoilt.
func expNegative(x, p reg.VecPhysical, spare []reg.VecPhysical) {
	t, n := spare[0], spare[1]
	VMOVUPD(numbers.number("lowest"), t)
	VMAXPD(x, t, x) // x if that is NaN
	VMULPD(numbers.number("log2e"), x, t)
	VADDPD(numbers.number("round"), t, t)
	VSUBPD(numbers.number("round"), t, n)
	VMULPD(numbers.number("ln2High"), n, p)
	VSUBPD(p, x, x)
	VMULPD(numbers.number("ln2Low"), n, p)
	VSUBPD(p, x, x)
	series("e", expTerms, x, p, spare[1:])
	VPSLLQ(Imm(52), t, t)
	VPADDQ(numbers.number("bias"), t, t)
	VMULPD(t, p, p)
}

// logOnePlus computes p = log(1 + x) for 0 ≤ x ≤ 1; x and three registers of
// spare are spoilt.
func logOnePlus(x, p reg.VecPhysical, spare []reg.VecPhysical) {
	z := spare[0]
	VADDPD(numbers.number("two"), x, z)
	VDIVPD(z, x, x)
	VMULPD(x, x, z)
	series("l", logTerms, z, p, spare[1:])
	VADDPD(x, x, x)
	VMULPD(x, p, p)
}

// series computes p, the sum of the table's numbers times powers of x, even and
// odd ones apart; two registers of spare are spoilt.
func series(name string, terms int, x, p reg.VecPhysical, spare []reg.VecPhysical) {
	odd, square := spare[0], spare[1]
	VMULPD(x, x, square)
	VMOVUPD(numbers.number(fmt.Sprint(name, terms-2)), p)
	VMOVUPD(numbers.number(fmt.Sprint(name, terms-1)), odd)
	for i := terms - 4; i >= 0; i -= 2 {
		VMULPD(square, p, p)
		VMULPD(square, odd, odd)
		VADDPD(numbers.number(fmt.Sprint(name, i)), p, p)
		VADDPD(numbers.number(fmt.Sprint(name, i+1)), odd, odd)
	}
	VMULPD(x, odd, odd)
	VADDPD(odd, p, p)
}

// expMinusSize computes e = exp −|x|; four registers of spare are spoilt.
func expMinusSize(x, e reg.VecPhysical, spare []reg.VecPhysical) {
	VORPD(numbers.number("minus"), x, spare[0])
	expNegative(spare[0], e, spare[1:])
}
