//go:build race

package kernels_test

// racing says that the race detector runs, under which pools lose what they hold.
const racing = true
