//go:build !windows

package worker

import (
	"github.com/crococlock/crococlock/kernel/link"
)

// Complete returns what may stand in place of code[start:end], the word at the
// cursor, a byte offset into code; the likeliest first.
func (e *Evaluator) Complete(code string, cursor int) (matches []link.Match, start, end int) {
	defer func() {
		if recover() != nil { // a fault of ours must not end the process: there is nothing to say then
			matches, start, end = nil, cursor, cursor
		}
	}()
	c := e.engine.Complete(code, cursor)
	for _, m := range c.Matches {
		matches = append(matches, link.Match{Text: m.Text, Kind: m.Kind, Type: m.Type, Doc: m.Doc})
	}
	return matches, c.Start, c.End
}
