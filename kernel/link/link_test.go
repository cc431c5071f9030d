package link_test

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/link"
)

// Frames of many goroutines arrive whole.
func TestFrames(t *testing.T) {
	r, w := io.Pipe()
	frames := link.NewWriter(w)
	const writers, each = 8, 50
	go func() {
		var all sync.WaitGroup
		for id := range writers {
			all.Go(func() {
				for n := range each {
					_ = frames.Write(link.Frame{Op: link.OpEval, ID: id, Cell: n, Code: strings.Repeat("x", 1000*n) + "\n"})
				}
			})
		}
		all.Wait()
		w.Close()
	}()
	next := map[int]int{}
	dec := json.NewDecoder(r)
	for {
		var f link.Frame
		if err := dec.Decode(&f); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if f.Cell != next[f.ID] || len(f.Code) != 1000*f.Cell+1 {
			t.Fatalf("frame %d of writer %d holds %d bytes, want frame %d of %d bytes", f.Cell, f.ID, len(f.Code), next[f.ID], 1000*next[f.ID]+1)
		}
		next[f.ID]++
	}
	for id := range writers {
		if next[id] != each {
			t.Errorf("%d frames of writer %d arrived, want %d", next[id], id, each)
		}
	}
}

func TestFrameIsRead(t *testing.T) {
	f := link.Frame{Op: link.OpDone, ID: 3, Data: &display.Data{Data: display.MIMEMap{"text/html": "<b>"}},
		Error: &link.CellError{Name: "panic", Value: "boo", Traceback: []string{"a", "b"}}}
	var b strings.Builder
	if err := link.NewWriter(&b).Write(f); err != nil {
		t.Fatal(err)
	}
	var got link.Frame
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil || !reflect.DeepEqual(got, f) {
		t.Errorf("read %+v, error %v; wrote %+v", got, err, f)
	}
	if strings.Count(b.String(), "\n") != 1 {
		t.Errorf("a frame is one line, got %q", b.String())
	}
}

func TestWhatJSONCannotHold(t *testing.T) {
	var b strings.Builder
	err := link.NewWriter(&b).Write(link.Frame{Op: link.OpDisplay, Data: &display.Data{Data: display.MIMEMap{"x": make(chan int)}}})
	if err == nil || b.Len() > 0 {
		t.Errorf("a channel was written as %q, error %v", b.String(), err)
	}
}
