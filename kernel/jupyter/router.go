package jupyter

import (
	"fmt"
	"sync"
)

// A router is a ROUTER socket: messages come in with their peer's identity in
// front, and go out to the peer that their first identity names.
type router struct {
	in chan *Message

	mu    sync.Mutex
	peers map[string]*peer // of two with one identity, the newer: the older is a connection that its front end has given up
}

func newRouter() *router {
	return &router{in: make(chan *Message, 64), peers: map[string]*peer{}}
}

func (r *router) serve(p *peer, s *Server) error {
	r.mu.Lock()
	r.peers[string(p.identity)] = p
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		if r.peers[string(p.identity)] == p {
			delete(r.peers, string(p.identity))
		}
		r.mu.Unlock()
	}()
	for {
		frames, err := p.recv()
		if err != nil {
			return err
		}
		m, err := Decode(append([][]byte{p.identity}, frames...), s.key)
		if err != nil {
			s.log(fmt.Errorf("dropped a message: %w", err))
			continue
		}
		select {
		case r.in <- m:
		case <-s.done: // nobody asks any more; go on reading until the peer closes
		}
	}
}

func (r *router) send(identity, wire []byte) {
	r.mu.Lock()
	p := r.peers[string(identity)]
	r.mu.Unlock()
	if p != nil {
		p.out.put(wire)
	}
}

// echo is the heartbeat's REP socket: the envelope goes back as it came.
func echo(p *peer) error {
	for {
		frames, err := p.recv()
		if err != nil {
			return err
		}
		p.out.put(packFrames(frames))
	}
}
