// Package server is the Jupyter side of the kernel. It speaks Jupyter's
// protocol and never runs user code: that is done by a worker process, which may
// hang or die without taking the kernel with it. Of it the server knows its
// command line and package link, through which they talk; it links no engine.
//
// # How it works
//
// Run listens on the five channels and starts a worker. Requests on shell are
// answered in order, one at a time; control has a loop of its own, so that
// interrupt and shutdown are heard while a cell runs. Everything is bracketed
// by the states busy and idle on iopub, whatever happens in between.
//
// A cell goes to the worker as a frame. What it prints comes on two pipes, read
// in the order in which they were written to, in pieces gathered for some
// milliseconds; what it displays, and its end, come as frames. Markers in the
// pipes keep all in order (see link.Frame). Where the front end reads slowly,
// the pipes fill and the cell waits: a flood takes no memory.
//
// An interrupt is passed on to the worker. A worker that has not ended its cell
// after a grace period, or that died, is replaced, and the cell says so. The
// trace of a worker that died is shown folded; the kernel's log has all of it.
package server
