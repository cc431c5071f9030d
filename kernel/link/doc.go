// Package link is what the kernel's two processes say to each other: the
// server, which speaks Jupyter, and the worker, which runs cells and may hang or
// die. It is all that they share.
//
// The server starts a worker with four pipes: requests, frames, standard output
// and standard error. Both ends write frames (see Frame) with a Writer and read
// them as a stream of JSON:
//
//	requests := link.NewWriter(w)
//	err := requests.Write(link.Frame{Op: link.OpEval, ID: 7, Cell: 1, Code: "x := 1"})
//
//	var f link.Frame
//	err = json.NewDecoder(r).Decode(&f)
package link
