package server

import (
	"sync"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// A queue holds the shell requests that wait for their turn. Cells among them
// can be aborted.
type queue struct {
	mu       sync.Mutex
	nonempty *sync.Cond
	waiting  []queued
	closed   bool
}

type queued struct {
	req     *jupyter.Message
	aborted bool
}

func (q *queue) init() { q.nonempty = sync.NewCond(&q.mu) }

func (q *queue) put(req *jupyter.Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, queued{req: req})
	q.nonempty.Signal()
}

// take waits for the next request; ok is false when there are no more.
func (q *queue) take() (next queued, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && !q.closed {
		q.nonempty.Wait()
	}
	if q.closed {
		return queued{}, false
	}
	next = q.waiting[0]
	q.waiting[0] = queued{}
	q.waiting = q.waiting[1:]
	return next, true
}

// abort marks the cells that wait: one before them has failed.
func (q *queue) abort() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.waiting {
		if q.waiting[i].req.Header.MsgType == "execute_request" {
			q.waiting[i].aborted = true
		}
	}
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.nonempty.Broadcast()
}
