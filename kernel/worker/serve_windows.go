package worker

import "errors"

// Serve fails: gomacro's description of log/syslog, a package that Windows has
// not, keeps it from being built there. The rest of the program works.
func Serve() error {
	return errors.New("worker: the Go interpreter cannot be built for Windows; use the kernel under WSL")
}
