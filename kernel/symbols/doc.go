// Package symbols is what notebooks can import: packages compiled into the
// program, described so that gomacro can call them.
//
// gomacro finds compiled packages in a map from import path to reflected
// functions, types, variables and constants. The files gen_*.go, one per
// package, are written by the generator in gen:
//
//	go generate ./kernel/...
//
// To compile in another package, add its path to gen/packages.go and generate
// again; every package of this module's pkg/ is taken without being named.
// Generic declarations are left out: gomacro cannot call them. (Package worker
// compiles calls of those that notebooks use most.)
//
// Declarations and comments are in gen_docs_*.json.gz, for whoever asks what
// something is.
//
// A package's table is built when a notebook first imports it, so that the
// program's other commands do not pay for it.
package symbols

//go:generate go run ./gen
