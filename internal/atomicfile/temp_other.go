//go:build !linux

package atomicfile

// newTemp is a new file in dir. It is left behind if the program is killed.
func newTemp(dir, pattern string) (named, error) { return newNamed(dir, pattern) }
