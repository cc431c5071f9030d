package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/server"
	"github.com/crococlock/crococlock/kernel/worker"
)

// Arguments that make this test program a worker, and a kernel whose
// connection file follows.
const (
	asWorker = "-as-worker"
	asServer = "-as-server"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == asWorker {
		if err := worker.Serve(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) > 2 && os.Args[1] == asServer {
		if err := serveFile(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// serveFile is a kernel in a process of its own.
func serveFile(file string) error {
	info, err := jupyter.ReadConnectionInfo(file)
	if err != nil {
		return err
	}
	return server.Run(context.Background(), info, server.Options{Worker: []string{os.Args[0], asWorker}})
}

// limit is far beyond what any of these tests takes.
const limit = 60 * time.Second

// A kernel is one that runs in this process, and a front end of it.
type kernel struct {
	*jupyter.Client
	t          testing.TB
	info       *jupyter.ConnectionInfo
	ctx        context.Context
	interrupts chan os.Signal
	ended      chan error

	mu  sync.Mutex
	log strings.Builder
}

// logged is what the kernel's log has been told.
func (k *kernel) logged() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.log.String()
}

func startKernel(t testing.TB) *kernel {
	t.Helper()
	info, err := jupyter.NewConnectionInfo()
	if err != nil {
		t.Fatal(err)
	}
	return startKernelAt(t, info, limit)
}

// startKernelAt starts a kernel that lives for a while at most.
func startKernelAt(t testing.TB, info *jupyter.ConnectionInfo, life time.Duration) *kernel {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), life)
	var err error
	k := &kernel{t: t, info: info, ctx: ctx, interrupts: make(chan os.Signal, 1), ended: make(chan error, 1)}
	go func() {
		k.ended <- server.Run(ctx, info, server.Options{
			Worker:     []string{os.Args[0], asWorker},
			Interrupts: k.interrupts,
			Grace:      time.Second,
			Log: func(err error) {
				k.mu.Lock()
				defer k.mu.Unlock()
				fmt.Fprintln(&k.log, err)
			},
			Version: "test",
		})
	}()
	if k.Client, err = jupyter.Connect(ctx, info); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		k.Client.Close()
		cancel()
		if err := <-k.ended; err != nil {
			t.Error(err)
		}
	})
	return k
}

// run runs a cell and returns what it published, a line each, and its reply.
func (k *kernel) run(code string) (published []string, reply *jupyter.ExecuteReply) {
	k.t.Helper()
	reply, err := k.Execute(k.ctx, code, jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		published = append(published, line(k.t, m))
	})
	if err != nil {
		k.t.Fatalf("%s\n%v", code, err)
	}
	return published, reply
}

// publishes runs a cell and compares what it published between the echo of the
// cell and idle.
func (k *kernel) publishes(code string, want ...string) {
	k.t.Helper()
	published, _ := k.run(code)
	all := append([]string{"status busy", "execute_input"}, want...)
	all = append(all, "status idle")
	if got := strings.Join(published, "\n"); got != strings.Join(all, "\n") {
		k.t.Errorf("%s\npublished\n%s\nwant\n%s", code, got, strings.Join(all, "\n"))
	}
}

// line is a message in short.
func line(t testing.TB, m *jupyter.Message) string {
	var c struct {
		State string         `json:"execution_state"`
		Name  string         `json:"name"`
		Text  string         `json:"text"`
		EName string         `json:"ename"`
		Data  map[string]any `json:"data"`
	}
	if err := json.Unmarshal(m.Content, &c); err != nil {
		t.Error(err)
	}
	switch m.Header.MsgType {
	case "status":
		return "status " + c.State
	case "stream":
		return fmt.Sprintf("%s %q", c.Name, c.Text)
	case "error":
		return "error " + c.EName
	case "display_data", "update_display_data", "execute_result":
		return fmt.Sprintf("%s %v", m.Header.MsgType, c.Data["text/plain"])
	}
	return m.Header.MsgType
}
