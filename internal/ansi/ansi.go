// Package ansi writes and reads the control sequences that move a terminal's
// cursor and colour its text (ECMA-48).
package ansi

import (
	"regexp"
	"strings"
)

// Escape begins every control sequence.
const Escape = "\x1b"

// Redraw goes back to the start of a line that is drawn again, and wipes it out.
const Redraw = "\r\x1b[K"

// What is between NoWrap and Wrap stays in one line, however narrow the terminal
// is: a line that wraps could not be redrawn.
const (
	NoWrap = "\x1b[?7l"
	Wrap   = "\x1b[?7h"
)

// Red returns text in red.
func Red(text string) string { return "\x1b[31m" + text + "\x1b[0m" }

var sequence = regexp.MustCompile(`\x1b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])`)

// A Sequence is a control sequence. That of "\x1b[1;31m" has the parameters
// "1;31" and the function "m"; one that takes no parameters, such as a window's
// title, has neither.
type Sequence struct{ Parameters, Function string }

// Cut slices text around the first control sequence in it. Where there is none,
// found is false and before is the text.
func Cut(text string) (before string, s Sequence, after string, found bool) {
	at := sequence.FindStringSubmatchIndex(text)
	if at == nil {
		return text, Sequence{}, "", false
	}
	if at[4] >= 0 {
		s = Sequence{text[at[2]:at[3]], text[at[4]:at[5]]}
	}
	return text[:at[0]], s, text[at[1]:], true
}

// Plain returns text without its control sequences.
func Plain(text string) string {
	if !strings.Contains(text, Escape) {
		return text
	}
	return sequence.ReplaceAllString(text, "")
}

// Line returns the first line of text that is not blank, without control sequences,
// and cut off where it is too long for a table or a name.
func Line(text string) string {
	const most = 100
	line, _, _ := strings.Cut(strings.TrimSpace(Plain(text)), "\n")
	if r := []rune(line); len(r) > most {
		line = string(r[:most-1]) + "…"
	}
	return line
}
