//go:build gpu || emulator

package gpu

import "fmt"

// newCard is a card that d drives.
func newCard(d driver) *Card {
	return &Card{stream: stream{on: d}, driver: d}
}

// noMemory is the error of an alloc.
func noMemory(wanted, free, total int) error {
	const mega = 1e6
	return fmt.Errorf("out of memory: %.1f MB wanted, %.1f MB of %.0f MB free", float64(wanted)/mega, float64(free)/mega, float64(total)/mega)
}
