//go:build emulator

package emulator

var Probe = probe
