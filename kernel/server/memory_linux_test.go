package server_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// TestOutOfMemory: a cell that asks for too much says so, and the kernel lives.
func TestOutOfMemory(t *testing.T) {
	if _, err := exec.LookPath("prlimit"); err != nil || raced {
		t.Skip("wants prlimit, and address space that the race detector takes")
	}
	k := startKernel(t)
	const limited = "!prlimit --pid $PPID --as=$((4 << 30))\n" // as ulimit -v does
	for _, code := range []string{
		"b := make([]byte, 1<<44)\nfor i := range b { b[i] = 1 }", // 16 TiB
		limited + "b := make([]byte, 8<<30)\nb[0] = 1",
		limited + "var all [][]byte\nfor { all = append(all, make([]byte, 64<<20)) }",
	} {
		k.publishes("before := 1")
		published, reply := k.run(code)
		for _, want := range []string{"out of memory", "variables are gone", "fresh worker"} {
			if !strings.Contains(reply.EValue, want) {
				t.Errorf("%s\nsays %q, want %q", code, reply.EValue, want)
			}
		}
		if text := strings.Join(published, "\n"); !strings.Contains(text, "error WorkerDied") || strings.Contains(text, "kernel/engine") {
			t.Errorf("%s\npublished\n%s", code, text)
		}
		k.publishes("before", "error CompileError")
	}
}

// rss is what a process holds of memory, in bytes.
func rss(t *testing.T, pid int) int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(raw))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// TestFloodOfMegabytes: 200 MB that nobody stops, and a flood that is
// interrupted, leave the worker as small as it was.
func TestFloodOfMegabytes(t *testing.T) {
	k := startKernel(t)
	var worker int
	k.publishes("import (\"fmt\"; \"os\"; \"strings\")\nlong := strings.Repeat(\"flood \", 10000)")
	if _, err := k.Execute(k.ctx, "os.Getpid()", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType == "execute_result" {
			fmt.Sscanf(line(t, m), "execute_result %d", &worker)
		}
	}); err != nil {
		t.Fatal(err)
	}
	before := rss(t, worker)
	flooded := 0
	count := func(m *jupyter.Message) {
		if m.Header.MsgType == "stream" {
			flooded += len(m.Content)
		}
	}
	if _, err := k.Execute(k.ctx, "for range 3500 { fmt.Print(long) }", jupyter.ExecuteOptions{}, count); err != nil || flooded < 200e6 {
		t.Errorf("%d bytes came, %v", flooded, err)
	}
	reply, err := k.interrupted("for { fmt.Fprint(os.Stderr, long); fmt.Print(long) }")
	if err != nil || reply.EName != "Interrupted" || !strings.Contains(reply.EValue, "kept") {
		t.Errorf("%+v, %v", reply, err)
	}
	if after := rss(t, worker); after > before+100<<20 {
		t.Errorf("the worker holds %d MB after floods, %d before", after>>20, before>>20)
	}
	k.publishes("len(long)", "execute_result 60000")
}

// TestServerKilled: what kills the server with -9 ends its worker, and what
// cells have started.
func TestServerKilled(t *testing.T) {
	info, err := jupyter.NewConnectionInfo()
	if err != nil {
		t.Fatal(err)
	}
	file := t.TempDir() + "/connection.json"
	if err := info.Write(file); err != nil {
		t.Fatal(err)
	}
	kernel := exec.Command(os.Args[0], asServer, file)
	if err := kernel.Start(); err != nil {
		t.Fatal(err)
	}
	defer kernel.Process.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	client, err := jupyter.Connect(ctx, info)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var worker, child int
	started := make(chan struct{})
	go client.Execute(ctx, "import (\"os\"; \"os/exec\"; \"fmt\")\nc := exec.Command(\"sleep\", \"600\")\nc.Start()\n"+
		"Display(display.Any(\"text/plain\", fmt.Sprint(os.Getpid(), \" \", c.Process.Pid)))\nfor {}", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType == "display_data" {
			fmt.Sscanf(line(t, m), "display_data %d %d", &worker, &child)
			close(started)
		}
	})
	select {
	case <-started:
	case <-ctx.Done():
		t.Fatal(ctx.Err())
	}
	if worker == 0 || child == 0 {
		t.Fatalf("worker %d, child %d", worker, child)
	}
	if err := kernel.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	kernel.Wait()
	for deadline := time.Now().Add(limit / 2); alive(worker) || alive(child); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the worker or what it has started outlives the server")
		}
	}
}

// alive reports whether a process runs and is no zombie.
func alive(pid int) bool {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil || syscall.Kill(pid, 0) != nil {
		return false
	}
	_, state, _ := strings.Cut(string(raw), ") ")
	return !strings.HasPrefix(state, "Z")
}
