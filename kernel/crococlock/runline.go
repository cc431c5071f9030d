package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/crococlock/crococlock/pkg/notebook"
)

// A runLine shows how far a run is: on a terminal in one line that it redraws
// every second, elsewhere not at all, since there the line at the run's end
// says enough.
type runLine struct {
	path  string
	w     io.Writer // nil: not a terminal
	start time.Time
	stop  chan struct{}
	drawn sync.WaitGroup

	mu    sync.Mutex
	state notebook.Progress
}

func startRunLine(path string, w io.Writer) *runLine {
	l := &runLine{path: path, start: time.Now(), stop: make(chan struct{})}
	if !isTerminal(w) {
		return l
	}
	l.w = w
	l.drawn.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				l.draw()
			case <-l.stop:
				fmt.Fprint(l.w, "\r\x1b[K")
				return
			}
		}
	})
	return l
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// cell notes that a cell begins.
func (l *runLine) cell(p notebook.Progress) {
	l.mu.Lock()
	l.state = p
	l.mu.Unlock()
	if l.w != nil {
		l.draw()
	}
}

func (l *runLine) draw() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state.Cell == 0 {
		fmt.Fprintf(l.w, "\r\x1b[K%s  starting the kernel  %.0f s", l.path, l.elapsed().Seconds())
		return
	}
	fmt.Fprintf(l.w, "\r\x1b[K%s  cell %d/%d  %.0f s", l.path, l.state.Cell, l.state.Cells, l.elapsed().Seconds())
}

// end removes the line from the terminal.
func (l *runLine) end() {
	close(l.stop)
	l.drawn.Wait()
}

func (l *runLine) cells() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state.Cells
}

func (l *runLine) elapsed() time.Duration { return time.Since(l.start) }
