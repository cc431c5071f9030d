package server_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

func TestExecute(t *testing.T) {
	k := startKernel(t)
	k.publishes("x := 20 + 1")
	k.publishes("x * 2", "execute_result 42")
	k.publishes("import (\"fmt\"; \"os\")\nfmt.Println(\"é\")", `stdout "é\n"`)
	k.publishes("undefinedName", "error CompileError")
	k.publishes("panic(1)", "error panic")
	k.publishes("println(1)", `stderr "1\n"`)
	published, reply := k.run("fmt.Print(1)\nfmt.Print(2)")
	if got := strings.Join(published[2:], " "); got != `stdout "12" status idle` {
		t.Errorf("two prints gave %s", got)
	}
	if reply.Status != jupyter.StatusOK || reply.ExecutionCount != 7 {
		t.Errorf("reply is %+v", reply)
	}
}

func TestDisplaysStandWhereTheyHappened(t *testing.T) {
	k := startKernel(t)
	k.publishes(`import "fmt"
fmt.Println("one")
Display(display.HTML("<b>two</b>"))
fmt.Println("three")
Display(display.Data{Data: display.MIMEMap{"text/plain": "four"}, Transient: display.MIMEMap{"display_id": "a", "update": true}})
"five"`,
		`stdout "one\n"`, "display_data <b>two</b>", `stdout "three\n"`, "update_display_data four", "execute_result five")
	k.publishes(`err := Display(display.MIME(display.MIMEMap{"text/plain": make(chan int)}, nil))
err != nil`, "execute_result true")
	k.publishes(`display.MIME(display.MIMEMap{"application/json": make(chan int)}, nil)`, "error DisplayError")
}

func TestPrintsArriveAsTheyHappen(t *testing.T) {
	k := startKernel(t)
	var at []time.Time
	var texts []string
	_, err := k.Execute(k.ctx, "import (\"fmt\"; \"time\")\nfmt.Print(\"a\")\ntime.Sleep(500 * time.Millisecond)\nfmt.Print(\"b\")",
		jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
			if m.Header.MsgType == "stream" {
				at, texts = append(at, time.Now()), append(texts, line(t, m))
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(texts, " ") != `stdout "a" stdout "b"` {
		t.Fatalf("streams are %v, want a and b apart", texts)
	}
	if d := at[1].Sub(at[0]); d < 250*time.Millisecond {
		t.Errorf("b arrived %v after a, want half a second", d)
	}
}

func TestGoroutinePrintsAfterItsCell(t *testing.T) {
	k := startKernel(t)
	k.publishes("import \"fmt\"\ngate := make(chan int)\ngo func() { <-gate; fmt.Println(\"late\"); gate <- 1 }()")
	k.publishes("gate <- 1\nn := <-gate", `stdout "late\n"`)
}

func TestInterrupt(t *testing.T) {
	k := startKernel(t)
	k.publishes("import (\"fmt\"; \"time\")\nx := 1")
	for _, code := range []string{"for {}", "time.Sleep(time.Hour)", "<-ctx.Done()", "for { fmt.Println(\"flood\") }",
		"<-make(chan int)", "select {}"} {
		reply, err := k.interrupted(code)
		if err != nil || reply.EName != "Interrupted" {
			t.Errorf("%s: reply %+v, error %v; want Interrupted", code, reply, err)
		}
		k.publishes("x", "execute_result 1")
	}
	k.interrupts <- nil         // nothing runs: nothing happens
	for len(k.interrupts) > 0 { // taken before the next cell comes, which it is not meant for
		time.Sleep(time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond)
	k.publishes("x", "execute_result 1")
}

// interrupted runs a cell and interrupts it once it runs.
func (k *kernel) interrupted(code string) (*jupyter.ExecuteReply, error) {
	const started = "started"
	return k.Execute(k.ctx, "Display(display.Any(\"text/plain\", \""+started+"\"))\n"+code, jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType == "display_data" {
			if err := k.Interrupt(k.ctx); err != nil {
				k.t.Error(err)
			}
		}
	})
}

// A cell can be interrupted as soon as it is seen.
func TestInterruptAtOnce(t *testing.T) {
	k := startKernel(t)
	k.publishes("x := 1")
	for range 30 {
		reply, err := k.Execute(k.ctx, "select {}", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
			if m.Header.MsgType == "execute_input" {
				if err := k.Interrupt(k.ctx); err != nil {
					k.t.Error(err)
				}
			}
		})
		if err != nil || reply.EName != "Interrupted" || !strings.Contains(reply.EValue, "kept") {
			t.Fatalf("reply %+v, error %v", reply, err)
		}
	}
	k.publishes("x", "execute_result 1")
}

// Compiled code that does not return is left behind.
func TestReadThatDoesNotReturn(t *testing.T) {
	k := startKernel(t)
	k.publishes("import \"os\"\nx := 1\nr, w, err := os.Pipe()")
	reply, err := k.interrupted("r.Read(make([]byte, 1))")
	for early := 0; early < 20 && err == nil && !strings.Contains(reply.EValue, "goes on"); early++ { // it did not wait yet
		reply, err = k.interrupted("r.Read(make([]byte, 1))")
	}
	if err != nil || reply.EName != "Interrupted" || !strings.Contains(reply.EValue, "variables are kept; what it waited for goes on") {
		t.Fatalf("reply %+v, error %v", reply, err)
	}
	k.publishes("x", "execute_result 1")
	k.publishes("w.Write([]byte(\"a\"))\nw.Close()\nx + 1", "execute_result 2")
}

func TestWorkerDeath(t *testing.T) {
	k := startKernel(t)
	for _, c := range []struct {
		code    string
		printed string   // in the cell's output
		says    []string // the error
	}{
		{"import \"os\"\nos.Exit(3)", "", []string{"exit status 3"}},
		{"go func() { panic(\"boo\") }()\n<-ctx.Done()", "panic: boo\\n\\ngoroutine", []string{"panic: boo", "exit status 2"}},
		{"m := map[int]int{}\ngo func() { for { m[1]++ } }()\nfor { m[1]++ }", "fatal error: concurrent map", []string{"fatal error: concurrent map"}},
		{"!kill -9 $PPID", "", []string{"signal: killed", "out of memory"}},
	} {
		k.publishes("before := 1")
		published, reply := k.run(c.code)
		if text := strings.Join(published, "\n"); !strings.Contains(text, c.printed) || !strings.Contains(text, "error WorkerDied") {
			t.Errorf("%s\npublished\n%s", c.code, text)
		}
		for _, want := range append(c.says, "variables are gone", "fresh worker") {
			if !strings.Contains(reply.EValue, want) {
				t.Errorf("%s\nsays %q, want %q", c.code, reply.EValue, want)
			}
		}
		k.publishes("before", "error CompileError")
		k.publishes("1 + 1", "execute_result 2")
	}
}

func TestWorkerDeathBetweenCells(t *testing.T) {
	k := startKernel(t)
	k.publishes("import \"os\"\ngate := make(chan int)\ngo func() { <-gate; os.Exit(4) }()")
	published, reply := k.run("close(gate)\nselect {}")
	if reply.EName != "WorkerDied" {
		t.Errorf("published %v", published)
	}
	k.publishes("2", "execute_result 2")
}

func TestQueuedCellsAreAborted(t *testing.T) {
	k := startKernel(t)
	k.publishes("import \"time\"")
	second := make(chan string, 1)
	// The second cell has a second to arrive while the first runs.
	reply, err := k.Execute(k.ctx, "Display(display.HTML(\"\"))\ntime.Sleep(time.Second)\npanic(1)", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType == "display_data" {
			go func() {
				reply, err := k.Request(k.ctx, jupyter.Shell, "execute_request", jupyter.ExecuteRequest{Code: "1", StoreHistory: true, StopOnError: true})
				if err != nil {
					second <- err.Error()
					return
				}
				second <- string(reply.Content)
			}()
		}
	})
	if err != nil || reply.Status != jupyter.StatusError {
		t.Fatalf("the first cell's reply is %+v, error %v", reply, err)
	}
	if got := <-second; !strings.Contains(got, `"status":"aborted"`) {
		t.Errorf("the second cell's reply is %s", got)
	}
	k.publishes("1", "execute_result 1")
}

func TestRequests(t *testing.T) {
	k := startKernel(t)
	k.publishes("import \"fmt\"\nétoile := struct{ Name, Size string }{}")
	for _, c := range []struct {
		channel jupyter.Channel
		msgType string
		content any
		want    string // in the reply's content
	}{
		{jupyter.Shell, "kernel_info_request", nil, `"protocol_version":"5.4"`},
		{jupyter.Control, "kernel_info_request", nil, `"mimetype":"text/x-go"`},
		{jupyter.Shell, "complete_request", jupyter.CompleteRequest{Code: "s := \"é\"; fmt.Pri", CursorPos: 17}, `"matches":["Print","Printf","Println"],"cursor_start":14,"cursor_end":17`},
		{jupyter.Shell, "complete_request", jupyter.CompleteRequest{Code: "étoile.Na + 1", CursorPos: 9}, `"matches":["Name"],"cursor_start":7,"cursor_end":9`},
		{jupyter.Shell, "is_complete_request", jupyter.IsCompleteRequest{Code: "for {"}, `"status":"incomplete"`},
		{jupyter.Shell, "is_complete_request", jupyter.IsCompleteRequest{Code: "x := 1"}, `"status":"complete"`},
		{jupyter.Shell, "inspect_request", jupyter.InspectRequest{Code: "x"}, `"found":false`},
		{jupyter.Shell, "inspect_request", jupyter.InspectRequest{Code: "é := étoile", CursorPos: 11}, `étoile struct{Name string; Size string} = `},
		{jupyter.Shell, "inspect_request", jupyter.InspectRequest{Code: "fmt.Println", CursorPos: 11}, `func Println(a ...any) (n int, err error)\n\nPrintln formats`},
		{jupyter.Control, "inspect_request", jupyter.InspectRequest{Code: "fmt.Println", CursorPos: 11}, `"found":false`},
		{jupyter.Shell, "history_request", jupyter.HistoryRequest{HistAccessType: "tail", N: 1}, `toile := struct`},
		{jupyter.Shell, "history_request", jupyter.HistoryRequest{HistAccessType: "search", Pattern: "*toile*", Unique: true}, `toile := struct`},
		{jupyter.Shell, "history_request", jupyter.HistoryRequest{HistAccessType: "search", Pattern: "none*"}, `"history":[]`},
		{jupyter.Shell, "history_request", jupyter.HistoryRequest{HistAccessType: "range", Start: 1, Stop: 2, Output: true}, `[0,1,["import`},
		{jupyter.Shell, "comm_info_request", map[string]any{}, `"comms":{}`},
		{jupyter.Shell, "connect_request", nil, `"shell_port":`},
		{jupyter.Shell, "nonsense_request", nil, `"status":"error"`},
	} {
		reply, err := k.Request(k.ctx, c.channel, c.msgType, c.content)
		if err != nil {
			t.Errorf("%s: %v", c.msgType, err)
		} else if !strings.Contains(string(reply.Content), c.want) {
			t.Errorf("%s: the reply %s does not hold %s", c.msgType, reply.Content, c.want)
		}
	}
}

func TestShutdownWhileACellRuns(t *testing.T) {
	k := startKernel(t)
	began := make(chan struct{})
	go k.Execute(k.ctx, "Display(display.HTML(\"\"))\nfor {}", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType == "display_data" {
			close(began)
		}
	})
	<-began
	ctx, cancel := context.WithTimeout(k.ctx, limit)
	defer cancel()
	reply, err := k.Request(ctx, jupyter.Control, "shutdown_request", jupyter.ShutdownRequest{})
	if err != nil || !strings.Contains(string(reply.Content), `"status":"ok"`) {
		t.Fatalf("reply %v, error %v", reply, err)
	}
	err = <-k.ended
	k.ended <- err // for the clean-up
	if err != nil {
		t.Error(err)
	}
}

func TestComms(t *testing.T) {
	k := startKernel(t)
	closed := make(chan string, 1)
	k.Stray = func(m *jupyter.Message) {
		if m.Header.MsgType == "comm_close" {
			closed <- string(m.Content)
		}
	}
	// Nobody answers a comm_open; a kernel that refuses it closes the comm.
	ctx, cancel := context.WithCancel(k.ctx)
	go k.Request(ctx, jupyter.Shell, "comm_open", jupyter.CommOpen{CommID: "c1", TargetName: "none"})
	k.publishes("1", "execute_result 1")
	k.publishes("2", "execute_result 2")
	cancel()
	select {
	case content := <-closed:
		if !strings.Contains(content, `"c1"`) {
			t.Errorf("closed %s, want c1", content)
		}
	case <-k.ctx.Done():
		t.Error("the comm was not closed")
	}
}

func TestClearOutput(t *testing.T) {
	k := startKernel(t)
	k.publishes(`Display(display.WithID("a", display.HTML("1")))
Display(display.Clear(true))
Display(display.Update("a", display.HTML("2")))`,
		"display_data 1", "clear_output", "update_display_data 2")
}

// TestPager: "name?" tells about the name in the reply, which front ends show in
// a pager or below the cell.
func TestPager(t *testing.T) {
	k := startKernel(t)
	k.publishes("// double doubles.\nfunc double(n int) int { return 2 * n }")
	for _, code := range []string{"double?", "?double", " double?? \n", "?? double"} {
		published, reply := k.run(code)
		page, err := json.Marshal(reply.Payload)
		if err != nil || !strings.Contains(string(page), `"source":"page","start":0`) || !strings.Contains(string(page), "double doubles.") || len(published) != 3 {
			t.Errorf("%s: page %s, published %v, %v", code, page, published, err)
		}
	}
	k.publishes("none?", "error InspectError")
	k.publishes("double(1)?", "error CompileError")
}
