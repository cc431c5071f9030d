//go:build race && !windows

package worker_test

// raced is whether the race detector is on: it wants terabytes of address
// space, and reports what cells do wrong on purpose.
const raced = true
