package server_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// TestNastyCells: what a cell may do to its own process is reported, and the
// next cell runs; variables are kept unless the cell says otherwise.
func TestNastyCells(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("cells run on Unix")
	}
	const prelude = "import (\"errors\"; \"fmt\"; \"os\"; \"path/filepath\"; \"runtime\"; \"time\")\nkept := 1\n" +
		"type odd struct{ N int }\nfunc (o odd) Error() string { return fmt.Sprint(\"odd \", o.N) }\nvar _ = filepath.Join\nvar _ = time.Now\nvar _ = runtime.GC\nvar _ = errors.New"
	for _, c := range []struct {
		name, code string
		says       string // in the error; empty for none
		kept       bool
	}{
		{"Goexit in the cell", "runtime.Goexit()\nkept = 2", "", true},
		{"Goexit in a goroutine", "done := make(chan int)\ngo func() { defer close(done); runtime.Goexit() }()\n<-done", "", true},
		{"stdout closed", "os.Stdout.Close()\nfmt.Println(1)\nprintln(2)", "", true},
		{"both closed", "os.Stdout.Close()\nos.Stderr.Close()", "", true},
		{"stdout is another file", "old := os.Stdout\nos.Stdout, _ = os.Open(os.DevNull)\nfmt.Println(1)\nos.Stdout = old", "", true},
		{"panic with a type", "panic(odd{3})", "3", true},
		{"panic with an error", "panic(errors.Join(error(odd{4})))", "odd 4", true},
		{"panic with nil", "panic(nil)", "nil", true},
		{"a defer that panics", "func() { defer func() { panic(\"second\") }(); panic(\"first\") }()", "second", true},
		{"a defer that recovers", "func() { defer func() { fmt.Print(recover()) }(); panic(\"first\") }()", "", true},
		{"a folder that is gone", "d, _ := os.MkdirTemp(\"\", \"gone\")\nos.Chdir(d)\nos.Remove(d)\n_, err := os.Getwd()", "", true},
		{"a type with methods again", "type odd struct{ S string }\nfunc (o odd) Error() string { return \"again \" + o.S }\npanic(odd{\"x\"}.Error())", "again x", true},
		{"many goroutines", "for i := range 2000 { go func() { time.Sleep(time.Hour); _ = i }() }", "", true},
		{"a huge result", "make([]int, 10_000_000)", "", true},
		{"all frames closed", "for fd := range 100 { os.NewFile(uintptr(fd), \"x\").Close() }", "WorkerDied", false},
		{"stopped", "!kill -STOP $PPID\nfor {}", "Interrupted", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := startKernel(t)
			k.publishes(prelude)
			var stop *time.Timer
			if c.name == "stopped" {
				stop = time.AfterFunc(time.Second, func() { k.Interrupt(k.ctx) })
				defer stop.Stop()
			}
			published, reply := k.run(c.code)
			if c.says == "" && reply.Status != jupyter.StatusOK || !strings.Contains(reply.EName+": "+reply.EValue, c.says) {
				t.Errorf("%+v\npublished %s", reply, strings.Join(published, "\n")[:min(2000, len(strings.Join(published, "\n")))])
			}
			if c.kept {
				k.publishes("kept", "execute_result 1")
			} else {
				k.publishes("kept", "error CompileError")
			}
			k.publishes("6 * 7", "execute_result 42")
		})
	}
}

// TestDisplayAfterItsCell: a goroutine's display is shown with the cell that
// runs then.
func TestDisplayAfterItsCell(t *testing.T) {
	k := startKernel(t)
	k.publishes("gate := make(chan int)\ngo func() { <-gate; Display(display.HTML(\"late\")); gate <- 1 }()")
	k.publishes("gate <- 1\nn := <-gate", "display_data late")
}
