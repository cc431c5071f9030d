package kernels

//go:generate go run ./gen -pkg kernels -out gen_amd64.s -stubs gen_amd64.go

import "golang.org/x/sys/cpu"

// available is the best set of instructions that the processor has.
func available() simd {
	x := &cpu.X86
	switch {
	case x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX2 && x.HasFMA:
		return avx512
	case x.HasAVX2 && x.HasFMA:
		return avx2
	}
	return pureGo
}
