package main

import (
	"fmt"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const greater = 0x1e // of VCMPPD

// inDouble writes a loop that computes the first of arrays, n values, a
// multiple of 8, in float64. value gets the others and the constants, and may
// spoil all but the constants.
func inDouble(s isa, name, doc string, arrays, constants []string, value func(v, c, free []reg.VecPhysical) reg.VecPhysical) {
	name += s.suffix
	function(name, fmt.Sprintf("func(%s *float32, n int, %s float64)", strings.Join(arrays, ", "), strings.Join(constants, ", ")),
		fmt.Sprintf("computes %s for n values, a multiple of 8.", doc))
	pointers := []reg.GPPhysical{reg.RDI, reg.RSI, reg.RAX}[:len(arrays)]
	n, r := reg.RCX, s.regs()
	for i, p := range pointers {
		MOVQ(arg(arrays[i]), p)
	}
	MOVQ(arg("n"), n)
	c := r[:len(constants)]
	for i, name := range constants {
		VBROADCASTSD(arg(name), c[i])
	}
	v := r[len(constants):][:len(arrays)-1]
	free := r[len(constants)+len(v):]
	Label("loop")
	for at := 0; at < 32; at += s.bytes / 2 {
		for i := range v {
			VCVTPS2PD(Mem{Base: pointers[i+1], Disp: at}, v[i])
		}
		y := value(v, c, free)
		if s == avx512 {
			VCVTPD2PS(y, s.narrow(y))
		} else {
			VCVTPD2PSY(y, s.narrow(y))
		}
		VMOVUPS(s.narrow(y), Mem{Base: pointers[0], Disp: at})
	}
	for _, p := range pointers {
		ADDQ(Imm(32), p)
	}
	SUBQ(Imm(8), n)
	JNE(LabelRef("loop"))
	end()
}

func lossGrads() {
	arrays, constants := []string{"dx", "x", "y"}, []string{"scale"}
	inDouble(avx2, "squaresGrad", "dx = scale·(x − y)", arrays, constants, func(v, c, _ []reg.VecPhysical) reg.VecPhysical {
		VSUBPD(v[1], v[0], v[0])
		VMULPD(c[0], v[0], v[0])
		return v[0]
	})
	inDouble(avx2, "hingesGrad", "dx = −scale·y where y·x < 1, 0 elsewhere,", arrays, constants, func(v, c, free []reg.VecPhysical) reg.VecPhysical {
		hingeMargin(v[0], v[1], free[0])
		VXORPD(free[0], free[0], free[0])
		VCMPPD(Imm(greater), free[0], v[0], v[0])
		VXORPD(numbers.number("minus"), v[1], v[1])
		VANDPD(v[0], v[1], v[1])
		VMULPD(c[0], v[1], v[1])
		return v[1]
	})
	for _, s := range []isa{avx512, avx2} {
		inDouble(s, "crossEntropiesGrad", "dx = scale·(1/(1 + exp −x) − y)", arrays, constants, func(v, c, free []reg.VecPhysical) reg.VecPhysical {
			x, t, e, p := v[0], v[1], free[0], free[1]
			expMinusSize(x, e, free[1:])
			VMOVUPD(numbers.number("one"), p)
			VADDPD(p, e, free[2])
			if s == avx512 {
				VPMOVQ2M(x, reg.K1)
				VMOVAPD(e, reg.K1, p)
			} else {
				VBLENDVPD(x, e, p, p)
			}
			VDIVPD(free[2], p, p)
			VSUBPD(t, p, p)
			VMULPD(c[0], p, p)
			return p
		})
		inDouble(s, "exponentialsGrad", "dx = scale·exp(x − total)", []string{"dx", "x"}, []string{"total", "scale"}, func(v, c, free []reg.VecPhysical) reg.VecPhysical {
			VSUBPD(c[0], v[0], v[0])
			expNegative(v[0], free[0], free[1:])
			VMULPD(c[1], free[0], free[0])
			return free[0]
		})
	}
}

// spectralGrad writes a row of kernels.SpectralGrad.
func spectralGrad() {
	inDouble(avx2, "spectralGrad", "dw = (dy − f·v)/sigma", []string{"dw", "dy", "v"}, []string{"f", "sigma"}, func(v, c, _ []reg.VecPhysical) reg.VecPhysical {
		VMULPD(c[0], v[1], v[1])
		VSUBPD(v[1], v[0], v[0])
		VDIVPD(c[1], v[0], v[0])
		return v[0]
	})
}
