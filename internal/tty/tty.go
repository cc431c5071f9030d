// Package tty knows a terminal from a file.
package tty

import (
	"io"
	"os"
)

// Is reports whether w is a terminal: a device that shows characters, and not
// the null device, which is one to the system.
func Is(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
