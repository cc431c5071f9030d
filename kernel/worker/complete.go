//go:build !windows

package worker

// Complete returns what may stand in place of code[start:end], the word before
// the cursor, a byte offset into code.
func (e *Evaluator) Complete(code string, cursor int) (matches []string, start, end int) {
	return nil, cursor, cursor
}

// Inspect tells about what stands at the cursor, a byte offset into code: its
// declaration or type, its comment, its value. It is empty where there is
// nothing to tell.
func (e *Evaluator) Inspect(code string, cursor int) (text string) { return "" }
