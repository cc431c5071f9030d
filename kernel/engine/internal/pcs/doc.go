// Package pcs makes program counters for code that has none, and what package
// runtime makes of program counters: its Frames and Funcs, which nobody else can
// set. These are written in the runtime's own layout; the package's test says so
// if a release changes it.
package pcs
