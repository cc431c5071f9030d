package server

import (
	"os"
	"sync"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/link"
)

// A cell that an interrupt has ended keeps its worker, however slowly the front
// end reads what it printed.
func TestSlowFrontEndCostsNoWorker(t *testing.T) {
	printed, read := make(chan bool), make(chan bool)
	var once sync.Once
	publish := func(stream, text string) {
		once.Do(func() { close(printed) })
		<-read
	}
	p, err := startProcess([]string{os.Args[0], "-as-worker"}, publish, func(link.Frame) {}, func(*process, link.Frame) {}, func(err error) { t.Log(err) })
	if err != nil {
		t.Fatal(err)
	}
	defer p.kill()
	started, answer := make(chan int, 1), make(chan error, 1)
	go func() {
		f, err := p.ask(link.Frame{Op: link.OpEval, Cell: 1, Code: "import \"fmt\"\nfmt.Println(\"a\")\nfor {}"}, func(id int) { started <- id })
		if err == nil && (f.Error == nil || f.Error.Name != "Interrupted") {
			t.Errorf("the cell ended with %v, want Interrupted", f.Error)
		}
		answer <- err
	}()
	const grace = time.Second
	id := <-started
	<-printed
	p.interrupt(id, grace)
	time.Sleep(grace + grace/4) // until the worker would have been ended
	close(read)
	if err := <-answer; err != nil || p.wasKilled() {
		t.Errorf("the worker is gone: %v", err)
	}
}

// An interrupt that overtakes its cell is for that, and for no other.
func TestInterruptBeforeItsCell(t *testing.T) {
	p, err := startProcess([]string{os.Args[0], "-as-worker"}, func(stream, text string) {}, func(link.Frame) {}, func(*process, link.Frame) {}, func(err error) { t.Log(err) })
	if err != nil {
		t.Fatal(err)
	}
	defer p.kill()
	f, err := p.ask(link.Frame{Op: link.OpEval, Cell: 1, Code: "x := 1\nselect {}"}, func(id int) { p.interrupt(id, time.Minute) })
	if err != nil || f.Error == nil || f.Error.Name != "Interrupted" {
		t.Fatalf("the cell ended with %v, %v, want Interrupted", f.Error, err)
	}
	if f, err = p.ask(link.Frame{Op: link.OpEval, Cell: 2, Code: "6 * 7"}, nil); err != nil || f.Error != nil {
		t.Errorf("the next cell ended with %v, %v", f.Error, err)
	}
}
