//go:build race

package server_test

// raced is whether the race detector is on: it wants terabytes of address
// space, and reports what cells do wrong on purpose.
const raced = true
