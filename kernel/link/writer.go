package link

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// A Writer writes frames to a pipe; any goroutine may.
type Writer struct {
	mu sync.Mutex
	w  io.Writer
}

// NewWriter returns a writer of frames to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write writes one frame. The error says what JSON cannot hold, or is w's.
func (w *Writer) Write(f Frame) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("link: %s: %w", f.Op, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err = w.w.Write(append(raw, '\n'))
	return err
}
