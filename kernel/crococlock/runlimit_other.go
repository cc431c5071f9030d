//go:build !unix

package main

// surviveFileLimit does nothing: there is no limit on files here.
func surviveFileLimit() {}
