package jupyter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// ProtocolVersion is the version of the messaging protocol that messages made
// here claim.
const ProtocolVersion = "5.4"

// A Header identifies a message.
type Header struct {
	MsgID    string `json:"msg_id"`
	Username string `json:"username"`
	Session  string `json:"session"` // one value for the life of a kernel or a client
	Date     string `json:"date"`    // ISO 8601, UTC
	MsgType  string `json:"msg_type"`
	Version  string `json:"version"`
}

// IsZero reports whether the header is the empty object that stands for "no
// parent".
func (h Header) IsZero() bool { return h == Header{} }

// A Message is one Jupyter message, on whichever channel.
type Message struct {
	// Identities are the routing frames before the delimiter: the peer's
	// identity on a ROUTER socket, the topic on iopub, nothing on a client's.
	Identities   [][]byte
	Header       Header
	ParentHeader Header // zero when the message answers none
	Metadata     map[string]any
	Content      json.RawMessage
	Buffers      [][]byte
}

// NewMessage makes a message with a fresh id and the current time. With a
// parent it is an answer: it carries the parent's header and its identities, so
// that a server can send it back as it is. Content is encoded as JSON without
// escaping <, > and &; nil means the empty object. The error says what in
// content JSON cannot hold (a NaN, a channel).
func NewMessage(msgType, session string, parent *Message, content any) (*Message, error) {
	raw := json.RawMessage("{}")
	if content != nil {
		var err error
		if raw, err = marshal(content); err != nil {
			return nil, fmt.Errorf("jupyter: content of %s: %w", msgType, err)
		}
	}
	m := &Message{
		Header: Header{
			MsgID:    uuid.NewString(),
			Username: "crococlock",
			Session:  session,
			Date:     time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
			MsgType:  msgType,
			Version:  ProtocolVersion,
		},
		Metadata: map[string]any{},
		Content:  raw,
	}
	if parent != nil {
		m.ParentHeader = parent.Header
		m.Identities = parent.Identities
	}
	return m, nil
}

// NewSession returns a random session id.
func NewSession() string { return uuid.NewString() }

// Unmarshal decodes the content into v, one of the content types of this
// package. The error names the message's type.
func (m *Message) Unmarshal(v any) error {
	if err := json.Unmarshal(m.Content, v); err != nil {
		return fmt.Errorf("jupyter: content of %s: %w", m.Header.MsgType, err)
	}
	return nil
}

// marshal is json.Marshal without the escaping of <, > and &, which would
// bloat every HTML display.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}
