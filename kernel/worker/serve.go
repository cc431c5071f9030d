//go:build !windows

package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/link"
	"github.com/crococlock/crococlock/pkg/progress"
)

// Serve is a worker process: it runs an evaluator for the server that started
// it, and exits when that is gone. It takes the process's standard output and
// error for what cells print, and its arguments: cells are programs without.
func Serve() error {
	requests, frames, err := pipes(os.Getenv(link.EnvPipes))
	if err != nil {
		return fmt.Errorf("worker: not started by a kernel: %w", err)
	}
	nonce := os.Getenv(link.EnvNonce)
	os.Unsetenv(link.EnvPipes)
	os.Unsetenv(link.EnvNonce)
	signal.Ignore(os.Interrupt) // front ends signal the whole group; the server tells us
	volunteer()
	s := &service{
		frames:  link.NewWriter(frames),
		nonce:   nonce,
		outputs: []*os.File{os.Stdout, os.Stderr},
		queue:   make(chan link.Frame, 16),
		lines:   make(chan link.Frame, 1),
	}
	s.bars = newBars(s.display)
	progress.SetHost(s.bars.begin)
	os.Args = os.Args[:1]
	ownFlags()
	s.eval, err = New(Options{Display: s.display, Input: s.input, Turn: s.turn, Crash: s.crash, Output: os.Stdout, Hints: os.Stderr})
	if err != nil {
		return err
	}
	go s.read(requests)
	if err := s.frames.Write(link.Frame{Op: link.OpReady}); err != nil {
		return err
	}
	for f := range s.queue {
		if err := s.answer(f); err != nil {
			return err
		}
	}
	return nil
}

type service struct {
	eval    *Evaluator
	bars    *bars
	frames  *link.Writer
	nonce   string
	outputs []*os.File
	queue   chan link.Frame

	mu      sync.Mutex
	running int // id of the cell that runs
	cancel  context.CancelFunc
	early   int // id of a cell that was interrupted before it ran

	marks sync.Mutex
	mark  int

	asking sync.Mutex // one question at a time
	asked  int
	lines  chan link.Frame // answers
}

// read takes requests until the server is gone, and then ends the process and
// what cells have started.
func (s *service) read(requests io.Reader) {
	dec := json.NewDecoder(requests)
	for {
		var f link.Frame
		if err := dec.Decode(&f); err != nil {
			exitGroup()
		}
		if f.Op == link.OpInterrupt {
			s.mu.Lock()
			if s.cancel != nil && s.running == f.ID {
				s.cancel()
			} else {
				s.early = f.ID
			}
			s.mu.Unlock()
			continue
		}
		if f.Op == link.OpInput {
			select {
			case <-s.lines: // came too late for its question
			default:
			}
			s.lines <- f
			continue
		}
		s.queue <- f
	}
}

func (s *service) answer(f link.Frame) error {
	done := link.Frame{Op: link.OpDone, ID: f.ID}
	switch f.Op {
	case link.OpEval:
		ctx, cancel := context.WithCancel(context.Background())
		s.mu.Lock()
		s.running, s.cancel = f.ID, cancel
		if s.early == f.ID {
			cancel()
		}
		s.mu.Unlock()
		s.bars.cellBegins()
		res, err := s.eval.Eval(ctx, Cell{Number: f.Cell, Code: f.Code})
		s.bars.cellEnds()
		s.mu.Lock()
		s.running, s.cancel = 0, nil
		s.mu.Unlock()
		if ctx.Err() != nil {
			_ = s.frames.Write(link.Frame{Op: link.OpEnded, ID: f.ID}) // where this fails the server is gone
		}
		cancel()
		if err != nil && !errors.As(err, &done.Error) {
			done.Error = &link.CellError{Name: "Error", Value: err.Error(), Traceback: []string{err.Error()}}
		}
		if !res.Empty() {
			done.Data = &res.Data
		}
	case link.OpComplete:
		done.Matches, done.Start, done.End = s.eval.Complete(f.Code, f.Cursor)
	case link.OpInspect:
		done.Code = s.eval.Inspect(f.Code, f.Cursor, f.Detail)
	}
	err := s.send(done)
	if errors.Is(err, errNoJSON) {
		done.Data = nil
		done.Error = &link.CellError{Name: "DisplayError", Value: err.Error(), Traceback: []string{err.Error()}}
		return s.send(done)
	}
	return err
}

// errNoJSON is for display data with what JSON cannot hold.
var errNoJSON = errors.New("cannot be shown")

// display shows data now.
func (s *service) display(d display.Data) error {
	if d.Transient["clear_output"] == true {
		defer s.bars.cleared()
	}
	return s.send(link.Frame{Op: link.OpDisplay, Data: &d})
}

// turn keeps the order of the outputs: what is printed to one comes after what
// was printed to the other. What the server has read from that it has put in
// order already.
func (s *service) turn(to *os.File) {
	other := s.outputs[0]
	if to == other {
		other = s.outputs[1]
	}
	if unread(other) {
		_ = s.send(link.Frame{Op: link.OpTurn}) // where this fails the server is gone
	}
}

// crash tells where the process is about to end.
func (s *service) crash(where *link.CellError) {
	_ = s.frames.Write(link.Frame{Op: link.OpCrash, Error: where}) // where this fails the server is gone
}

// input asks the front end for a line.
func (s *service) input(interrupted <-chan struct{}) (string, error) {
	s.asking.Lock()
	defer s.asking.Unlock()
	s.asked++
	if err := s.send(link.Frame{Op: link.OpInput, ID: s.asked}); err != nil {
		return "", err
	}
	for {
		select {
		case f := <-s.lines:
			switch {
			case f.ID != s.asked: // to a question that was interrupted
			case f.Error != nil:
				return "", errors.New(f.Error.Value)
			default:
				return f.Code, nil
			}
		case <-interrupted:
			return "", context.Canceled
		}
	}
}

// send marks the outputs and writes the frame. Frames and their marks go out
// in one order.
func (s *service) send(f link.Frame) error {
	if _, err := json.Marshal(f.Data); err != nil {
		return fmt.Errorf("%w: %w", errNoJSON, err)
	}
	s.marks.Lock()
	defer s.marks.Unlock()
	s.mark++
	f.Mark = s.mark
	for _, out := range s.outputs {
		// A cell may have closed it: then nothing is left to wait for.
		_, _ = out.WriteString(link.Marker(s.nonce, s.mark))
	}
	return s.frames.Write(f)
}
