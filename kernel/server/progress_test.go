package server_test

import (
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/pkg/progress"
)

const importProgress = "import (\"fmt\"; \"os\"; \"time\"; \"github.com/crococlock/crococlock/pkg/progress\")\n"

// bar is a full or empty bar.
func bar(of string) string { return strings.Repeat(of, 30) }

func TestBarIsNotRedrawnTooOften(t *testing.T) {
	k := startKernel(t)
	begin := time.Now()
	published, _ := k.run(importProgress + "bar := progress.New(os.Stdout, \"work\", 300000)\nfor i := range 300000 { bar.Set(int64(i)) }")
	most := 3 + int(time.Since(begin)/progress.Redraws) // the first, the last, one that was late
	var displays []string
	for _, line := range published {
		if strings.Contains(line, "display_data") {
			displays = append(displays, line)
		}
	}
	if len(displays) > most {
		t.Errorf("%d displays, want %d at most", len(displays), most)
	}
	// The cell never called Done, and still its last state is there, without a clock.
	if last := displays[len(displays)-1]; !strings.HasPrefix(last, "update_display_data") || !strings.HasSuffix(last, " 299999/300000") {
		t.Errorf("the last display is %q", last)
	}
}

func TestBarOfAnInterruptedCellStays(t *testing.T) {
	k := startKernel(t)
	k.run(importProgress)
	last, before := "", ""
	execute := func(code string, shown func()) {
		before, last = last, ""
		_, err := k.Execute(k.ctx, code, jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
			if got := line(t, m); strings.HasPrefix(got, "update_display_data") {
				last = got
				shown()
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		// The note may stand in it or not: the interrupt came before or after.
		if !strings.HasPrefix(last, "update_display_data work █████████"+strings.Repeat("░", 21)+" 3/10") {
			t.Errorf("after %q, the last display is %q, before it %q", code, last, before)
		}
	}
	interrupt := sync.OnceFunc(func() { k.interrupts <- os.Interrupt })
	execute("bar := progress.New(os.Stdout, \"work\", 10)\nfor i := 0; ; i++ { bar.SetNote(3, fmt.Sprint(i)); bar.Set(3); time.Sleep(time.Millisecond) }", interrupt)
	execute("bar.Done()", func() {})
}

func TestBarIsShownAnewAfterClear(t *testing.T) {
	k := startKernel(t)
	k.run(importProgress)
	k.publishes("cleared := progress.New(os.Stderr, \"work\", 1)\nDisplay(display.Clear(true))\ncleared.Done()\nfmt.Print(1)",
		"display_data work "+bar("░")+" 0/1", "clear_output", "display_data work "+bar("░")+" 0/1", `stdout "1"`)
	// What a later cell clears is not where the bar stands.
	k.publishes("earlier := progress.New(os.Stderr, \"work\", 1)", "display_data work "+bar("░")+" 0/1")
	k.publishes("Display(display.Clear(false))\nearlier.Set(1)\nearlier.Done()", "clear_output", "update_display_data work "+bar("█")+" 1/1")
}

// TestBarForConsoles has the last state of a bar come once more, in a message
// that belongs to no cell: consoles show it, other front ends drop it.
func TestBarForConsoles(t *testing.T) {
	k := startKernel(t)
	var stray []string
	k.Stray = func(m *jupyter.Message) {
		if m.ParentHeader.MsgID == "" {
			stray = append(stray, line(t, m))
		}
	}
	k.run(importProgress + "bar := progress.New(os.Stderr, \"work\", 1)\nbar.Done()")
	if want := "display_data work " + bar("░") + " 0/1"; len(stray) != 1 || stray[0] != want {
		t.Errorf("without a cell came %q, want %q", stray, want)
	}
}
