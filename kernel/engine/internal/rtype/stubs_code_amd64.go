//go:build linux || darwin

package rtype

import "encoding/binary"

// writeStub writes what STUB of stubs_amd64.s is, its slot being that far from it.
func writeStub(code []byte, slot int) {
	const load = 7 // the length of the first instruction, from whose end it counts
	copy(code, []byte{
		0x48, 0x8b, 0x15, 0, 0, 0, 0, // MOVQ slot(IP), DX
		0x4c, 0x8b, 0x22, // MOVQ (DX), R12
		0x41, 0xff, 0xe4, // JMP R12
		0xcc, 0xcc, 0xcc,
	})
	binary.LittleEndian.PutUint32(code[3:], uint32(slot-load))
}
