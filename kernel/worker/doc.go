// Package worker is the process that runs cells: an engine for Go and what a
// notebook expects around it. It knows nothing of Jupyter, and may hang or die:
// package server, which drives it through package link, lives on.
//
// An Evaluator runs cells, for the kernel, a terminal and tests:
//
//	e := worker.New(worker.Options{Display: show})
//	res, err := e.Eval(ctx, worker.Cell{Number: 1, Code: "x := 20 + 1"})
//	res, err = e.Eval(ctx, worker.Cell{Number: 2, Code: "x * 2"}) // res.Data: 42
//
// Serve is the process around one: it takes requests and answers them with
// frames (serve.go), keeps displays among what is printed, shows progress bars
// (progress.go), and ends when its server does (process_*.go).
//
// # How a cell runs
//
// Special lines at its head are carried out and blanked (special.go). The rest is
// parsed by gomacro, imports are checked against what is compiled in, what Go
// refuses and gomacro does not is refused (numbers used as strings, missing
// returns), ranges over integers and functions are rewritten (gomacro is older than them),
// and the whole cell is compiled before any of it runs: an error found then
// leaves variables as they were. Then it runs on the goroutine that made the
// evaluator, the only one where gomacro can be interrupted. What the last
// expression gives is rendered in every form it has; what the cell has deferred
// runs last. An error names the cell and the line of each call (traceback.go).
//
// Package render shows values that are Go's own. Those of cells' types are not,
// to compiled code, which sees neither their methods nor their names: render*.go,
// shown.go and shape*.go write them as Go would.
//
// # Where gomacro is not Go
//
// gomacro is older than today's Go, and wrong in places. What it lacks is
// written into the cell's syntax tree before it compiles that, by rewrites that
// each have a file which begins with what becomes what: ranges over functions
// (iterate.go), generic functions of the standard library (generic.go),
// variables of each iteration (loopvar.go), deferred calls (deferred.go), single
// values of maps and interfaces (single.go), operators on elements (assignop.go),
// blanks among assignments (sink.go), interfaces (interfaces.go), types that
// refer to themselves (recursive.go), functions that call each other
// (announce.go), printing (printing.go), waits that an interrupt ends
// (blocking.go, waiting.go). The names they write begin with _ and are builtins
// of ours; one that learns a type notes it in findings and has the cell compiled
// again. What cells cannot do is said in one sentence (limits.go, cause.go).
package worker
