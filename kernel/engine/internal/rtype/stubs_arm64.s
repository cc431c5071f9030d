#include "go_asm.h"
#include "textflag.h"

// Stub i loads function value i into the context register and jumps to its code.
// All registers that pass arguments stay as they are.
#define STUB(i) PCALIGN $16; MOVD ·slots+(8*(i))(SB), R26; MOVD (R26), R20; JMP (R20);
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
	MOVD $·stubs(SB), R0
	MOVD R0, ret+0(FP)
	RET

// Promoted methods: the receiver's word (R0) becomes that of the embedded field,
// as the adapter in the context register (R26) says, and its method goes on.

// func addOffset()
TEXT ·addOffset(SB), NOSPLIT|NOFRAME, $0-0
	MOVB (R0), R20 // a nil pointer has no fields
	MOVD adapter_offset(R26), R20
	ADD R20, R0
	MOVD adapter_target(R26), R26
	MOVD (R26), R20
	JMP (R20)

// func loadPointer()
TEXT ·loadPointer(SB), NOSPLIT|NOFRAME, $0-0
	MOVD adapter_offset(R26), R20
	MOVD (R0)(R20), R0
	MOVD adapter_target(R26), R26
	MOVD (R26), R20
	JMP (R20)

// func loadInterface()
TEXT ·loadInterface(SB), NOSPLIT|NOFRAME, $0-0
	MOVD adapter_offset(R26), R20
	ADD R20, R0
	MOVD (R0), R21
	MOVD 8(R0), R0
	MOVD adapter_method(R26), R20
	MOVD (R21)(R20), R20
	JMP (R20)

// func adapterPC() (addOffset, loadPointer, loadInterface uintptr)
TEXT ·adapterPC(SB), NOSPLIT, $0-24
	MOVD $·addOffset(SB), R0
	MOVD R0, addOffset+0(FP)
	MOVD $·loadPointer(SB), R0
	MOVD R0, loadPointer+8(FP)
	MOVD $·loadInterface(SB), R0
	MOVD R0, loadInterface+16(FP)
	RET
