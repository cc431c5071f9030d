//go:build !amd64

package kernels

import "runtime"

// pause lets a little time pass.
func pause() { runtime.Gosched() }
