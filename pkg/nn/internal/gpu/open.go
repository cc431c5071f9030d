//go:build gpu || emulator

package gpu

// newCard is a card that d drives.
func newCard(d driver) *Card {
	return &Card{stream: stream{on: d}, driver: d}
}
