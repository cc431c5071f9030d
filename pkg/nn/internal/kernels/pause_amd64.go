package kernels

// pause lets a fraction of a microsecond pass without giving the processor away.
func pause() { spin(10) }
