package worker

import "errors"

// Serve fails: what a worker does with its parent, its children and its streams
// is written for Unix. The rest of the program works.
func Serve() error {
	return errors.New("worker: cells cannot run on Windows itself; use the kernel under WSL")
}
