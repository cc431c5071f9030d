//go:build !race

package engine_test

// raced is whether the race detector is on.
const raced = false
