package progress

import (
	"io"
	"os"
	"sync"
)

// The host that shows bars of standard output and error, if there is one.
var host struct {
	sync.Mutex
	begin          func() (show func(State))
	stdout, stderr io.Writer // as they were when the host came
}

// SetHost has a host, such as a notebook, show the bars that would write to
// the standard output or error of this process. begin is called for each new
// bar, and what it returns for each of the bar's states, one after the other.
// With nil there is no host.
func SetHost(begin func() (show func(State))) {
	host.Lock()
	defer host.Unlock()
	host.begin, host.stdout, host.stderr = begin, os.Stdout, os.Stderr
}

// hosted returns what shows a new bar of w; nil where no host does.
func hosted(w io.Writer) func(State) {
	host.Lock()
	defer host.Unlock()
	if host.begin == nil || w != host.stdout && w != host.stderr {
		return nil
	}
	return host.begin()
}
