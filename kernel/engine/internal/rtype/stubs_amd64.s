#include "go_asm.h"
#include "textflag.h"

// Stub i loads function value i into the context register and jumps to its code.
// All registers that pass arguments stay as they are.
#define STUB(i) PCALIGN $16; MOVQ ·slots+(8*(i))(SB), DX; MOVQ (DX), R12; JMP R12;
#define STUB4(i) STUB(i) STUB(i+1) STUB(i+2) STUB(i+3)
#define STUB16(i) STUB4(i) STUB4(i+4) STUB4(i+8) STUB4(i+12)
#define STUB64(i) STUB16(i) STUB16(i+16) STUB16(i+32) STUB16(i+48)
#define STUB256(i) STUB64(i) STUB64(i+64) STUB64(i+128) STUB64(i+192)
#define STUB1024(i) STUB256(i) STUB256(i+256) STUB256(i+512) STUB256(i+768)
#define STUB4096(i) STUB1024(i) STUB1024(i+1024) STUB1024(i+2048) STUB1024(i+3072)

// func stubs()
TEXT ·stubs(SB), NOSPLIT|NOFRAME, $0-0
	STUB4096(0)
	STUB4096(4096)
	STUB4096(8192)
	STUB4096(12288)

// func stubsPC() unsafe.Pointer
TEXT ·stubsPC(SB), NOSPLIT, $0-8
	LEAQ ·stubs(SB), AX
	MOVQ AX, ret+0(FP)
	RET

// Promoted methods: the receiver's word (AX) becomes that of the embedded field,
// as the adapter in the context register (DX) says, and its method goes on.

// func addOffset()
TEXT ·addOffset(SB), NOSPLIT|NOFRAME, $0-0
	TESTB AX, (AX) // a nil pointer has no fields
	ADDQ adapter_offset(DX), AX
	MOVQ adapter_target(DX), DX
	MOVQ (DX), R12
	JMP R12

// func loadPointer()
TEXT ·loadPointer(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ adapter_offset(DX), R12
	MOVQ (AX)(R12*1), AX
	MOVQ adapter_target(DX), DX
	MOVQ (DX), R12
	JMP R12

// func loadInterface()
TEXT ·loadInterface(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ adapter_offset(DX), R12
	MOVQ (AX)(R12*1), R13
	MOVQ 8(AX)(R12*1), AX
	MOVQ adapter_method(DX), R12
	MOVQ (R13)(R12*1), R12
	JMP R12

// func adapterPC() (addOffset, loadPointer, loadInterface uintptr)
TEXT ·adapterPC(SB), NOSPLIT, $0-24
	LEAQ ·addOffset(SB), AX
	MOVQ AX, addOffset+0(FP)
	LEAQ ·loadPointer(SB), AX
	MOVQ AX, loadPointer+8(FP)
	LEAQ ·loadInterface(SB), AX
	MOVQ AX, loadInterface+16(FP)
	RET
