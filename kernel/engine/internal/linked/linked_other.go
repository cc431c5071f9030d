//go:build !unix

package linked

var platform map[string]any
