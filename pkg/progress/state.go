package progress

import (
	"fmt"
	"html"
	"strings"
	"time"
)

const width = 30 // columns of a bar

// A State is what a bar shows at one moment.
type State struct {
	Label       string
	Done, Total int64 // a total of zero or less is unknown
	Note        string
	Spent, Left time.Duration // of work that goes on, in seconds; zero where not known
	Last        bool          // nothing follows
}

// Text is the state as a line of at most 78 columns, for labels and notes of
// usual length.
func (s State) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s ", s.Label)
	if s.Total > 0 {
		full := int(s.share() * width)
		b.WriteString(strings.Repeat("█", full) + strings.Repeat("░", width-full) + " ")
	}
	b.WriteString(s.count())
	for _, more := range []string{s.Note, s.clock()} {
		if more != "" {
			b.WriteString("  " + more)
		}
	}
	return b.String()
}

// HTML is the state with the browser's own progress element, which needs no
// styles and is read out by screen readers.
func (s State) HTML() string {
	label, count := html.EscapeString(s.Label), s.count()
	var b strings.Builder
	switch {
	case s.Total > 0:
		fmt.Fprintf(&b, `<div><label>%s <progress value="%d" max="%d">%s</progress></label> %s`,
			label, min(max(s.Done, 0), s.Total), s.Total, s.percent(), count)
	case s.Last || s.Spent == 0: // without a value the element moves: that is for work that goes on
		fmt.Fprintf(&b, `<div>%s %s`, label, count)
	default:
		fmt.Fprintf(&b, `<div><label>%s <progress></progress></label> %s`, label, count)
	}
	if s.Note != "" {
		fmt.Fprintf(&b, ` · %s`, html.EscapeString(s.Note))
	}
	if clock := s.clock(); clock != "" {
		fmt.Fprintf(&b, ` · <small>%s</small>`, clock)
	}
	b.WriteString("</div>")
	return b.String()
}

// AtRest is the state without the clock: what stays on a page is the same from
// run to run.
func (s State) AtRest() State {
	s.Spent, s.Left = 0, 0
	return s
}

// share is the part that is done, in [0, 1].
func (s State) share() float64 {
	return min(max(float64(s.Done)/float64(s.Total), 0), 1)
}

func (s State) percent() string { return fmt.Sprintf("%d %%", int(100*s.share())) }

func (s State) count() string {
	if s.Total > 0 {
		return fmt.Sprintf("%d/%d", s.Done, s.Total)
	}
	return fmt.Sprint(s.Done)
}

func (s State) clock() string {
	switch {
	case s.Spent == 0:
		return ""
	case s.Left == 0:
		return s.Spent.String()
	}
	return fmt.Sprintf("%v, %v left", s.Spent, s.Left)
}
