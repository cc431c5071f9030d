// Package symbols is what notebooks can import: the packages compiled into the
// program.
//
// Lookup gives a package's values: functions, pointers to variables, and types.
// They stand in tables that the linker lays out, one file a package, so that a
// start of the program does not pay for them. Import gives what go/types knows
// of a package: its export data, which holds the constants and the generic
// declarations too. Source gives the bodies of the generic ones; Instance those
// that are compiled in. Doc gives declarations and comments.
//
// Everything named gen_* is written by the generator in gen:
//
//	go generate ./kernel/symbols
//
// It type-checks every package for each platform of the engine. What differs
// between them has files of its own; all else is described as it is on
// linux/amd64.
//
// To compile in another package, add its path to gen/packages.go and generate
// again; the standard library, and every package of this module's pkg/, are
// taken without being named. Where the generator says that a generic function
// needs what cannot be interpreted, write the function anew in gen/_overrides.
package symbols

//go:generate go run ./gen
