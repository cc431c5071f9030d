package jupyter_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/jupyter/jupytertest"
	"github.com/go-zeromq/zmq4"
)

// serve runs the test kernel in this process.
func serve(t *testing.T, info *jupyter.ConnectionInfo) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "connection.json")
	if err := info.Write(path); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- jupytertest.Serve(path) }()
	t.Cleanup(func() {
		client, err := jupyter.Connect(patient(t), info)
		if err != nil {
			t.Error(err)
			return
		}
		defer client.Close()
		if err := client.Shutdown(patient(t)); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestTransports(t *testing.T) {
	for name, change := range map[string]func(*jupyter.ConnectionInfo){
		"TCP":      func(*jupyter.ConnectionInfo) {},
		"Unsigned": func(c *jupyter.ConnectionInfo) { c.Key = "" },
		"IPC": func(c *jupyter.ConnectionInfo) {
			c.Transport, c.IP = "ipc", filepath.Join(t.TempDir(), "k")
			c.ShellPort, c.IOPubPort, c.StdinPort, c.ControlPort, c.HBPort = 1, 2, 3, 4, 5
		},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "IPC" && runtime.GOOS == "windows" {
				t.Skip("Jupyter uses no ipc on Windows")
			}
			info, err := jupyter.NewConnectionInfo()
			if err != nil {
				t.Fatal(err)
			}
			change(info)
			serve(t, info)
			client, err := jupyter.Connect(patient(t), info)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			reply, got, err := script(t, client, `print "x"`, jupyter.ExecuteOptions{})
			if err != nil || reply.Status != jupyter.StatusOK || !strings.Contains(strings.Join(got, ""), `"x"`) {
				t.Errorf("reply %+v, published %q, %v", reply, got, err)
			}
		})
	}
}

// Strangers, forgers and those who connect and say nothing must not keep the
// others from their kernel.
func TestServerSurvives(t *testing.T) {
	info, err := jupyter.NewConnectionInfo()
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var dropped []error
	logged := make(chan struct{}, 100)
	server, err := jupyter.Listen(info, jupyter.ServerOptions{Log: func(err error) {
		mu.Lock()
		dropped = append(dropped, err)
		mu.Unlock()
		logged <- struct{}{}
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	address := strings.TrimPrefix(info.Endpoint(jupyter.Shell), "tcp://")

	silent, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()

	garbage, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := garbage.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + strings.Repeat("x", 100))); err != nil {
		t.Fatal(err)
	}
	<-logged
	garbage.Close()

	forged := *info
	forged.Key = "another"
	ctx, cancel := context.WithCancel(patient(t))
	forger := make(chan error, 1)
	go func() {
		_, err := jupyter.Connect(ctx, &forged)
		forger <- err
	}()
	<-logged
	cancel()
	if err := <-forger; !errors.Is(err, context.Canceled) {
		t.Errorf("the forger got %v", err)
	}
	mu.Lock()
	if last := dropped[len(dropped)-1]; !errors.Is(last, jupyter.ErrSignature) {
		t.Errorf("logged %v, want the bad signature", last)
	}
	mu.Unlock()

	connected := make(chan error, 1)
	go func() {
		client, err := jupyter.Connect(patient(t), info)
		if err == nil {
			client.Close()
		}
		connected <- err
	}()
	request, err := server.Recv(patient(t), jupyter.Shell)
	if err != nil || request.Header.MsgType != "kernel_info_request" {
		t.Fatalf("got %+v, %v", request, err)
	}
	if err := server.Send(jupyter.Shell, message(t, "kernel_info_reply", request, jupyter.KernelInfoReply{Status: jupyter.StatusOK})); err != nil {
		t.Fatal(err)
	}
	// iopub_welcome alone tells the client that it is subscribed.
	if err := <-connected; err != nil {
		t.Errorf("an honest client: %v", err)
	}
}

// A front end that has stopped reading must not stop the kernel, nor fill its
// memory, nor keep the others from their output.
func TestStalledSubscriber(t *testing.T) {
	info, err := jupyter.NewConnectionInfo()
	if err != nil {
		t.Fatal(err)
	}
	server, err := jupyter.Listen(info, jupyter.ServerOptions{Stall: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	subscribe := func() zmq4.Socket {
		sub := zmq4.NewSub(patient(t))
		t.Cleanup(func() { sub.Close() })
		if err := sub.Dial(info.Endpoint(jupyter.IOPub)); err != nil {
			t.Fatal(err)
		}
		if err := sub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
			t.Fatal(err)
		}
		return sub
	}
	stalled, reader := subscribe(), subscribe()
	for _, sub := range []zmq4.Socket{stalled, reader} {
		if welcome, err := sub.Recv(); err != nil || !strings.Contains(string(welcome.Bytes()), "iopub_welcome") {
			t.Fatalf("first message %q, %v", welcome, err)
		}
	}
	m := message(t, "stream", nil, jupyter.Stream{Name: "stdout", Text: strings.Repeat("x", 1<<20)})
	for i := range 100 { // MiB: more than queue and sockets hold
		if err := server.Publish("stream", m); err != nil {
			t.Fatal(err)
		}
		if got, err := reader.Recv(); err != nil || len(got.Bytes()) < 1<<20 {
			t.Fatalf("message %d: %d bytes, %v", i, len(got.Bytes()), err)
		}
	}
}

func TestServerClosed(t *testing.T) {
	info, err := jupyter.NewConnectionInfo()
	if err != nil {
		t.Fatal(err)
	}
	server, err := jupyter.Listen(info, jupyter.ServerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jupyter.Listen(info, jupyter.ServerOptions{}); err == nil {
		t.Error("two servers on one connection file")
	}
	server.Close()
	m := message(t, "status", nil, nil)
	m.Identities = [][]byte{[]byte("x")}
	_, recvErr := server.Recv(patient(t), jupyter.Shell)
	for name, err := range map[string]error{"Recv": recvErr, "Send": server.Send(jupyter.Shell, m), "Publish": server.Publish("status", m)} {
		if !errors.Is(err, jupyter.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	again, err := jupyter.Listen(info, jupyter.ServerOptions{})
	if err != nil {
		t.Fatalf("the ports are still taken: %v", err)
	}
	again.Close()
}
