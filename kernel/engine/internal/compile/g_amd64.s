#include "textflag.h"

// func goroutine() uintptr
TEXT ·goroutine(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ R14, ret+0(FP)
	RET

// A function value of cells begins with the address of tramp, and has in its
// second word the function value that compiled code shall call.
TEXT ·tramp(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ 8(DX), DX
	MOVQ (DX), R12
	JMP R12

GLOBL ·trampAddr(SB), RODATA, $8
DATA ·trampAddr(SB)/8, $·tramp(SB)
