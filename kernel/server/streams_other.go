//go:build !linux

package server

import (
	"os"
	"sync"
)

// follow reads the worker's outputs until they have ended, or stop is called.
func (o *output) follow(outputs map[string]*os.File) error {
	var all sync.WaitGroup
	o.mu.Lock()
	o.wake = func() {
		if o.stopped { // reads end with their files
			for _, f := range outputs {
				f.Close()
			}
		}
	}
	o.mu.Unlock()
	for stream, f := range outputs {
		all.Go(func() {
			defer o.ended(stream)
			buf := make([]byte, 64<<10)
			for {
				n, err := f.Read(buf)
				if n > 0 {
					o.take(stream, buf[:n])
				}
				if err != nil {
					return
				}
				o.awaitRelease(stream)
			}
		})
	}
	all.Wait()
	return nil
}

// awaitRelease waits until no marker holds the stream back.
func (o *output) awaitRelease(stream string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.holds(stream) && !o.stopped {
		changed := o.changed
		o.mu.Unlock()
		<-changed
		o.mu.Lock()
	}
}
