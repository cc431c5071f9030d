package server

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/crococlock/crococlock/kernel/link"
)

const (
	gather   = 25 * time.Millisecond // printed text is sent this late at most
	maxPiece = 32 << 10              // and in pieces of about this many bytes

	maxErrors = 256 << 10 // of stderr that are kept

	lastBreath = time.Second // how long a process may take to die, or to go on with its trace
	maxTrace   = 4 << 20
)

// output gathers what the worker prints and publishes it in pieces. Its order
// is that in which the streams are read, but for markers: what comes before one
// in either stream comes before what follows it in the other.
type output struct {
	publish func(stream, text string)
	prefix  string // of markers

	mu      sync.Mutex
	stream  string
	text    []byte
	errors  []byte // the end of stderr, for why the worker died
	trace   []byte // of stderr, what may be a dying worker's trace
	release *time.Timer
	timer   *time.Timer
	pieces  []piece           // read, and held back by markers
	rest    map[string][]byte // of a stream: what may begin a marker or a character
	seen    map[string]int    // the last marker of each stream
	handled int               // the last marker whose frame has been handled
	changed chan struct{}     // closed and renewed when seen or handled changes
	wake    func()            // has the reader look again; nil where none waits
	stopped bool
}

// A piece is what one read gave.
type piece struct {
	stream string
	data   []byte
}

func newOutput(publish func(stream, text string), nonce string) *output {
	return &output{publish: publish, prefix: link.MarkerPrefix(nonce), rest: map[string][]byte{}, seen: map[string]int{}, changed: make(chan struct{})}
}

// take adds what was read of a stream, as far as markers let it.
func (o *output) take(stream string, data []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pieces = append(o.pieces, piece{stream, append(o.rest[stream], data...)})
	o.rest[stream] = nil
	o.advance()
}

// advance adds what no marker holds back. o.mu is held.
func (o *output) advance() {
	kept := o.pieces[:0]
	for _, p := range o.pieces {
		if !o.holds(p.stream) {
			p.data = o.split(p.stream, p.data)
		}
		if o.holds(p.stream) {
			kept = append(kept, p)
		} else {
			o.rest[p.stream] = p.data
		}
	}
	o.pieces = kept
}

// holds reports whether a marker holds the stream back: its frame has not been
// handled, and what follows it must not overtake that. o.mu is held.
func (o *output) holds(stream string) bool {
	return o.seen[stream] != allMarks && o.seen[stream] > o.handled
}

// held reports what holds does, for the reader.
func (o *output) held(stream string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.holds(stream)
}

// add appends text of a stream. What may be the trace of a worker that dies is
// held back until it has died, or until it is seen to live. o.mu is held.
func (o *output) add(stream string, text []byte) {
	if len(text) == 0 {
		return
	}
	if stream != "stderr" {
		o.append(stream, text)
		return
	}
	if o.errors = append(o.errors, text...); len(o.errors) > 2*maxErrors {
		o.errors = o.errors[:copy(o.errors, o.errors[len(o.errors)-maxErrors:])]
	}
	if o.trace == nil {
		at := dying.FindIndex(text)
		if at == nil {
			o.append(stream, text)
			return
		}
		if text[at[0]] == '\n' {
			at[0]++
		}
		o.append(stream, text[:at[0]])
		text = text[at[0]:]
	}
	o.trace = append(o.trace, text...)
	if o.release != nil {
		o.release.Stop()
	}
	if len(o.trace) > maxTrace {
		o.lives()
		return
	}
	o.release = time.AfterFunc(lastBreath, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.lives()
	})
}

// lives prints what looked like a trace: the worker lives on. o.mu is held.
func (o *output) lives() {
	trace := o.trace
	o.trace = nil
	o.append("stderr", trace)
}

// died publishes the trace that the worker left, folded, and returns all of it.
func (o *output) died() (trace string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.trace == nil {
		return ""
	}
	trace = string(o.trace)
	o.trace = nil
	o.append("stderr", []byte(fold(trace)))
	o.flush()
	return trace
}

// append appends text to what is gathered. It waits while what is full is
// published. o.mu is held.
func (o *output) append(stream string, text []byte) {
	if len(text) == 0 {
		return
	}
	if stream != o.stream {
		o.flush()
		o.stream = stream
	}
	o.text = append(o.text, text...)
	switch {
	case len(o.text) >= maxPiece:
		o.flush()
	case o.timer == nil:
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
	return strings.ToValidUTF8(strings.TrimSuffix(last, " [recovered, repanicked]"), "\uFFFD")
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

// change wakes whoever waits. o.mu is held.
func (o *output) change() {
	close(o.changed)
	o.changed = make(chan struct{})
	if o.wake != nil {
		o.wake()
	}
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
	o.advance()
	o.change()
}

// stop ends the reading of streams that live on in what cells have started.
func (o *output) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stopped = true
	o.change()
}

// allMarks is beyond every marker: the stream has ended.
const allMarks = int(^uint(0) >> 1)

// ended notes that nothing more will come of a stream.
func (o *output) ended(stream string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.add(stream, o.rest[stream])
	o.rest[stream] = nil
	o.seen[stream] = allMarks
	o.change()
}

// split adds the text of data up to a marker that holds the stream back, and
// notes markers. What follows, or may be the beginning of a marker or of a
// character, is returned. o.mu is held.
func (o *output) split(stream string, data []byte) (rest []byte) {
	prefix := []byte(o.prefix)
	for {
		i := bytes.IndexByte(data, 0)
		if i < 0 {
			n := len(data) - partialRune(data)
			o.add(stream, data[:n])
			return data[n:]
		}
		o.add(stream, data[:i])
		data = data[i:]
		if len(data) < len(prefix) && bytes.HasPrefix(prefix, data) {
			return data
		}
		if !bytes.HasPrefix(data, prefix) { // a zero byte of the cell's own
			o.add(stream, data[:1])
			data = data[1:]
			continue
		}
		end := bytes.IndexByte(data[len(prefix):], 0)
		if end < 0 {
			return data
		}
		if mark, err := strconv.Atoi(string(data[len(prefix) : len(prefix)+end])); err == nil {
			if o.seen[stream] = mark; stream == "stderr" {
				o.lives()
			}
			o.change()
		}
		data = data[len(prefix)+end+1:]
		if o.holds(stream) {
			return data
		}
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
