package server_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// A stranger sends whatever it likes to the kernel's shell.
type stranger struct {
	t      testing.TB
	socket zmq4.Socket
	key    []byte
}

func (k *kernel) stranger() *stranger {
	k.t.Helper()
	socket := zmq4.NewDealer(k.ctx)
	if err := socket.Dial(fmt.Sprintf("tcp://%s:%d", k.info.IP, k.info.ShellPort)); err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { socket.Close() })
	return &stranger{k.t, socket, []byte(k.info.Key)}
}

func (s *stranger) send(frames ...[]byte) {
	s.t.Helper()
	if err := s.socket.Send(zmq4.NewMsgFrom(frames...)); err != nil {
		s.t.Fatal(err)
	}
}

// signed are the frames of a request with the key.
func signed(t testing.TB, msgType string, content any, key []byte) [][]byte {
	m, err := jupyter.NewMessage(msgType, "stranger", nil, content)
	if err != nil {
		t.Fatal(err)
	}
	return jupyter.Encode(m, key)
}

func TestHostileTraffic(t *testing.T) {
	k := startKernel(t)
	k.publishes("x := 1")
	s := k.stranger()
	good := signed(t, "kernel_info_request", map[string]any{}, s.key)
	delimiter := good[0]
	for name, frames := range map[string][][]byte{
		"nothing":         {{}},
		"garbage":         {[]byte("\xff\x00garbage")},
		"only delimiter":  {delimiter},
		"truncated":       good[:3],
		"bad signature":   signed(t, "execute_request", jupyter.ExecuteRequest{Code: "x = 2"}, []byte("other key")),
		"no signature":    signed(t, "execute_request", jupyter.ExecuteRequest{Code: "x = 2"}, nil),
		"oversized frame": {delimiter, []byte(strings.Repeat("a", 1<<20))},
		"many frames":     append(append([][]byte{}, good...), make([][]byte, 1000)...),
	} {
		s.send(frames...)
		k.publishes("x", "execute_result 1")
		if t.Failed() {
			t.Fatalf("after %s", name)
		}
	}
	for _, raw := range []string{"", "null", "[]", "{", "\"\xff\xfe\"", `{"code": 5}`, `{"code": null, "silent": "no"}`, `{"cursor_pos": -7}`,
		`{"code": "x", "cursor_pos": 99999999}`, `{"code": "\ud800"}`, strings.Repeat("[", 20000)} {
		for _, msgType := range []string{"complete_request", "inspect_request", "is_complete_request", "history_request",
			"comm_info_request", "comm_open", "comm_msg", "kernel_info_request", "connect_request", "no_such_request", "", "\x00"} {
			m, err := jupyter.NewMessage(msgType, "stranger", nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			m.Content = json.RawMessage(raw)
			s.send(jupyter.Encode(m, s.key)...)
		}
		k.publishes("x", "execute_result 1")
	}
}

func TestMissingFieldsAreAnswered(t *testing.T) {
	k := startKernel(t)
	for _, msgType := range []string{"execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request", "comm_info_request"} {
		reply, err := k.Request(k.ctx, jupyter.Shell, msgType, map[string]any{})
		if err != nil || !strings.Contains(string(reply.Content), `"status":`) {
			t.Errorf("%s without fields: %v, %v", msgType, reply, err)
		}
	}
	k.publishes("1", "execute_result 1")
}

func TestTenThousandMessages(t *testing.T) {
	const messages = 10000
	k := startKernel(t)
	k.publishes("1", "execute_result 1")
	var idle atomic.Int64
	all := make(chan struct{})
	k.Stray = func(m *jupyter.Message) {
		var s jupyter.Status
		if m.Header.MsgType == "status" && m.Unmarshal(&s) == nil && s.ExecutionState == jupyter.StateIdle && idle.Add(1) == messages {
			close(all)
		}
	}
	before := runtime.NumGoroutine()
	s := k.stranger()
	go func() { // the answers must be read, as any front end does
		for {
			if _, err := s.socket.Recv(); err != nil {
				return
			}
		}
	}()
	start := time.Now()
	for range messages {
		s.send(signed(t, "kernel_info_request", map[string]any{}, s.key)...)
	}
	// Cells are what makes this client read what is published.
	for done := false; !done; {
		if _, err := k.Execute(k.ctx, "", jupyter.ExecuteOptions{Silent: true}, nil); err != nil {
			t.Fatalf("after %d of %d: %v", idle.Load(), messages, err)
		}
		select {
		case <-all:
			done = true
		default:
		}
	}
	t.Logf("%d messages were answered in %v", messages, time.Since(start))
	s.socket.Close()
	for deadline := time.Now().Add(limit / 2); runtime.NumGoroutine() > before+20; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}
