#include "textflag.h"

// func goroutine() uintptr
TEXT ·goroutine(SB), NOSPLIT|NOFRAME, $0-8
	MOVD g, R0
	MOVD R0, ret+0(FP)
	RET

// A function value of cells begins with the address of tramp, and has in its
// second word the function value that compiled code shall call.
TEXT ·tramp(SB), NOSPLIT|NOFRAME, $0-0
	MOVD 8(R26), R26
	MOVD (R26), R16
	JMP (R16)

GLOBL ·trampAddr(SB), RODATA, $8
DATA ·trampAddr(SB)/8, $·tramp(SB)
