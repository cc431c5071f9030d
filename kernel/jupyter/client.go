package jupyter

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// A Client is a front end's end of the channels, and the kernel process where
// it has started one. Request and Interrupt may be called from any goroutine;
// one Execute runs at a time.
type Client struct {
	// Stray, when set before the first Execute, gets each iopub message that
	// belongs to no running Execute, such as output of a goroutine whose cell
	// has ended. It is called by Execute, between the calls of its handler.
	Stray func(*Message)

	info    *ConnectionInfo
	key     []byte
	session string
	about   KernelInfoReply

	shell, control, stdin, iopub *peer
	published                    chan *Message // what iopub brings; closed when its connection ends
	asked                        chan *Message // what stdin brings
	readers                      sync.WaitGroup

	mu      sync.Mutex
	waiting map[string]chan *Message // by the id of the request

	proc          *process // nil: the kernel is somebody else's
	interruptMode string
	tempDir       string // holds the connection file; "" when proc is nil

	execute   sync.Mutex
	ended     map[Channel]chan struct{} // closed when the connection of Shell, Control ends
	closed    chan struct{}
	closeOnce sync.Once
}

// Connect connects to a running kernel and waits until it answers and its
// iopub messages arrive. Interrupts go by message. The caller closes the
// client, which leaves the kernel running.
func Connect(ctx context.Context, info *ConnectionInfo) (*Client, error) {
	return connect(ctx, info, nil, InterruptMessage, "")
}

func connect(ctx context.Context, info *ConnectionInfo, proc *process, interruptMode, tempDir string) (*Client, error) {
	c := &Client{
		info: info, key: []byte(info.Key), session: NewSession(),
		published: make(chan *Message, 4096), asked: make(chan *Message, 16),
		waiting: map[string]chan *Message{},
		proc:    proc, interruptMode: interruptMode, tempDir: tempDir,
		ended:  map[Channel]chan struct{}{Shell: make(chan struct{}), Control: make(chan struct{})},
		closed: make(chan struct{}),
	}
	for _, ch := range []struct {
		name Channel
		kind zmq4.SocketType
		peer **peer
	}{{Shell, zmq4.Dealer, &c.shell}, {IOPub, zmq4.Sub, &c.iopub}, {Control, zmq4.Dealer, &c.control}, {Stdin, zmq4.Dealer, &c.stdin}} {
		p, err := c.dial(ctx, ch.name, ch.kind)
		if err != nil {
			c.Close()
			return nil, err
		}
		*ch.peer = p
		if ch.name == IOPub {
			p.out.put(packFrames([][]byte{{1}})) // subscribe to everything
		}
		c.readers.Go(func() { c.read(ch.name, p) })
	}
	if proc != nil {
		go c.hangUpAfter(proc)
	}
	if err := c.ready(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// hangUpAfter ends the connections of a process that has ended, should a child
// of it have kept them open, once what it sent is read.
func (c *Client) hangUpAfter(proc *process) {
	<-proc.done
	for _, p := range []*peer{c.shell, c.control, c.iopub} {
		p.rw.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	}
}

// dial connects one channel, again and again until the kernel listens.
func (c *Client) dial(ctx context.Context, ch Channel, kind zmq4.SocketType) (*peer, error) {
	network, address := c.info.address(ch)
	var dialer net.Dialer
	var exited <-chan struct{}
	if c.proc != nil {
		exited = c.proc.done
	}
	for {
		rw, err := dialer.DialContext(ctx, network, address)
		if err == nil {
			var p *peer
			if p, err = newPeer(rw, kind, c.session, false, stallTime); err == nil {
				return p, nil
			}
		}
		select {
		case <-exited:
			return nil, c.proc.died()
		case <-ctx.Done():
			return nil, fmt.Errorf("jupyter: connect to %s: %w (%v)", c.info.Endpoint(ch), context.Cause(ctx), err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// read hands out what a channel brings, until its connection ends.
func (c *Client) read(ch Channel, p *peer) {
	switch ch {
	case Shell, Control:
		defer close(c.ended[ch])
	case IOPub:
		defer close(c.published)
	}
	defer p.rw.Close()
	for {
		frames, err := p.recv()
		if err != nil {
			return
		}
		m, err := Decode(frames, c.key)
		if err != nil {
			continue // not from our kernel
		}
		switch ch {
		case IOPub:
			select {
			case c.published <- m:
			case <-c.closed:
				return
			}
		case Stdin:
			select {
			case c.asked <- m:
			case <-c.closed:
				return
			}
		default:
			c.mu.Lock()
			answer := c.waiting[m.ParentHeader.MsgID]
			delete(c.waiting, m.ParentHeader.MsgID)
			c.mu.Unlock()
			if answer != nil {
				answer <- m
			}
		}
	}
}

// ready waits for an answer to kernel_info_request and for the first iopub
// message: one that is published before the subscription has reached the kernel
// is lost for good, so it asks until it has seen one.
func (c *Client) ready(ctx context.Context) error {
	subscribed := false
	for !subscribed {
		m, err := c.Request(ctx, Shell, "kernel_info_request", nil)
		if err != nil {
			return err
		}
		if err := m.Unmarshal(&c.about); err != nil {
			return err
		}
		select {
		case _, subscribed = <-c.published:
			if !subscribed {
				return c.deathError()
			}
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("jupyter: nothing on iopub: %w", context.Cause(ctx))
		}
	}
	return nil
}

// KernelInfo is what the kernel said about itself when the client connected.
func (c *Client) KernelInfo() KernelInfoReply { return c.about }

// Request sends a request on Shell or Control and returns the answer. The
// error is the context's, ErrClosed, or wraps ErrKernelDied.
func (c *Client) Request(ctx context.Context, ch Channel, msgType string, content any) (*Message, error) {
	_, answer, forget, err := c.send(ch, msgType, content)
	if err != nil {
		return nil, err
	}
	defer forget()
	select {
	case m := <-answer:
		return m, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("jupyter: %s: %w", msgType, context.Cause(ctx))
	case <-c.closed:
		return nil, ErrClosed
	case <-c.ended[ch]:
		select {
		case m := <-answer: // its last message
			return m, nil
		default:
			return nil, c.deathError()
		}
	}
}

// send sends a request; answer gets what comes back unless forget is called.
func (c *Client) send(ch Channel, msgType string, content any) (m *Message, answer <-chan *Message, forget func(), err error) {
	to := c.shell
	switch ch {
	case Control:
		to = c.control
	case Shell:
	default:
		return nil, nil, nil, fmt.Errorf("jupyter: %s: no requests on %s", msgType, ch)
	}
	m, err = NewMessage(msgType, c.session, nil, content)
	if err != nil {
		return nil, nil, nil, err
	}
	reply := make(chan *Message, 1)
	c.mu.Lock()
	c.waiting[m.Header.MsgID] = reply
	c.mu.Unlock()
	to.out.put(packFrames(Encode(m, c.key)))
	return m, reply, func() {
		c.mu.Lock()
		delete(c.waiting, m.Header.MsgID)
		c.mu.Unlock()
	}, nil
}

// deathError says how the kernel ended; a process that has hung up gets a
// moment to be seen ending.
func (c *Client) deathError() error {
	if c.proc != nil && c.proc.waitFor(2*time.Second) {
		return c.proc.died()
	}
	return &KernelDiedError{State: "it closed the connection"}
}
