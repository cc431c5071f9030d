package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/crococlock/crococlock/internal/tty"
)

// Redraws is the time in which a bar is redrawn at most once.
const Redraws = 100 * time.Millisecond

// A Bar is the progress of one piece of work. Its methods may be called from
// several goroutines.
type Bar struct {
	show  func(State)
	start time.Time

	mu    sync.Mutex
	state State
}

// New returns a bar that writes to w, with a label and the size of the work in
// units of the caller's choice. A total of zero or less is work of unknown
// size: its count is shown without a bar.
func New(w io.Writer, label string, total int64) *Bar {
	b := &Bar{start: time.Now(), state: State{Label: label, Total: total}}
	if u, ok := w.(interface{ Unwrap() *os.File }); ok { // what stands for a file in a notebook
		w = u.Unwrap()
	}
	switch show := hosted(w); {
	case show != nil:
		b.show = show
		b.show(b.state)
	case tty.Is(w):
		b.show = (&terminal{w: w}).show
	default:
		b.show = (&log{w: w}).show
	}
	return b
}

// Set says that done units of the total are finished.
func (b *Bar) Set(done int64) { b.SetNote(done, "") }

// SetNote is Set with a few words shown behind the bar, such as a loss.
func (b *Bar) SetNote(done int64, note string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state.Last {
		return
	}
	s := &b.state
	s.Done, s.Note = done, note
	spent := time.Since(b.start)
	s.Spent, s.Left = spent.Round(time.Second), 0
	if s.Done > 0 && s.Done < s.Total && s.Spent > 0 {
		s.Left = time.Duration(float64(spent) / float64(s.Done) * float64(s.Total-s.Done)).Round(time.Second)
	}
	b.show(*s)
}

// Done shows the last state and ends the line. Later calls do nothing.
func (b *Bar) Done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state.Last {
		return
	}
	b.state = b.state.AtRest()
	b.state.Last = true
	b.show(b.state)
}

// A terminal redraws one line.
type terminal struct {
	w       io.Writer
	drawn   time.Time
	columns int // of the line drawn last
}

func (t *terminal) show(s State) {
	now := time.Now()
	if !s.Last && now.Sub(t.drawn) < Redraws {
		return
	}
	t.drawn = now
	line := s.Text()
	columns := utf8.RuneCountInString(line)
	fmt.Fprintf(t.w, "\r%s%s", line, strings.Repeat(" ", max(t.columns-columns, 0)))
	t.columns = columns
	if s.Last {
		fmt.Fprintln(t.w)
	}
}

// A log gets a line at each tenth.
type log struct {
	w     io.Writer
	tenth int64 // written last
}

func (l *log) show(s State) {
	tenth := l.tenth
	switch {
	case s.Last:
		tenth = 10
	case s.Total > 0:
		tenth = s.Done * 10 / s.Total
	}
	if tenth > l.tenth {
		l.tenth = tenth
		fmt.Fprintln(l.w, s.AtRest().Text())
	}
}
