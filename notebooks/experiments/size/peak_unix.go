//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peak is the most memory that an ended process had at once, in MB.
func peak(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" { // counts bytes, others kilobytes
		return int64(usage.Maxrss) >> 20
	}
	return int64(usage.Maxrss) >> 10
}
