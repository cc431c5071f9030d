package server_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// waits are all the ways in which a cell can be busy or wait.
var waits = []struct{ name, code string }{
	{"loop", "for {}"},
	{"computing", "f := 0.0\nfor { f = math.Sqrt(f + 1) }"},
	{"recursion", "func deep(n int) int { if n == 0 { return 0 }; return 1 + deep(n-1) }\nfor { deep(1000) }"},
	{"receive", "<-none"},
	{"send", "none <- 1"},
	{"range", "for range none {}"},
	{"select", "select { case <-none: case <-time.After(time.Hour): }"},
	{"select of nothing", "select {}"},
	{"context", "<-ctx.Done()"},
	{"mutex", "var mu sync.Mutex\nmu.Lock()\nmu.Lock()"},
	{"read lock", "var rw sync.RWMutex\nrw.Lock()\nrw.RLock()"},
	{"wait group", "var wg sync.WaitGroup\nwg.Add(1)\nwg.Wait()"},
	{"condition", "cond := sync.NewCond(new(sync.Mutex))\ncond.L.Lock()\ncond.Wait()"},
	{"sleep", "time.Sleep(time.Hour)"},
	{"input", "var line string\nfmt.Scanln(&line)"},
	{"process", `exec.Command("sleep", "3600").Run()`},
	{"accept", "l, err := net.Listen(\"tcp\", \"127.0.0.1:0\")\ndefer l.Close()\nl.Accept()"},
	{"serve", `http.ListenAndServe("127.0.0.1:0", nil)`},
	{"get", `http.Get("http://" + silent.Addr().String())`},
	{"pipe", "r.Read(make([]byte, 1))"},
	{"file", "zero, err := os.Open(\"/dev/zero\")\ndefer zero.Close()\nio.Copy(io.Discard, struct{ io.Reader }{zero})"},
	{"compiled code", "sort.Float64s(slices.Repeat([]float64{3, 1, 2}, 1_000_000))\nfor {}"},
	{"goroutines", "for range 4 { go func() { for ctx.Err() == nil {} }() }\nfor {}"},
	{"flood", `for { fmt.Println("flood") }`},
	{"flood of displays", `for { Display(display.HTML("flood")) }`},
}

// Whatever a cell does, an interrupt gives it back with all variables kept.
// INTERRUPT_ROUNDS is how often each way is tried, in one kernel.
func TestInterruptWaits(t *testing.T) {
	rounds := 1
	if s := os.Getenv("INTERRUPT_ROUNDS"); s != "" {
		rounds, _ = strconv.Atoi(s)
	}
	info, err := jupyter.NewConnectionInfo()
	if err != nil {
		t.Fatal(err)
	}
	k := startKernelAt(t, info, time.Duration(rounds)*limit)
	k.publishes(`import ("net"; "os")
kept := map[string]int{}
none := make(chan int)
silent, err := net.Listen("tcp", "127.0.0.1:0")
r, w, err := os.Pipe()`)
	took := map[string][]time.Duration{}
	for round := range rounds {
		for i, c := range waits {
			// Some are interrupted at once, some when they have long been waiting.
			d, reply := k.interruptedAfter(c.code, time.Duration((round*7+i*5)%40)*time.Millisecond)
			took[c.name] = append(took[c.name], d)
			if reply.EName != "Interrupted" || !strings.Contains(reply.EValue, "variables are kept") {
				t.Errorf("round %d: %s: %s: %s", round, c.name, reply.EName, reply.EValue)
			}
			name := strconv.Quote(c.name)
			k.publishes("kept["+name+"]++\nkept["+name+"]", "execute_result "+strconv.Itoa(round+1))
		}
	}
	for _, c := range waits {
		ds := took[c.name]
		slices.Sort(ds)
		late := len(ds) - slices.IndexFunc(append(ds, time.Hour), func(d time.Duration) bool { return d > time.Second })
		t.Logf("%-17s %d times, median %v, longest %v, over a second %d", c.name, len(ds), ds[len(ds)/2], ds[len(ds)-1], late)
	}
}

// interruptedAfter runs a cell, interrupts it when it has run for a while, and
// tells how long after that it was back.
func (k *kernel) interruptedAfter(code string, after time.Duration) (time.Duration, *jupyter.ExecuteReply) {
	k.t.Helper()
	const started = "started"
	asked := make(chan time.Time, 1)
	var once sync.Once
	interrupt := func() {
		once.Do(func() {
			asked <- time.Now()
			if err := k.Interrupt(k.ctx); err != nil {
				k.t.Error(err)
			}
		})
	}
	reply, err := k.Execute(k.ctx, "Display(display.Any(\"text/plain\", \""+started+"\"))\n"+code, jupyter.ExecuteOptions{
		Input: func(jupyter.InputRequest) (string, error) { interrupt(); return "", nil }, // who is asked is who interrupts
	}, func(m *jupyter.Message) {
		if m.Header.MsgType == "display_data" && strings.Contains(string(m.Content), started) {
			time.AfterFunc(after, interrupt)
		}
	})
	if err != nil {
		k.t.Fatalf("%s\n%v", code, err)
	}
	return time.Since(<-asked), reply
}
