// Package compile makes closures of syntax that go/types has checked, and runs
// them.
//
// A function that is compiled is a code: the layout of its frame and a body. A
// frame (frame.go) begins with a head, then come parameters, results, the
// receiver, variables and temporaries, each at an offset that is known when the
// function is compiled. Variables that function literals use, or whose address
// is taken, have memory of their own, to which the frame points. Frames are used
// again by the thread that made them.
//
// An expression (expr.go) is a func(F) T, where T is the representation of its
// type (repr.go): one of Go's numbers, a string, a slice's header, an interface's
// two words, a pointer. Structs and arrays are known by where they are. A
// statement (stmt.go) is a func(F) ctl, which tells where to go on: that carries
// break, continue, goto and return.
//
// Calls (call.go) of cells' functions evaluate arguments into the callee's frame.
// Calls of compiled functions are made as what they are where their parameters
// fit into registers (direct.go), else through package reflect. A function value
// of cells (closure.go) is a function value of Go that compiled code can call.
//
// The runtime is asked for little: what it offers to package reflect (link.go),
// and the goroutine's identity (g_*.s).
package compile
