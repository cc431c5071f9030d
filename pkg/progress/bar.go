package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// InPlaceEnv is the environment variable that says, when it is "1", that
// standard output and error understand a carriage return though they are no
// terminal. The Jupyter kernel sets it for the code it runs.
const InPlaceEnv = "CROCOCLOCK_IN_PLACE"

const (
	width   = 30                     // columns of a bar
	redraws = 100 * time.Millisecond // at most one redraw in this time
)

// A Bar is the progress of one piece of work of known size. Its methods may be
// called from several goroutines.
type Bar struct {
	w       io.Writer
	label   string
	total   int64
	inPlace bool

	mu      sync.Mutex
	done    int64
	note    string
	tenth   int64 // last tenth written to a log
	start   time.Time
	drawn   time.Time
	columns int // of the line drawn last
	closed  bool
}

// New returns a bar that writes to w, with a label and the size of the work in
// units of the caller's choice. A total of zero or less is work of unknown
// size: its count is shown without a bar.
func New(w io.Writer, label string, total int64) *Bar {
	return &Bar{w: w, label: label, total: total, inPlace: understandsReturn(w), start: time.Now()}
}

// Set says that done units of the total are finished.
func (b *Bar) Set(done int64) { b.SetNote(done, "") }

// SetNote is Set with a few words shown behind the bar, such as a loss.
func (b *Bar) SetNote(done int64, note string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done, b.note = done, note
	b.draw(false)
}

// Done writes the last state and ends the line. Later calls do nothing.
func (b *Bar) Done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.draw(true)
	b.closed = true
}

func (b *Bar) draw(last bool) {
	if b.closed {
		return
	}
	now := time.Now()
	if b.inPlace {
		if !last && now.Sub(b.drawn) < redraws {
			return
		}
		b.drawn = now
		line := b.line(now, last)
		columns := utf8.RuneCountInString(line)
		// Erasing is by blanks: a notebook knows no escape for it.
		fmt.Fprintf(b.w, "\r%s%s", line, strings.Repeat(" ", max(b.columns-columns, 0)))
		b.columns = columns
		if last {
			fmt.Fprintln(b.w)
		}
		return
	}
	tenth := b.tenth
	if b.total > 0 {
		tenth = b.done * 10 / b.total
	}
	if last && b.tenth < 10 || tenth > b.tenth {
		b.tenth = max(tenth, b.tenth)
		if last {
			b.tenth = 10
		}
		fmt.Fprintln(b.w, b.line(now, last))
	}
}

// line is the state in at most 78 columns for labels and notes of usual length.
// The last state leaves the clock out: what stays on the page is the same from
// run to run.
func (b *Bar) line(now time.Time, last bool) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s ", b.label)
	if b.total > 0 {
		full := min(max(int(b.done*width/b.total), 0), width)
		fmt.Fprintf(&s, "%s%s %d/%d", strings.Repeat("█", full), strings.Repeat("░", width-full), b.done, b.total)
	} else {
		fmt.Fprintf(&s, "%d", b.done)
	}
	if b.note != "" {
		fmt.Fprintf(&s, "  %s", b.note)
	}
	if spent := now.Sub(b.start).Round(time.Second); spent > 0 && b.inPlace && !last {
		fmt.Fprintf(&s, "  %v", spent)
	}
	return s.String()
}

func understandsReturn(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	if os.Getenv(InPlaceEnv) == "1" {
		return true
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
