package kernels

import (
	"fmt"
	"os"
	"sync/atomic"
)

// simd is a set of instructions that work on many values at once. The empty
// one is pure Go, which every processor runs.
type simd int32

const (
	undecided simd = iota
	pureGo
	avx2
	avx512
)

var simdNames = map[string]simd{"off": pureGo, "avx2": avx2, "avx512": avx512}

// chosen is the set in use, decided by the first computation.
var chosen atomic.Int32

// instructions is the set in use: the best that the processor has, or what the
// environment variable CROCOCLOCK_SIMD names, off, avx2 or avx512. It panics
// where that names none or one that the processor does not have: results of
// another set would pass for its own.
func instructions() simd {
	if s := simd(chosen.Load()); s != undecided {
		return s
	}
	s, err := choose(os.Getenv("CROCOCLOCK_SIMD"), available())
	if err != nil {
		panic(err.Error())
	}
	chosen.Store(int32(s))
	return s
}

// choose is the set called name, or the best where name is empty.
func choose(name string, best simd) (simd, error) {
	if name == "" {
		return best, nil
	}
	s, ok := simdNames[name]
	switch {
	case !ok:
		return undecided, fmt.Errorf("kernels: CROCOCLOCK_SIMD=%s: want off, avx2 or avx512", name)
	case s > best:
		return undecided, fmt.Errorf("kernels: CROCOCLOCK_SIMD=%s: this processor does not have it", name)
	}
	return s, nil
}
