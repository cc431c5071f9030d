package server_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// TestContract has one subtest for each thing that the kernel promises, in the
// order of its contract: kernel_info first, imports last. Details are in the
// tests of their own; what needs Jupyter's own programs (parent, front ends) is
// in kernel/jupytertest.
func TestContract(t *testing.T) {
	for _, row := range []struct {
		name string
		test func(*kernel)
	}{
		{"kernel_info", contractKernelInfo},
		{"execute", contractExecute},
		{"results", contractResults},
		{"interrupt", contractInterrupt},
		{"context", contractContext},
		{"crash", contractCrash},
		{"control", contractControl},
		{"shutdown, restart", contractShutdown},
		{"stdin", contractStdin},
		{"complete", contractComplete},
		{"inspect", contractInspect},
		{"is_complete, history, comm_info, comm_open, connect", contractAnswered},
		{"parent", contractParent},
		{"floods", contractFloods},
		{"heartbeat", contractHeartbeat},
		{"signatures", contractSignatures},
		{"streams", contractStreams},
		{"progress", contractProgress},
		{"language", contractLanguage},
		{"imports", contractImports},
	} {
		t.Run(row.name, func(t *testing.T) { row.test(startKernel(t)) })
	}
}

// answers asks on a channel and wants the texts in the reply.
func (k *kernel) answers(ch jupyter.Channel, msgType string, content any, wants ...string) {
	k.t.Helper()
	reply, err := k.Request(k.ctx, ch, msgType, content)
	if err != nil {
		k.t.Errorf("%s: %v", msgType, err)
		return
	}
	for _, want := range wants {
		if !strings.Contains(string(reply.Content), want) {
			k.t.Errorf("%s: %s does not hold %s", msgType, reply.Content, want)
		}
	}
}

func contractKernelInfo(k *kernel) {
	k.answers(jupyter.Shell, "kernel_info_request", nil, `"status":"ok"`, `"protocol_version":"5.4"`, `"implementation_version":"test"`,
		`"mimetype":"text/x-go"`, `"file_extension":".go"`, `"pygments_lexer":"go"`, fmt.Sprintf(`"version":%q`, runtime.Version()))
}

func contractExecute(k *kernel) {
	k.publishes(`import "fmt"
fmt.Println("out")
Display(display.WithID("d", display.HTML("1")))
Display(display.Update("d", display.HTML("2")))
Display(display.Clear(true))
40 + 2`, `stdout "out\n"`, "display_data 1", "update_display_data 2", "clear_output", "execute_result 42")
	_, reply := k.run("a := 1\nb := []int{}[a]")
	trace := strings.Join(reply.Traceback, "\n")
	if reply.EName == "" || reply.EValue == "" || !strings.Contains(trace, "cell [2], line 2") || !strings.Contains(trace, "b := []int{}[a]") {
		k.t.Errorf("the error is %+v", reply)
	}
	var lines []string
	silent, err := k.Execute(k.ctx, "7", jupyter.ExecuteOptions{Silent: true, UserExpressions: map[string]string{"two": "1 + 1", "bad": "none"}},
		func(m *jupyter.Message) { lines = append(lines, line(k.t, m)) })
	if err != nil || strings.Join(lines, " ") != "status busy status idle" || silent.ExecutionCount != 2 {
		k.t.Errorf("silent: %v published %v, %v", silent, lines, err)
	}
	raw, err := json.Marshal(silent.UserExpressions)
	if err != nil || !strings.Contains(string(raw), `"text/plain":"2"`) || !strings.Contains(string(raw), `"status":"error"`) {
		k.t.Errorf("user expressions are %s, %v", raw, err)
	}
}

func contractResults(k *kernel) {
	k.publishes("func two() (int, string) { return 1, \"a\" }\ntwo()", "execute_result 1 a")
	k.publishes("var e error\ne")
	k.publishes("x := 3")
	k.publishes("import \"fmt\"\nfmt.Print(\"p\")", `stdout "p"`)
	k.publishes("f := 1\nfunc g() int { return 2 }")
	k.publishes("g := 5\nfunc f() int { return 6 }") // a variable becomes a function and the other way round
	k.publishes("f() + g", "execute_result 11")
	k.publishes("struct{ A, B int }{1, 2}", "execute_result {A:1 B:2}")
}

func contractInterrupt(k *kernel) {
	k.publishes("import (\"sync\"; \"time\")\nx := 1\nvar mu sync.Mutex\nvar none chan int\nfunc deep(n int) int { if n == 0 { return 0 }; return deep(n-1) }")
	for _, code := range []string{
		"for {}", "for { deep(100) }", "time.Sleep(time.Hour)", "<-none", "none <- 1", "select {}", "for range none {}",
		"select { case <-time.After(time.Hour): }", "mu.Lock()\ndefer mu.Unlock()\nfor {}", "<-ctx.Done()",
	} {
		start := time.Now()
		reply, err := k.interrupted(code)
		if took := time.Since(start); err != nil || reply.EName != "Interrupted" || !strings.Contains(reply.EValue, "variables are kept") || took > time.Second {
			k.t.Errorf("%s: %+v, %v after %v", code, reply, err, took)
		}
	}
	k.publishes("x", "execute_result 1")
	_, err := k.Execute(k.ctx, "Display(display.HTML(\"\"))\nfor {}", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType == "display_data" {
			k.interrupts <- os.Interrupt // as a signal
		}
	})
	if err != nil {
		k.t.Error(err)
	}
	k.publishes("x", "execute_result 1")
}

func contractContext(k *kernel) {
	k.publishes("ctx.Err() == nil", "execute_result true")
	reply, err := k.interrupted("<-ctx.Done()\nprintln(\"went on\")")
	if err != nil || reply.EName != "Interrupted" {
		k.t.Errorf("%+v, %v", reply, err)
	}
	k.publishes("ctx.Err() == nil", "execute_result true")

	// Training for a year ends at once, with what it has reached.
	k.publishes("import (\"github.com/crococlock/crococlock/pkg/cnn\"; \"github.com/crococlock/crococlock/pkg/dataset\")\n" +
		"d := dataset.Synthetic(20, 1)\nvar model *cnn.Model\nvar history cnn.History\nvar err error")
	for range 20 { // an interrupt may come before the model is made
		start := time.Now()
		reply, err = k.interrupted("model, history, err = cnn.Train(ctx, d, dataset.Split{Train: d.Indices(0)}, cnn.Config{Epochs: 1 << 30, LearningRate: 1e-3}, nil)")
		if took := time.Since(start); err != nil || reply.EName != "Interrupted" || !strings.Contains(reply.EValue, "variables are kept") || took > time.Second {
			k.t.Errorf("training: %+v, %v after %v", reply, err, took)
		}
		if published, _ := k.run("model != nil"); strings.Contains(strings.Join(published, " "), "execute_result true") {
			break
		}
	}
	k.publishes("d.Len()", "execute_result 40")
	k.publishes("model != nil", "execute_result true")
}

func contractCrash(k *kernel) {
	published, reply := k.run("go func() { panic(\"boo\") }()\n<-ctx.Done()")
	if !strings.Contains(strings.Join(published, "\n"), "goroutine") || !strings.Contains(reply.EValue, "variables are gone") {
		k.t.Errorf("published %v, %+v", published, reply)
	}
	k.publishes("1", "execute_result 1")
}

func contractControl(k *kernel) {
	answered := make(chan error, 1)
	_, err := k.Execute(k.ctx, "Display(display.HTML(\"\"))\nfor {}", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType == "display_data" {
			go func() {
				_, err := k.Request(k.ctx, jupyter.Control, "kernel_info_request", nil)
				answered <- err
				k.interrupts <- os.Interrupt
			}()
		}
	})
	if err != nil {
		k.t.Error(err)
	}
	if err := <-answered; err != nil {
		k.t.Error(err)
	}
}

func contractShutdown(k *kernel) {
	k.publishes("import \"os\"")
	start := time.Now()
	k.answers(jupyter.Control, "shutdown_request", jupyter.ShutdownRequest{Restart: true}, `"restart":true`)
	err := <-k.ended
	k.ended <- err // for the clean-up
	if took := time.Since(start); err != nil || took > time.Second {
		k.t.Errorf("ended after %v with %v", took, err)
	}
}

func contractStdin(k *kernel) {
	if published, _ := k.asks("import \"fmt\"\nvar n int\nfmt.Scan(&n)\nn + 1", "41"); !strings.Contains(published, "execute_result 42") {
		k.t.Errorf("published %s", published)
	}
	if _, reply := k.run("fmt.Scan(&n)"); reply.EName != "StdinError" {
		k.t.Errorf("nobody to ask: %+v", reply)
	}
}

func contractComplete(k *kernel) {
	k.publishes("import \"strings\"\ntype point struct{ Xa int }\nfunc (p point) Xb() int { return 0 }\np := point{}\nwidth := 1")
	for code, want := range map[string]string{
		"wid": `"matches":["width"]`, "p.X": `"Xa"`, "a := 1; p.X": `"Xb"`, "stri": `"strings"`,
		"é := strings.ToUpp": `"matches":["ToUpper"`,
	} {
		k.answers(jupyter.Shell, "complete_request", jupyter.CompleteRequest{Code: code, CursorPos: len([]rune(code))}, want,
			fmt.Sprintf(`"cursor_end":%d`, len([]rune(code))))
	}
}

func contractInspect(k *kernel) {
	k.publishes("// double doubles.\nfunc double(n int) int { return 2 * n }\nx := 21")
	k.answers(jupyter.Shell, "inspect_request", jupyter.InspectRequest{Code: "double(1)", CursorPos: 3}, "func double(n int) int", "double doubles.")
	k.answers(jupyter.Shell, "inspect_request", jupyter.InspectRequest{Code: "x", CursorPos: 1}, "x int = 21")
}

func contractAnswered(k *kernel) {
	k.answers(jupyter.Shell, "is_complete_request", jupyter.IsCompleteRequest{Code: "for {"}, `"incomplete"`)
	k.answers(jupyter.Shell, "history_request", jupyter.HistoryRequest{HistAccessType: "tail", N: 1}, `"history":[]`)
	k.answers(jupyter.Shell, "comm_info_request", map[string]any{}, `"comms":{}`)
	k.answers(jupyter.Shell, "connect_request", nil, `"shell_port"`)
}

// contractParent: the worker leads a group of its own and ends with its server;
// killing with -9 is tested in kernel/jupytertest.
func contractParent(k *kernel) {
	if runtime.GOOS != "linux" {
		k.t.Skip("wants /proc")
	}
	_, reply := k.run("import (\"fmt\"; \"os\")\nfmt.Print(os.Getpid(), \" \", os.Getppid())")
	if reply.Status != jupyter.StatusOK {
		k.t.Fatalf("%+v", reply)
	}
	var worker int
	k.Execute(k.ctx, "os.Getpid()", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType == "execute_result" {
			fmt.Sscanf(line(k.t, m), "execute_result %d", &worker)
		}
	})
	stat := filepath.Join("/proc", fmt.Sprint(worker), "stat")
	if _, err := os.Stat(stat); worker == 0 || err != nil {
		k.t.Fatalf("the worker's id is %d: %v", worker, err)
	}
	k.answers(jupyter.Control, "shutdown_request", jupyter.ShutdownRequest{}, `"ok"`)
	err := <-k.ended
	k.ended <- err
	if _, err := os.Stat(stat); !os.IsNotExist(err) {
		k.t.Errorf("the worker %d outlives the kernel: %v", worker, err)
	}
}

func contractFloods(k *kernel) {
	k.publishes("import (\"fmt\"; \"os\"; \"strings\")\nx := 1\nlong := strings.Repeat(\"flood \", 10000)")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	flooded := 0
	_, err := k.Execute(k.ctx, "for { fmt.Println(long) }", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if flooded += len(m.Content); flooded > 50<<20 {
			flooded = 0
			k.interrupts <- os.Interrupt
		}
	})
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); err != nil || grown > 200<<20 {
		k.t.Errorf("%d bytes more after a flood, %v", grown, err)
	}
	k.publishes("x", "execute_result 1")
	if runtime.GOOS == "linux" { // the worker is what goes when memory runs out
		k.publishes("score, err := os.ReadFile(\"/proc/self/oom_score_adj\")\nstrings.TrimSpace(string(score))", "execute_result 500")
	}
}

func contractHeartbeat(k *kernel) {
	socket := zmq4.NewReq(k.ctx)
	defer socket.Close()
	if err := socket.Dial(fmt.Sprintf("tcp://%s:%d", k.info.IP, k.info.HBPort)); err != nil {
		k.t.Fatal(err)
	}
	if err := socket.Send(zmq4.NewMsgString("beat")); err != nil {
		k.t.Fatal(err)
	}
	if echo, err := socket.Recv(); err != nil || string(echo.Bytes()) != "beat" {
		k.t.Errorf("the echo is %v, %v", echo, err)
	}
	if runtime.GOOS != "windows" { // and the other transport, unsigned
		info := *k.info
		info.Transport, info.IP, info.Key = "ipc", filepath.Join(k.t.TempDir(), "kernel"), ""
		startKernelAt(k.t, &info, limit).publishes("6 * 7", "execute_result 42")
	}
}

func contractSignatures(k *kernel) {
	k.publishes("x := 1")
	s := k.stranger()
	s.send(signed(k.t, "execute_request", jupyter.ExecuteRequest{Code: "x = 2"}, []byte("another key"))...)
	k.publishes("x", "execute_result 1")
	// The stranger's connection is another: its message may be read later.
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(k.logged(), "signature"); runtime.Gosched() {
		if time.Now().After(deadline) {
			k.t.Fatalf("the log says %q", k.logged())
		}
	}
	k.publishes("x", "execute_result 1")
}

func contractStreams(k *kernel) {
	k.publishes("import (\"fmt\"; \"os\")\nfmt.Println(\"1\")\nfmt.Fprintln(os.Stderr, \"2\")\nDisplay(display.HTML(\"3\"))\nprintln(4)\nfmt.Print(\"5\\r6\")",
		`stdout "1\n"`, `stderr "2\n"`, "display_data 3", `stderr "4\n"`, `stdout "5\r6"`)
	k.publishes("!echo 7; echo 8 1>&2", `stdout "7\n8\n"`)
	k.publishes("for i := range 3 { fmt.Print(i); println(i) }", `stdout "0"`, `stderr "0\n"`, `stdout "1"`, `stderr "1\n"`, `stdout "2"`, `stderr "2\n"`)
	k.publishes("gate := make(chan int)\ngo func() { <-gate; fmt.Println(\"late\"); gate <- 1 }()")
	k.publishes("gate <- 1\nn := <-gate", `stdout "late\n"`)
}

func contractProgress(k *kernel) {
	published, _ := k.run("import (\"fmt\"; \"os\"; \"github.com/crococlock/crococlock/pkg/progress\")\nfmt.Print(1)\nbar := progress.New(os.Stderr, \"work\", 2)\nfmt.Print(2)\nbar.Set(1)\nbar.Set(2)\nbar.Done()")
	before, after := strings.Repeat("░", 30), strings.Repeat("█", 30)
	got := slices.Compact(slices.DeleteFunc(published, func(line string) bool { // what a slow machine publishes between
		return strings.HasPrefix(line, "update_display_data") && !strings.HasSuffix(line, after+" 2/2")
	}))
	want := []string{"status busy", "execute_input", `stdout "1"`, "display_data work " + before + " 0/2", `stdout "2"`, "update_display_data work " + after + " 2/2", "status idle"}
	if !slices.Equal(got, want) {
		k.t.Errorf("published %q, want %q", got, want)
	}
}

func contractLanguage(k *kernel) {
	k.publishes("var fs []func() int\nfor i := range 3 { fs = append(fs, func() int { return i }) }\nmax(fs[0](), fs[2](), min(1, 0))", "execute_result 2")
	k.publishes("m := map[int]int{1: 1}\nclear(m)\nvar y any = len(m)\ny", "execute_result 0")
	k.publishes("func id[T any](x T) T { return x }\nid(7)", "execute_result 7")
}

func contractImports(k *kernel) {
	k.publishes("import (\"gonum.org/v1/plot\"; \"gorgonia.org/gorgonia\")\np, g := plot.New(), gorgonia.NewGraph()\np != nil && g != nil", "execute_result true")
	if _, reply := k.run("import \"example.com/none\""); !strings.Contains(reply.EValue, "neither compiled in nor in the module cache; %get example.com/none") {
		k.t.Errorf("a foreign import: %+v", reply)
	}
}
