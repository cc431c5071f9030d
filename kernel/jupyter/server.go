package jupyter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// ErrClosed is returned by what is called on a closed Server or Client.
var ErrClosed = errors.New("jupyter: closed")

// ServerOptions are the choices of Listen.
type ServerOptions struct {
	// Log is told of what is dropped: messages with a bad signature, garbage,
	// peers that do not speak ZeroMQ. It may be called from several goroutines
	// at once. nil: nobody is told.
	Log func(error)
	// Stall is how long Send and Publish wait for a peer that reads nothing and
	// whose queue of 16 MiB is full; then the peer loses messages until it has
	// caught up. 0 is 5 s.
	Stall time.Duration
}

// A Server is a kernel's end of the five channels. It answers heartbeats by
// itself and greets every new subscriber of iopub with iopub_welcome.
// Its methods may be called from any goroutine.
type Server struct {
	info    ConnectionInfo
	key     []byte
	session string
	log     func(error)
	stall   time.Duration

	routers   map[Channel]*router
	iopub     *publisher
	listeners []net.Listener
	done      chan struct{}
	closeOnce sync.Once
	conns     sync.WaitGroup // accept loops and peers

	mu     sync.Mutex
	open   map[net.Conn]*peer // nil until the handshake is done
	closed bool
}

// Listen binds the channels of a connection file. The caller closes the
// server.
func Listen(info *ConnectionInfo, opts ServerOptions) (*Server, error) {
	if err := info.Validate(); err != nil {
		return nil, fmt.Errorf("jupyter: listen: %w", err)
	}
	s := &Server{
		info:    *info,
		key:     []byte(info.Key),
		session: NewSession(),
		log:     opts.Log,
		stall:   opts.Stall,
		routers: map[Channel]*router{Shell: newRouter(), Control: newRouter(), Stdin: newRouter()},
		iopub:   newPublisher(),
		done:    make(chan struct{}),
		open:    map[net.Conn]*peer{},
	}
	if s.log == nil {
		s.log = func(error) {}
	}
	if s.stall == 0 {
		s.stall = stallTime
	}
	for _, ch := range []Channel{Heartbeat, Shell, Control, Stdin, IOPub} {
		l, err := listen(info, ch)
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("jupyter: listen on %s: %w", ch, err)
		}
		s.listeners = append(s.listeners, l)
		s.conns.Add(1)
		go s.accept(l, ch)
	}
	return s, nil
}

func listen(info *ConnectionInfo, ch Channel) (net.Listener, error) {
	network, address := info.address(ch)
	if network == "unix" {
		// What a kernel that was killed left behind, as ZeroMQ does.
		if st, err := os.Lstat(address); err == nil && st.Mode()&os.ModeSocket != 0 {
			os.Remove(address)
		}
	}
	return net.Listen(network, address)
}

func (s *Server) accept(l net.Listener, ch Channel) {
	defer s.conns.Done()
	for {
		rw, err := l.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				s.log(fmt.Errorf("jupyter: %s: %w", ch, err))
			}
			return
		}
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			rw.Close()
			return
		}
		s.open[rw] = nil
		s.conns.Add(1)
		s.mu.Unlock()
		go s.serve(rw, ch)
	}
}

// serve reads one connection until it ends.
func (s *Server) serve(rw net.Conn, ch Channel) {
	defer s.conns.Done()
	defer rw.Close()
	kind := zmq4.Router
	switch ch {
	case Heartbeat:
		kind = zmq4.Rep
	case IOPub:
		kind = zmq4.Pub
	}
	p, err := newPeer(rw, kind, "", true, s.stall)
	s.mu.Lock()
	if err != nil || s.closed {
		delete(s.open, rw)
		s.mu.Unlock()
		if err != nil {
			s.log(fmt.Errorf("jupyter: %s: %w", ch, err))
			return
		}
		p.out.close()
		return
	}
	s.open[rw] = p
	s.mu.Unlock()

	switch ch {
	case Heartbeat:
		err = echo(p)
	case IOPub:
		err = s.iopub.serve(p, s.welcome)
	default:
		err = s.routers[ch].serve(p, s)
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) && !s.isClosed() {
		s.log(fmt.Errorf("jupyter: %s: %w", ch, err))
	}
	s.mu.Lock()
	delete(s.open, rw)
	s.mu.Unlock()
	rw.Close() // fails the writer, should it be in a write
	p.out.close()
}

func (s *Server) isClosed() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// welcome is the first message for a new subscription.
func (s *Server) welcome(topic string) []byte {
	m, err := NewMessage("iopub_welcome", s.session, nil, IOPubWelcome{Subscription: topic})
	if err != nil { // a string always encodes
		panic(err)
	}
	m.Identities = [][]byte{[]byte(topic)}
	return packFrames(Encode(m, s.key))
}

// Recv waits for the next message on Shell, Control or Stdin. What is not a
// message, or not signed, is dropped and reported to the log. The error is the
// context's, or ErrClosed.
func (s *Server) Recv(ctx context.Context, ch Channel) (*Message, error) {
	r, ok := s.routers[ch]
	if !ok {
		return nil, fmt.Errorf("jupyter: nothing is received on %s", ch)
	}
	select {
	case m := <-r.in:
		return m, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.done:
		return nil, ErrClosed
	}
}

// Send queues a message on Shell, Control or Stdin for the peer that its first
// identity names, which NewMessage copies from the request. A peer that has
// gone is not an error: it will not miss the answer.
func (s *Server) Send(ch Channel, m *Message) error {
	r, ok := s.routers[ch]
	if !ok {
		return fmt.Errorf("jupyter: send %s on %s: use Publish", m.Header.MsgType, ch)
	}
	if s.isClosed() {
		return ErrClosed
	}
	if len(m.Identities) == 0 {
		return fmt.Errorf("jupyter: send %s on %s: no identity says to whom", m.Header.MsgType, ch)
	}
	out := *m
	out.Identities = m.Identities[1:]
	r.send(m.Identities[0], packFrames(Encode(&out, s.key)))
	return nil
}

// Publish queues a message on iopub under a topic (by custom the message's
// type; most subscribers take all). Messages reach each subscriber in the order
// of the calls. It waits while a subscriber's queue is full, as
// ServerOptions.Stall says.
func (s *Server) Publish(topic string, m *Message) error {
	if s.isClosed() {
		return ErrClosed
	}
	out := *m
	out.Identities = [][]byte{[]byte(topic)}
	s.iopub.publish(topic, packFrames(Encode(&out, s.key)))
	return nil
}

// Close sends what is queued, for about a second at most, then closes every
// connection and waits for the server's goroutines.
func (s *Server) Close() error {
	s.closeOnce.Do(func() {
		s.mu.Lock()
		s.closed = true
		open := make(map[net.Conn]*peer, len(s.open))
		for rw, p := range s.open {
			open[rw] = p
		}
		s.mu.Unlock()
		close(s.done)
		for _, l := range s.listeners {
			l.Close()
		}
		for rw, p := range open {
			if p == nil {
				rw.Close() // still shaking hands
			} else {
				s.conns.Go(p.close)
			}
		}
	})
	s.conns.Wait()
	return nil
}
