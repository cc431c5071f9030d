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

// Conv2DGradInput computes dx, the gradient of x, from dy, that of y.
func Conv2DGradInput(dx, dy, w []float32, c Conv) {
	if err := (ConvGradInput{Grouped: Grouped{Conv: c, Groups: 1}}).Run(dx, Inputs{dy, w}); err != nil {
		panic(err)
	}
}
