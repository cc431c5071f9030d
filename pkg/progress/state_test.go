package progress_test

import (
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/pkg/progress"
)

func TestStates(t *testing.T) {
	half := strings.Repeat("█", 15) + strings.Repeat("░", 15)
	for name, c := range map[string]struct {
		state      progress.State
		text, html string
	}{
		"Begins": {
			progress.State{Label: "work", Total: 10},
			"work " + strings.Repeat("░", 30) + " 0/10",
			`<div><label>work <progress value="0" max="10">0 %</progress></label> 0/10</div>`,
		},
		"GoesOn": {
			progress.State{Label: "a<b", Done: 5, Total: 10, Note: "x & y", Spent: 63 * time.Second, Left: 61 * time.Second},
			"a<b " + half + " 5/10  x & y  1m3s, 1m1s left",
			`<div><label>a&lt;b <progress value="5" max="10">50 %</progress></label> 5/10 · x &amp; y · <small>1m3s, 1m1s left</small></div>`,
		},
		"MoreThanAll": {
			progress.State{Label: "work", Done: 11, Total: 10, Last: true},
			"work " + strings.Repeat("█", 30) + " 11/10",
			`<div><label>work <progress value="10" max="10">100 %</progress></label> 11/10</div>`,
		},
		"LessThanNothing": {
			progress.State{Label: "work", Done: -1, Total: 10},
			"work " + strings.Repeat("░", 30) + " -1/10",
			`<div><label>work <progress value="0" max="10">0 %</progress></label> -1/10</div>`,
		},
		"SizeUnknown": {
			progress.State{Label: "bytes", Done: 12, Spent: time.Second},
			"bytes 12  1s",
			`<div><label>bytes <progress></progress></label> 12 · <small>1s</small></div>`,
		},
		"SizeStaysUnknown": {
			progress.State{Label: "bytes", Done: 12, Last: true},
			"bytes 12",
			`<div>bytes 12</div>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.state.Text(); got != c.text {
				t.Errorf("text %q, want %q", got, c.text)
			}
			if got := c.state.HTML(); got != c.html {
				t.Errorf("HTML %s\nwant %s", got, c.html)
			}
		})
	}
}

func TestWorkAtRestShowsNoClock(t *testing.T) {
	s := progress.State{Label: "work", Done: 5, Total: 10, Spent: time.Second, Left: time.Second}
	if got := s.AtRest().Text(); strings.Contains(got, "1s") {
		t.Errorf("got %q", got)
	}
}
