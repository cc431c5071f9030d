package jupyter

import (
	"net"
	"sync"
	"time"
)

// An outbox queues the bytes that wait to be written to one peer. It is
// bounded: a writer that outruns its reader waits; a reader that reads nothing
// for the stall time loses what comes until it has caught up, as it would with
// ZeroMQ's high-water mark.
type outbox struct {
	mu      sync.Mutex
	changed sync.Cond
	queue   net.Buffers
	queued  int // bytes, in queue and in the write under way
	stalled bool
	closing bool
	failed  bool
	stall   time.Duration
	done    chan struct{} // closed when the writer has ended
}

const outboxBytes = 16 << 20

func newOutbox(stall time.Duration) *outbox {
	o := &outbox{stall: stall, done: make(chan struct{})}
	o.changed.L = &o.mu
	return o
}

// put queues wire, which must not change any more, and reports whether it will
// be written.
func (o *outbox) put(wire []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.full(wire) && !o.stalled {
		late := false
		timer := time.AfterFunc(o.stall, func() {
			o.mu.Lock()
			late = true
			o.mu.Unlock()
			o.changed.Broadcast()
		})
		defer timer.Stop()
		for o.full(wire) && !late {
			o.changed.Wait()
		}
		o.stalled = o.full(wire)
	}
	if o.stalled || o.closing || o.failed {
		return false
	}
	o.queue = append(o.queue, wire)
	o.queued += len(wire)
	o.changed.Broadcast()
	return true
}

// full reports whether wire must wait. A message larger than the whole box goes
// into an empty one.
func (o *outbox) full(wire []byte) bool {
	return o.queued > 0 && o.queued+len(wire) > outboxBytes && !o.closing && !o.failed
}

// writeTo writes what is put until close or an error.
func (o *outbox) writeTo(rw net.Conn) {
	defer close(o.done)
	for {
		o.mu.Lock()
		for len(o.queue) == 0 && !o.closing {
			o.changed.Wait()
		}
		batch := o.queue
		o.queue = nil
		o.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		n, err := batch.WriteTo(rw)
		o.mu.Lock()
		o.queued -= int(n)
		o.failed = err != nil
		o.stalled = o.stalled && o.queued > outboxBytes/2
		o.mu.Unlock()
		o.changed.Broadcast()
		if err != nil {
			return
		}
	}
}

// close makes the writer write what is queued and end, and waits for it.
func (o *outbox) close() {
	o.mu.Lock()
	o.closing = true
	o.mu.Unlock()
	o.changed.Broadcast()
	<-o.done
}
