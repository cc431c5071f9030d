package server

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/crococlock/crococlock/kernel/worker"
)

const (
	gather   = 25 * time.Millisecond // printed text is sent this late at most
	maxPiece = 32 << 10              // and in pieces of about this many bytes

	maxErrors = 256 << 10 // of stderr that are kept
)

// output gathers what the worker prints and publishes it in pieces.
type output struct {
	publish func(stream, text string)

	mu      sync.Mutex
	stream  string
	text    []byte
	errors  []byte // the end of stderr, for why the worker died
	timer   *time.Timer
	seen    map[string]int // the last marker of each stream
	handled int            // the last marker whose frame has been handled
	changed chan struct{}  // closed and renewed when seen or handled changes
}

func newOutput(publish func(stream, text string)) *output {
	return &output{publish: publish, seen: map[string]int{}, changed: make(chan struct{})}
}

// add appends text of a stream. It waits while what is full is published.
func (o *output) add(stream string, text []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if stream != o.stream {
		o.flush()
		o.stream = stream
	}
	o.text = append(o.text, text...)
	if stream == "stderr" {
		if o.errors = append(o.errors, text...); len(o.errors) > 2*maxErrors {
			o.errors = o.errors[:copy(o.errors, o.errors[len(o.errors)-maxErrors:])]
		}
	}
	switch {
	case len(o.text) >= maxPiece:
		o.flush()
	case o.timer == nil && len(o.text) > 0:
		o.timer = time.AfterFunc(gather, func() {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.flush()
		})
	}
}

// lastWords matches what the Go runtime says when it ends a process.
var lastWords = regexp.MustCompile(`(?m)^(?:panic|fatal error|runtime): .*$`)

// cause is why the worker died, as its runtime said; empty where it did not.
func (o *output) cause() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var last string
	for _, said := range lastWords.FindAll(o.errors, -1) {
		if last == "" || !strings.HasPrefix(string(said), "runtime: ") {
			last = string(said)
		}
	}
	return strings.ToValidUTF8(last, "\uFFFD")
}

// flush publishes what is gathered. o.mu is held.
func (o *output) flush() {
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	if len(o.text) > 0 {
		o.publish(o.stream, strings.ToValidUTF8(string(o.text), "\uFFFD"))
		o.text = o.text[:0]
	}
}

// marked notes that all of a stream before the marker has been added. It waits
// until the marker's frame has been handled, so that what follows in the
// stream does not overtake that.
func (o *output) marked(stream string, mark int) {
	o.mu.Lock()
	o.seen[stream] = mark
	o.change()
	for o.handled < mark {
		changed := o.changed
		o.mu.Unlock()
		<-changed
		o.mu.Lock()
	}
	o.mu.Unlock()
}

// change wakes whoever waits. o.mu is held.
func (o *output) change() {
	close(o.changed)
	o.changed = make(chan struct{})
}

// wait publishes everything that was printed before the marker, as soon as it
// has come. It gives up after the limit: a cell may have closed its outputs.
func (o *output) wait(mark int, limit time.Duration) {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.flush()
	for o.seen["stdout"] < mark || o.seen["stderr"] < mark {
		changed := o.changed
		o.mu.Unlock()
		select {
		case <-changed:
			o.mu.Lock()
		case <-deadline.C:
			o.mu.Lock()
			return
		}
	}
}

// done lets the streams go on after the marker: its frame has been handled.
func (o *output) done(mark int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.handled = max(o.handled, mark)
	o.change()
}

// allMarks is beyond every marker: the stream has ended.
const allMarks = int(^uint(0) >> 1)

// read takes a stream from the worker until it ends.
func (o *output) read(stream string, r io.Reader, nonce string) {
	defer o.ended(stream)
	prefix := worker.MarkerPrefix(nonce)
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		rest := o.split(stream, buf, prefix)
		if err != nil {
			o.add(stream, rest)
			return
		}
		buf = buf[:copy(buf[:cap(buf)], rest)]
	}
}

// ended notes that nothing more will come of a stream.
func (o *output) ended(stream string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen[stream] = allMarks
	o.change()
}

// split adds the text of data and notes its markers. What may be the beginning
// of a marker, or of a character, is returned.
func (o *output) split(stream string, data []byte, prefix string) (rest []byte) {
	for {
		i := strings.IndexByte(string(data), 0)
		if i < 0 {
			n := len(data) - partialRune(data)
			o.add(stream, data[:n])
			return data[n:]
		}
		o.add(stream, data[:i])
		data = data[i:]
		if len(data) < len(prefix) && strings.HasPrefix(prefix, string(data)) {
			return data
		}
		if !strings.HasPrefix(string(data), prefix) { // a zero byte of the cell's own
			o.add(stream, data[:1])
			data = data[1:]
			continue
		}
		end := strings.IndexByte(string(data[len(prefix):]), 0)
		if end < 0 {
			return data
		}
		if mark, err := strconv.Atoi(string(data[len(prefix) : len(prefix)+end])); err == nil {
			o.marked(stream, mark)
		}
		data = data[len(prefix)+end+1:]
	}
}

// partialRune is how many bytes at the end begin a character without ending
// it.
func partialRune(data []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(data); n++ {
		if tail := data[len(data)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return n
			}
			return 0
		}
	}
	return 0
}
