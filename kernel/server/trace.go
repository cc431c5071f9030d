package server

import (
	"fmt"
	"regexp"
	"strings"
)

// dying matches the beginning of what the Go runtime says when it ends a
// process.
var dying = regexp.MustCompile(`(?:\A|\n)(?:panic: |fatal error: |runtime: |unexpected fault address |SIG[A-Z]+: )`)

// goroutine matches the line above a goroutine's calls.
var goroutine = regexp.MustCompile(`^goroutine \d+ .*\[(.*)\]:$`)

// fold shortens the trace of a process that ended to what a person wants: the
// message, and of the goroutine that failed the calls of libraries. Calls of
// the interpreter and of the runtime are counted.
func fold(trace string) string {
	head, rest, found := strings.Cut(trace, "\ngoroutine ")
	var out []string
	for _, line := range strings.Split(strings.TrimRight(head, "\n"), "\n") {
		if strings.HasPrefix(line, "runtime stack:") {
			break
		}
		line = strings.TrimSuffix(line, " [recovered, repanicked]")
		if line != "" && !strings.HasPrefix(line, "runtime: sp=") {
			out = append(out, line)
		}
	}
	if !found {
		return strings.Join(out, "\n") + "\n"
	}
	stacks := strings.Split(strings.TrimRight("goroutine "+rest, "\n"), "\n\n")
	out = append(append(out, ""), foldStack(stacks[0])...)
	others := 0
	for _, s := range stacks[1:] {
		if strings.HasPrefix(s, "goroutine ") {
			others++
		}
	}
	if others > 0 {
		out = append(out, fmt.Sprintf("… %d other goroutines", others))
	}
	return strings.Join(out, "\n") + "\n"
}

// shownCalls is how many calls of a stack's head, and of its tail, are shown.
const shownCalls = 10

// foldStack shortens one goroutine.
func foldStack(stack string) []string {
	lines := strings.Split(stack, "\n")
	var out, calls []string
	if m := goroutine.FindStringSubmatch(lines[0]); m != nil {
		out = append(out, "goroutine ["+m[1]+"]:")
		lines = lines[1:]
	}
	folded := 0
	flush := func() {
		if folded > 0 {
			calls = append(calls, fmt.Sprintf("… %d calls of the interpreter", folded))
		}
		folded = 0
	}
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch {
		case strings.HasPrefix(line, "\t"): // the file of a call that is folded
		case strings.HasPrefix(line, "..."): // "...2274777 frames elided..."
			flush()
			calls = append(calls, line)
		case strings.HasPrefix(line, "created by "), line == "":
		case inner(line):
			folded++
		default:
			flush()
			name, _, _ := strings.Cut(line, "({")
			if i+1 < len(lines) && strings.HasPrefix(lines[i+1], "\t") {
				at, _, _ := strings.Cut(strings.TrimSpace(lines[i+1]), " +0x")
				name = withoutArguments(line) + "\n\t" + at
			}
			calls = append(calls, name)
		}
	}
	flush()
	if hidden := len(calls) - 2*shownCalls; hidden > 0 {
		calls = append(append(append([]string{}, calls[:shownCalls]...), fmt.Sprintf("… %d calls more", hidden)), calls[len(calls)-shownCalls:]...)
	}
	return append(out, calls...)
}

// withoutArguments is a call's function; its arguments are addresses.
func withoutArguments(call string) string {
	if strings.HasSuffix(call, ")") {
		if i := strings.LastIndexByte(call, '('); i > 0 {
			return call[:i] + "()"
		}
	}
	return call
}

// inner reports whether a call is the interpreter's own, or what serves it.
func inner(call string) bool {
	for _, prefix := range []string{
		"github.com/crococlock/crococlock/kernel/", "reflect.", "runtime.", "internal/", "main.", "panic(", "testing.",
	} {
		if strings.HasPrefix(call, prefix) {
			return true
		}
	}
	return false
}
