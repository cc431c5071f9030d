package cnn_test

import "runtime"

// heap is what is in use after garbage is gone, in bytes.
func heap() int {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int(s.HeapAlloc)
}
