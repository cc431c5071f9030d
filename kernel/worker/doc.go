// Package worker is the process that runs cells: an engine for Go and what a
// notebook expects around it. It knows nothing of Jupyter, and may hang or die:
// package server, which drives it through package link, lives on.
//
// An Evaluator runs cells, for the kernel, a terminal and tests:
//
//	e, err := worker.New(worker.Options{Display: show})
//	res, err := e.Eval(ctx, worker.Cell{Number: 1, Code: "x := 20 + 1"})
//	res, err = e.Eval(ctx, worker.Cell{Number: 2, Code: "x * 2"}) // res.Data: 42
//
// Serve is the process around one: it takes requests and answers them with
// frames (serve.go), keeps displays among what is printed, shows progress bars
// (progress.go), and ends when its server does (process_*.go).
//
// # How a cell runs
//
// Special lines at its head are carried out and blanked (special.go), or say how
// the rest is to run: timed (timing.go), as tests (testing.go), as the body of
// main. Package engine checks, compiles and runs the rest. What the last
// expression gives is rendered in every form it has (package render), on the
// cell's own goroutine, since a value's methods may be the cell's. An error names
// the cell and the line of each call (failure.go, traceback.go).
//
// # What cells have in place of Go's own
//
// Compiled code does not know that it runs in a notebook. So cells have functions
// of ours where that shows (replace.go): time.Sleep and processes end with an
// interrupt, os.Exit tells where it was called, os.Stdin asks the user
// (stdin.go), what is printed to the two standard streams keeps its order
// (streams.go), a flag may be defined again (flags.go).
package worker
