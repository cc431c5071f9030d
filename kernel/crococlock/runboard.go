package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/crococlock/crococlock/internal/ansi"
	"github.com/crococlock/crococlock/internal/tty"
	"github.com/crococlock/crococlock/kernel/notebook"
)

// A runBoard shows how far the running notebooks are: on a terminal in one line
// that it redraws every second, elsewhere not at all, since there the line at a
// notebook's end says enough.
type runBoard struct {
	w     io.Writer // nil: not a terminal
	stop  chan struct{}
	drawn sync.WaitGroup

	mu    sync.Mutex // held while anything is written
	lines []*runLine
}

// A runLine is one running notebook.
type runLine struct {
	name  string
	start time.Time
	state notebook.Progress
}

func startRunBoard(w io.Writer) *runBoard {
	b := &runBoard{stop: make(chan struct{})}
	if !tty.Is(w) {
		return b
	}
	b.w = w
	b.drawn.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				b.locked(func() {})
			case <-b.stop:
				return
			}
		}
	})
	return b
}

// locked changes what is shown and draws it.
func (b *runBoard) locked(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
	if b.w == nil {
		return
	}
	shown := make([]string, len(b.lines))
	for i, l := range b.lines {
		where := "starting the kernel"
		if l.state.Cell > 0 {
			where = fmt.Sprintf("cell %d/%d", l.state.Cell, l.state.Cells)
		}
		shown[i] = fmt.Sprintf("%s  %s  %.0f s", l.name, where, time.Since(l.start).Seconds())
	}
	fmt.Fprint(b.w, ansi.NoWrap, ansi.Redraw, strings.Join(shown, "  ·  "), ansi.Wrap)
}

// add notes that a notebook begins.
func (b *runBoard) add(path string) *runLine {
	l := &runLine{name: filepath.Base(path), start: time.Now()}
	b.locked(func() { b.lines = append(b.lines, l) })
	return l
}

// cell notes that a cell begins.
func (b *runBoard) cell(l *runLine, p notebook.Progress) { b.locked(func() { l.state = p }) }

// remove notes that a notebook has ended.
func (b *runBoard) remove(l *runLine) {
	b.locked(func() { b.lines = slices.DeleteFunc(b.lines, func(other *runLine) bool { return other == l }) })
}

// report lets print write lines of its own, which nothing comes between.
func (b *runBoard) report(print func()) {
	b.locked(func() {
		if b.w != nil {
			fmt.Fprint(b.w, ansi.Redraw)
		}
		print()
	})
}

// end removes the board from the terminal.
func (b *runBoard) end() {
	close(b.stop)
	b.drawn.Wait()
	b.report(func() {})
}
