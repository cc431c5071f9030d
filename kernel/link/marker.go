package link

import "fmt"

// Marker is what the worker writes to its outputs before the frame with the
// number mark. It is short enough to be written to a pipe in one piece.
func Marker(nonce string, mark int) string {
	return fmt.Sprintf("%s%d\x00", MarkerPrefix(nonce), mark)
}

// MarkerPrefix is how a marker begins; digits and a zero byte follow.
func MarkerPrefix(nonce string) string { return "\x00crococlock " + nonce + " " }
