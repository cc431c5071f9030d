package jupyter

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
	"github.com/google/uuid"
)

// A peer is one ZeroMQ connection. zmq4 shakes hands; frames and queues are
// ours, because zmq4 v0.17's sockets, read and tried, do not do for a kernel:
// its PUB queues without bound, loses what is queued at Close and leaks a
// goroutine; one peer that stops reading blocks all others, one that connects
// and says nothing blocks all newcomers; a frame is two writes and a Jupyter
// message seven frames; a size on the wire is allocated unseen.
type peer struct {
	rw       net.Conn
	r        *bufio.Reader
	identity []byte // how a ROUTER calls it
	out      *outbox
}

const (
	handshakeTime = 10 * time.Second
	stallTime     = 5 * time.Second
	// A message over this is not one of Jupyter's.
	maxMessageBytes = 1 << 30
)

// ZMTP 3.0's frame flags (https://rfc.zeromq.org/spec/23/).
const (
	flagMore    = 1
	flagLong    = 2
	flagCommand = 4
)

var errTooLarge = errors.New("message larger than 1 GiB")

// newPeer shakes hands over rw as a socket of the given kind and starts the
// writer, which gives a peer that does not read the stall time. identity may be
// empty. On an error rw is closed.
func newPeer(rw net.Conn, kind zmq4.SocketType, identity string, server bool, stall time.Duration) (*peer, error) {
	conn, err := handshake(rw, kind, identity, server)
	if err != nil {
		rw.Close()
		return nil, err
	}
	id := conn.Peer.Meta["Identity"]
	if id == "" {
		id = uuid.NewString()
	}
	p := &peer{rw: rw, r: bufio.NewReaderSize(rw, 64<<10), identity: []byte(id), out: newOutbox(stall)}
	go p.out.writeTo(rw)
	return p, nil
}

func handshake(rw net.Conn, kind zmq4.SocketType, identity string, server bool) (conn *zmq4.Conn, err error) {
	defer func() { // zmq4 allocates the size that a peer claims
		if r := recover(); r != nil {
			err = fmt.Errorf("ZMTP handshake: %v", r)
		}
	}()
	if err := rw.SetDeadline(time.Now().Add(handshakeTime)); err != nil {
		return nil, err
	}
	conn, err = zmq4.Open(rw, null.Security(), kind, zmq4.SocketIdentity(identity), server, nil)
	if err != nil {
		return nil, err
	}
	return conn, rw.SetDeadline(time.Time{})
}

// recv returns the next message's frames; commands are answered and passed
// over.
func (p *peer) recv() ([][]byte, error) {
	var frames [][]byte
	total := 0
	for {
		flags, body, err := p.readFrame(maxMessageBytes - total)
		if err != nil {
			return nil, err
		}
		if flags&flagCommand != 0 {
			p.command(body)
			continue
		}
		total += len(body)
		frames = append(frames, body)
		if flags&flagMore == 0 {
			return frames, nil
		}
	}
}

func (p *peer) readFrame(limit int) (flags byte, body []byte, err error) {
	flags, err = p.r.ReadByte()
	if err != nil {
		return 0, nil, err
	}
	var size uint64
	if flags&flagLong != 0 {
		var raw [8]byte
		if _, err := io.ReadFull(p.r, raw[:]); err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(raw[:])
	} else {
		b, err := p.r.ReadByte()
		if err != nil {
			return 0, nil, err
		}
		size = uint64(b)
	}
	if size > uint64(limit) {
		return 0, nil, errTooLarge
	}
	if size <= 1<<20 {
		body = make([]byte, size)
		_, err = io.ReadFull(p.r, body)
		return flags, body, err
	}
	var buf bytes.Buffer // grows as the bytes come, not as the peer claims
	if _, err := io.CopyN(&buf, p.r, int64(size)); err != nil {
		return 0, nil, err
	}
	return flags, buf.Bytes(), nil
}

// command answers a PING with its context, and ignores what else there is.
func (p *peer) command(body []byte) {
	const ping, pong = "\x04PING", "\x04PONG"
	if context, ok := bytes.CutPrefix(body, []byte(ping)); ok && len(context) >= 2 {
		p.out.put(appendFrame(nil, flagCommand, append([]byte(pong), context[2:]...)))
	}
}

// packFrames lays frames out as they go over the wire.
func packFrames(frames [][]byte) []byte {
	size := 0
	for _, f := range frames {
		size += 9 + len(f)
	}
	wire := make([]byte, 0, size)
	for i, f := range frames {
		var flags byte
		if i < len(frames)-1 {
			flags = flagMore
		}
		wire = appendFrame(wire, flags, f)
	}
	return wire
}

func appendFrame(wire []byte, flags byte, body []byte) []byte {
	if len(body) > 255 {
		wire = append(wire, flags|flagLong)
		wire = binary.BigEndian.AppendUint64(wire, uint64(len(body)))
	} else {
		wire = append(wire, flags, byte(len(body)))
	}
	return append(wire, body...)
}

// close sends what is queued, for a second at most, and closes the connection.
// Something else must be reading until recv fails.
func (p *peer) close() {
	p.rw.SetWriteDeadline(time.Now().Add(time.Second))
	p.out.close()
	// A close with unread input would reset the connection and take from the
	// peer what it has not read yet: say that we are done, and let it close.
	if half, ok := p.rw.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		p.rw.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		return
	}
	p.rw.Close()
}
