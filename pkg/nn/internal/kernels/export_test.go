package kernels

// EachSIMD calls run under each set of instructions that the processor has.
func EachSIMD(run func(name string)) {
	defer chosen.Store(chosen.Load())
	for _, name := range []string{"off", "avx2", "avx512"} {
		if s := simdNames[name]; s <= available() {
			chosen.Store(int32(s))
			run(name)
		}
	}
}
