//go:build !windows

package worker_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/ansi"
	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/worker"
)

// A session is a notebook without its front end.
type session struct {
	t       *testing.T
	e       *worker.Evaluator
	n       int
	shown   []display.Data // what cells displayed
	showing func()         // called when they do
	out     bytes.Buffer   // what special lines printed
}

func newSession(t *testing.T) *session { return newSessionWith(t, worker.Options{}) }

func newSessionWith(t *testing.T, o worker.Options) *session {
	s := &session{t: t}
	o.Display = func(d display.Data) error {
		s.shown = append(s.shown, d)
		if s.showing != nil {
			s.showing()
		}
		return nil
	}
	o.Output = &s.out
	var err error
	s.e, err = worker.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *session) eval(ctx context.Context, code string) (worker.Result, error) {
	s.n++
	return s.e.Eval(ctx, worker.Cell{Number: s.n, Code: code})
}

// run runs a cell that must succeed.
func (s *session) run(code string) worker.Result {
	s.t.Helper()
	res, err := s.eval(context.Background(), code)
	if err != nil {
		s.t.Fatalf("%s\n%s", code, trace(err))
	}
	return res
}

// gives runs a cell and compares the text of its result; "" is no result.
func (s *session) gives(code, want string) {
	s.t.Helper()
	res := s.run(code)
	got, _ := res.Data.Data[display.MIMETypeText].(string)
	if got != want {
		s.t.Errorf("%s\ngave %q, want %q", code, got, want)
	}
}

// fails runs a cell that must fail with an error that holds all of the texts.
func (s *session) fails(code string, texts ...string) *worker.CellError {
	s.t.Helper()
	_, err := s.eval(context.Background(), code)
	var cell *worker.CellError
	if !errors.As(err, &cell) {
		s.t.Fatalf("%s\nerror is %v, want a CellError", code, err)
	}
	for _, text := range texts {
		if !strings.Contains(trace(err), text) {
			s.t.Errorf("%s\nfailed with\n%s\nwhich does not say %q", code, trace(err), text)
		}
	}
	return cell
}

// completed are the words that could stand at the cursor.
func (s *session) completed(code string, cursor int) (words []string, start, end int) {
	matches, start, end := s.e.Complete(code, cursor)
	for _, m := range matches {
		words = append(words, m.Text)
	}
	return words, start, end
}

func trace(err error) string {
	var cell *worker.CellError
	if !errors.As(err, &cell) {
		return fmt.Sprint(err)
	}
	return ansi.Plain(strings.Join(cell.Traceback, "\n"))
}
