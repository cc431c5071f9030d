package ansi_test

import (
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/ansi"
)

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		"plain":                             "plain",
		ansi.Red("E") + ": v":               "E: v",
		"\x1b[1;38;5;196mcube\x1b[m":        "cube",
		"\x1b[38:2::1:2:3mtrue":             "true",
		ansi.Redraw + "50 %":                "\r50 %",
		ansi.NoWrap + "a" + ansi.Wrap + "b": "ab",
		"\x1b]0;title\x07a\x1b]8;;x\x1b\\b": "ab",
		"\x1bMup":                           "up",
		"a\x1b":                             "a\x1b", // cut off
	} {
		if got := ansi.Plain(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	var parts []string
	text := "a\x1b[1;31mb\x1b]0;title\x07c"
	for {
		before, s, after, found := ansi.Cut(text)
		if !found {
			parts = append(parts, before)
			break
		}
		parts = append(parts, before, s.Parameters, s.Function)
		text = after
	}
	if got, want := strings.Join(parts, "|"), "a|1;31|m|b|||c"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLine(t *testing.T) {
	long := strings.Repeat("é", 100)
	for text, want := range map[string]string{
		"":                                   "",
		"\n  \n" + ansi.Red("one") + "\ntwo": "one",
		long:                                 long,
		long + "x":                           long[:2*99] + "…",
	} {
		if got := ansi.Line(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
