package jupyter

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// delimiter separates the routing frames from the message.
const delimiter = "<IDS|MSG>"

// ErrSignature is what Decode's error wraps when a message is not signed with
// the key. A kernel drops such a message.
var ErrSignature = errors.New("jupyter: bad signature")

// ErrMalformed is what Decode's error wraps when frames are not a message.
var ErrMalformed = errors.New("jupyter: malformed message")

// Encode returns the message's frames in wire order: identities, delimiter,
// signature, header, parent header, metadata, content, buffers. An empty key
// leaves the signature empty. Identities and buffers are not copied.
//
// Metadata that JSON cannot hold is sent as the empty object: it is an
// annotation, and losing a message over it would be worse.
func Encode(m *Message, key []byte) [][]byte {
	parts := [4][]byte{encodeHeader(m.Header), encodeHeader(m.ParentHeader), []byte("{}"), m.Content}
	if len(m.Metadata) > 0 {
		if raw, err := marshal(m.Metadata); err == nil {
			parts[2] = raw
		}
	}
	if len(parts[3]) == 0 {
		parts[3] = []byte("{}")
	}
	frames := make([][]byte, 0, len(m.Identities)+6+len(m.Buffers))
	frames = append(frames, m.Identities...)
	frames = append(frames, []byte(delimiter), sign(key, parts[:]))
	frames = append(frames, parts[:]...)
	return append(frames, m.Buffers...)
}

// Decode is Encode's inverse. Its error wraps ErrSignature or ErrMalformed;
// it never panics, whatever the frames hold. The message shares memory with
// the frames.
func Decode(frames [][]byte, key []byte) (*Message, error) {
	at := -1
	for i, f := range frames {
		if string(f) == delimiter {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, fmt.Errorf("%w: no delimiter in %d frames", ErrMalformed, len(frames))
	}
	rest := frames[at+1:]
	if len(rest) < 5 {
		return nil, fmt.Errorf("%w: %d frames after the delimiter, want 5 or more", ErrMalformed, len(rest))
	}
	signature, parts, buffers := rest[0], rest[1:5], rest[5:]
	if len(key) > 0 && !hmac.Equal(bytes.ToLower(signature), sign(key, parts)) {
		return nil, ErrSignature
	}
	m := &Message{Identities: frames[:at:at]}
	if len(buffers) > 0 {
		m.Buffers = buffers
	}
	for i, part := range []struct {
		name string
		into any
	}{{"header", &m.Header}, {"parent_header", &m.ParentHeader}, {"metadata", &m.Metadata}, {"content", &m.Content}} {
		if err := json.Unmarshal(parts[i], part.into); err != nil {
			return nil, fmt.Errorf("%w: %s: %v", ErrMalformed, part.name, err)
		}
	}
	if m.Header.MsgType == "" || m.Header.MsgID == "" {
		return nil, fmt.Errorf("%w: header without msg_type or msg_id", ErrMalformed)
	}
	if trimmed := bytes.TrimSpace(m.Content); len(trimmed) == 0 || trimmed[0] != '{' {
		return nil, fmt.Errorf("%w: content of %s is not an object", ErrMalformed, m.Header.MsgType)
	}
	if m.Metadata == nil {
		m.Metadata = map[string]any{}
	}
	return m, nil
}

func encodeHeader(h Header) []byte {
	if h.IsZero() {
		return []byte("{}")
	}
	raw, err := marshal(h)
	if err != nil { // strings always encode
		panic(err)
	}
	return raw
}

// sign returns the lower-case hex HMAC-SHA256 of the four JSON parts, or
// nothing where messages are unsigned.
func sign(key []byte, parts [][]byte) []byte {
	if len(key) == 0 {
		return []byte{}
	}
	mac := hmac.New(sha256.New, key)
	for _, p := range parts {
		mac.Write(p)
	}
	return hex.AppendEncode(nil, mac.Sum(nil))
}
