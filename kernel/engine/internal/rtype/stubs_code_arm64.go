//go:build linux || darwin

package rtype

import "encoding/binary"

// writeStub writes what STUB of stubs_arm64.s is, its slot being that far from it.
func writeStub(code []byte, slot int) {
	for i, op := range []uint32{
		0x5800001a | uint32(slot/4)<<5, // MOVD slot(PC), R26
		0xf9400354,                     // MOVD (R26), R20
		0xd61f0280,                     // JMP (R20)
		0xd4200000,                     // BRK
	} {
		binary.LittleEndian.PutUint32(code[4*i:], op)
	}
}
