// Package engine runs cells of Go that share their declarations. It knows
// neither Jupyter nor processes:
//
//	e, err := engine.New(engine.Options{})
//	r, err := e.Eval(ctx, engine.Cell{Number: 1, Code: "x := 20 + 1"})
//	r, err = e.Eval(ctx, engine.Cell{Number: 2, Code: "x * 2"}) // r.Values: 42
//
// # How a cell becomes Go
//
// A cell is cut into declarations and statements and checked by go/types, in a
// package of its own that sees what earlier cells have declared and it mentions
// (internal/cells). A cell that fails to check changes nothing.
//
// What has been checked becomes closures over real Go memory (internal/compile):
// a frame is memory whose pointers the collector knows, an expression of type T a
// func(frame) T, a variable of the notebook a fixed address. Functions are
// compiled when they are first called, generic ones once for each choice of type
// arguments. Types of cells are types of the runtime, with methods that compiled
// code can call (internal/rtype).
//
// Packages that are compiled into the program are described by package symbols;
// others are found, checked and interpreted from source (internal/source).
//
// # Declaring again
//
// A variable or type that is declared again as it was keeps its memory and its
// identity, so that running a cell twice loses nothing; callers of a function
// that is declared again with the same signature call the new one. What changes
// its type is another object, and earlier code keeps the earlier one.
//
// # Interrupts
//
// Code looks for an interrupt in loops, at calls and where it waits for a
// channel. Where compiled code does not return, the goroutine is left behind and
// ends when it is next in the cell's own code. Variables are kept.
//
// # Whether it is Go
//
// The tests run the Go project's own test programs and the standard library's
// examples as cells, and compare random programs with what the compiler makes
// of them.
package engine
