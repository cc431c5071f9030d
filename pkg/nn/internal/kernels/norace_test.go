//go:build !race

package kernels

// Racing says that the race detector runs, under which pools lose what they hold.
const Racing = false
