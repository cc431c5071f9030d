//go:build !windows

package worker

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/pkg/progress"
)

// bars shows progress bars as displays, each updated where it stands.
type bars struct {
	display func(display.Data) error

	mu   sync.Mutex
	cell int           // that runs or ran last
	open map[*bar]bool // begun and not at their last state
}

// A bar is one display. bars.mu guards it.
type bar struct {
	id    string
	cell  int // where it stands; 0 for nowhere
	state progress.State
	drawn time.Time
	timer *time.Timer // draws what came too soon after the last; nil where nothing did
}

func newBars(show func(display.Data) error) *bars {
	return &bars{display: show, open: map[*bar]bool{}}
}

// begin is the host of bars; see progress.SetHost.
func (all *bars) begin() func(progress.State) {
	b := &bar{id: rand.Text()} // never one that an earlier worker showed
	return func(s progress.State) { all.show(b, s) }
}

func (all *bars) show(b *bar, s progress.State) {
	all.mu.Lock()
	defer all.mu.Unlock()
	b.state = s
	all.open[b] = true
	wait := progress.Redraws - time.Since(b.drawn)
	switch {
	case s.Last:
		all.draw(b)
		delete(all.open, b)
		// Consoles know no updates. They show what belongs to no cell; front ends
		// that do know updates drop it.
		_ = all.display(display.Data{Data: b.data().Data, Transient: display.MIMEMap{"no_cell": true}})
	case wait <= 0 || b.cell == 0:
		all.draw(b)
	case b.timer == nil:
		var timer *time.Timer
		timer = time.AfterFunc(wait, func() {
			all.mu.Lock()
			defer all.mu.Unlock()
			if b.timer == timer { // not one that a draw has overtaken
				all.draw(b)
			}
		})
		b.timer = timer
	}
}

// draw shows the state of a bar: where the bar stands, or in the cell that
// runs. all.mu is held.
func (all *bars) draw(b *bar) {
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
	b.drawn = time.Now()
	d := display.Update(b.id, b.data())
	if b.cell == 0 {
		b.cell = all.cell
		d = display.WithID(b.id, b.data())
	}
	_ = all.display(d) // where this fails the server is gone
}

func (b *bar) data() display.Data {
	return display.MakeData3(display.MIMETypeHTML, b.state.Text(), b.state.HTML())
}

// cellBegins has new bars stand in the cell that begins.
func (all *bars) cellBegins() {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.cell++
}

// cellEnds draws what has been held back. Whoever looks at a notebook later is
// not told how long work that may have been interrupted was to take.
func (all *bars) cellEnds() {
	all.mu.Lock()
	defer all.mu.Unlock()
	for b := range all.open {
		if b.timer != nil || b.state != b.state.AtRest() {
			b.state = b.state.AtRest()
			all.draw(b)
		}
	}
}

// cleared notes that the cell's outputs are gone: its bars that go on are shown
// anew.
func (all *bars) cleared() {
	all.mu.Lock()
	defer all.mu.Unlock()
	for b := range all.open {
		if b.cell == all.cell {
			b.cell = 0
		}
	}
}
