//go:build !windows

package worker

import "strings"

// Complete returns what could stand at the cursor, a byte offset into code; the
// matches replace the bytes from start to end.
func (e *Evaluator) Complete(code string, cursor int) (matches []string, start, end int) {
	cursor = max(0, min(cursor, len(code)))
	line := code[strings.LastIndexByte(code[:cursor], '\n')+1 : cursor]
	head, matches, _ := e.ir.CompleteWords(line, len(line))
	kept := matches[:0]
	for _, m := range matches {
		if !strings.HasPrefix(m, "_") {
			kept = append(kept, m)
		}
	}
	if len(kept) == 0 {
		return nil, cursor, cursor
	}
	return kept, cursor - (len(line) - len(head)), cursor
}
