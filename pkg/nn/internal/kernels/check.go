package kernels

import "fmt"

// need panics unless s holds want values: a wrong length is the caller's bug,
// found here before anything has been written.
func need(op, name string, s []float32, want int) {
	if len(s) != want {
		panic(fmt.Sprintf("kernels: %s: %s has %d values, want %d", op, name, len(s), want))
	}
}

// needBias is need for a bias, which may be nil.
func needBias(op string, bias []float32, want int) {
	if bias != nil {
		need(op, "bias", bias, want)
	}
}

// needGeometry panics where a geometry contradicts itself.
func needGeometry(op string, err error) {
	if err != nil {
		panic(fmt.Sprintf("%v (in %s)", err, op))
	}
}
