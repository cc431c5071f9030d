package jupyter_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

var key = []byte("a0436f6c-1916-498b-8eb9-e81ab9368e84")

func message(t testing.TB, msgType string, parent *jupyter.Message, content any) *jupyter.Message {
	t.Helper()
	m, err := jupyter.NewMessage(msgType, "session-1", parent, content)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRoundTrip(t *testing.T) {
	request := message(t, "execute_request", nil, jupyter.ExecuteRequest{Code: "a < b && c > \"ü\""})
	request.Identities = [][]byte{[]byte("peer"), {0, 1, 2}}
	reply := message(t, "execute_reply", request, jupyter.ExecuteReply{Status: jupyter.StatusOK, ExecutionCount: 3})
	reply.Metadata["n"] = "x"
	reply.Buffers = [][]byte{[]byte("one"), {}}
	for _, m := range []*jupyter.Message{request, reply} {
		for _, k := range [][]byte{key, nil} {
			got, err := jupyter.Decode(jupyter.Encode(m, k), k)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, m) {
				t.Errorf("got  %+v\nwant %+v", got, m)
			}
		}
	}
	if reply.ParentHeader != request.Header || !reflect.DeepEqual(reply.Identities, request.Identities) {
		t.Error("an answer does not carry its parent's header and identities")
	}
	if s := string(request.Content); !strings.Contains(s, `a < b && c >`) {
		t.Errorf("content is HTML-escaped: %s", s)
	}
}

// The vector was computed with Python's hmac, spaces in the JSON as Python writes
// them: the signature is over the bytes, not over what they mean.
func TestSignatureOfReferenceImplementation(t *testing.T) {
	frames := [][]byte{
		[]byte("<IDS|MSG>"),
		[]byte("SIGNATURE"),
		[]byte(`{"msg_id": "1", "msg_type": "kernel_info_request", "username": "u", "session": "s", "date": "2026-01-02T03:04:05.000000Z", "version": "5.4"}`),
		[]byte(`{}`), []byte(`{}`), []byte(`{}`),
	}
	const signature = "a76cd85dba23f38fbcfc307c560df37a4defb9f526cdb2ed8058197909f864cb"
	frames[1] = []byte(signature)
	m, err := jupyter.Decode(frames, key)
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.MsgType != "kernel_info_request" || !m.ParentHeader.IsZero() {
		t.Errorf("got %+v", m)
	}
	frames[1] = []byte(strings.ToUpper(signature))
	if _, err := jupyter.Decode(frames, key); err != nil {
		t.Errorf("upper-case signature: %v", err)
	}
}

func TestDecodeErrors(t *testing.T) {
	good := jupyter.Encode(message(t, "x", nil, nil), key)
	change := func(i int, to string) [][]byte {
		frames := append([][]byte{}, good...)
		frames[i] = []byte(to)
		return frames
	}
	for name, c := range map[string]struct {
		frames [][]byte
		key    []byte
		want   error
	}{
		"Nothing":          {nil, key, jupyter.ErrMalformed},
		"NoDelimiter":      {good[1:], key, jupyter.ErrMalformed},
		"Truncated":        {good[:4], key, jupyter.ErrMalformed},
		"OtherKey":         {good, []byte("other"), jupyter.ErrSignature},
		"Unsigned":         {change(1, ""), key, jupyter.ErrSignature},
		"ContentChanged":   {change(5, `{"code":"rm"}`), key, jupyter.ErrSignature},
		"MetadataChanged":  {change(4, `{"a":1}`), key, jupyter.ErrSignature},
		"HeaderNotJSON":    {change(2, "garbage"), nil, jupyter.ErrMalformed},
		"HeaderEmpty":      {change(2, "{}"), nil, jupyter.ErrMalformed},
		"ParentNotAnObj":   {change(3, "[]"), nil, jupyter.ErrMalformed},
		"ContentNotAnObj":  {change(5, "[]"), nil, jupyter.ErrMalformed},
		"ContentTruncated": {change(5, `{"a":`), nil, jupyter.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := jupyter.Decode(c.frames, c.key); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestNewMessageErrContent(t *testing.T) {
	_, err := jupyter.NewMessage("display_data", "s", nil, map[string]any{"x": math.NaN()})
	if err == nil || !strings.Contains(err.Error(), "display_data") {
		t.Errorf("got %v, want an error that names the message", err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, frame := range jupyter.Encode(message(f, "x", nil, map[string]any{"a": 1}), nil) {
		f.Add(frame, frame, []byte("{}"), true)
	}
	f.Add([]byte(`{"msg_type":"x","msg_id":"1"}`), []byte("{}"), []byte(`{"a":[1,2]}`), true)
	f.Fuzz(func(t *testing.T, a, b, c []byte, delimited bool) {
		frames := [][]byte{a, b, c, a, b, c}
		if delimited {
			frames = [][]byte{[]byte("<IDS|MSG>"), {}, a, b, b, c, b}
		}
		m, err := jupyter.Decode(frames, nil)
		if err != nil {
			return
		}
		again, err := jupyter.Decode(jupyter.Encode(m, key), key)
		if err != nil {
			t.Fatalf("%q decodes once only: %v", frames, err)
		}
		if again.Header != m.Header || !json.Valid(again.Content) {
			t.Errorf("header changed: %+v, %+v", m.Header, again.Header)
		}
	})
}
