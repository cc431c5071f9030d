package notebook

import (
	"bytes"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/internal/ansi"
	"github.com/crococlock/crococlock/kernel/jupyter"
)

// A recorder collects what a run publishes. Displays can be updated from later
// cells, so it keeps all of them.
type recorder struct {
	byRequest map[string]*cellRecord // by the id of the execute_request
	displays  map[string][]*Output   // by display_id
}

func newRecorder() *recorder {
	return &recorder{byRequest: map[string]*cellRecord{}, displays: map[string][]*Output{}}
}

// A cellRecord is the outputs of one cell so far.
type cellRecord struct {
	cell    *Cell
	count   int
	outputs []*Output
	clear   bool // at the next output
}

// handle takes in a message that belongs to the cell.
func (r *recorder) handle(rec *cellRecord, m *jupyter.Message) {
	r.byRequest[m.ParentHeader.MsgID] = rec
	content, err := parseJSON(m.Content)
	o, ok := content.(*object)
	if err != nil || !ok {
		return
	}
	switch m.Header.MsgType {
	case "stream":
		r.stream(rec, o.text("name"), o.text("text"))
	case "display_data", "execute_result":
		out := &Output{Type: m.Header.MsgType, Data: parseBundle(o.object("data")), metadata: o.get("metadata")}
		if out.Type == "execute_result" {
			out.ExecutionCount = rec.count
		}
		r.update(o, out)
		r.add(rec, out)
		if id := o.object("transient").text("display_id"); id != "" {
			r.displays[id] = append(r.displays[id], out)
		}
	case "update_display_data":
		r.update(o, &Output{Data: parseBundle(o.object("data")), metadata: o.get("metadata")})
	case "clear_output":
		if o.get("wait") == scalar("true") {
			rec.clear = true
		} else {
			r.clear(rec)
		}
	case "error":
		out := &Output{Type: "error", EName: o.text("ename"), EValue: o.text("evalue")}
		if list, ok := o.get("traceback").(*array); ok {
			for _, line := range list.items {
				out.Traceback = append(out.Traceback, textOf(line))
			}
		}
		r.add(rec, out)
	}
}

// late takes in a message whose cell has ended, such as the output of a
// goroutine that still runs: it goes to the cell that started it, as in a front
// end.
func (r *recorder) late(m *jupyter.Message) {
	if rec := r.byRequest[m.ParentHeader.MsgID]; rec != nil {
		r.handle(rec, m)
	}
}

func (r *recorder) add(rec *cellRecord, out *Output) {
	if rec.clear {
		r.clear(rec)
	}
	rec.outputs = append(rec.outputs, out)
}

// stream joins adjacent pieces of one stream.
func (r *recorder) stream(rec *cellRecord, name, text string) {
	var last *Output
	if n := len(rec.outputs); n > 0 && !rec.clear && rec.outputs[n-1].Type == "stream" && rec.outputs[n-1].Name == name {
		last = rec.outputs[n-1]
	} else {
		last = &Output{Type: "stream", Name: name}
		r.add(rec, last)
	}
	last.pieces = append(last.pieces, text...)
	if strings.Contains(text, "\r") { // a bar redrawn a million times takes no room
		start := bytes.LastIndexByte(last.pieces, '\n') + 1
		if end := bytes.LastIndexByte(last.pieces[start:], '\r'); end > 0 {
			rest := string(last.pieces[start+end:])
			shown := collapseReturns(string(last.pieces[start : start+end]))
			last.pieces = append(append(last.pieces[:start], shown...), rest...)
		}
	}
}

func (r *recorder) clear(rec *cellRecord) {
	for id, list := range r.displays {
		r.displays[id] = slices.DeleteFunc(list, func(out *Output) bool { return slices.Contains(rec.outputs, out) })
	}
	rec.outputs, rec.clear = nil, false
}

// update gives all displays of a message's display_id what out shows.
func (r *recorder) update(content *object, out *Output) {
	id := content.object("transient").text("display_id")
	if id == "" {
		return
	}
	for _, old := range r.displays[id] {
		old.Data, old.metadata = out.Data, out.metadata
	}
}

// failed returns the cell's error output, nil where there is none.
func (rec *cellRecord) failed() *Output {
	for _, out := range rec.outputs {
		if out.Type == "error" {
			return out
		}
	}
	return nil
}

// store puts the outputs into the notebook's cell.
func (rec *cellRecord) store() {
	outputs := make([]Output, 0, len(rec.outputs))
	for _, out := range rec.outputs {
		stored := *out
		stored.Text = collapseReturns(string(out.pieces))
		if stored.Type != "stream" || stored.Text != "" {
			outputs = append(outputs, stored)
		}
	}
	rec.cell.SetOutputs(outputs)
}

// collapseReturns leaves of each line what a terminal shows at its end: a
// carriage return goes back to the line's start, and what follows is written
// over what was there. Lines with escape sequences, whose width is not their
// length, keep what follows the last carriage return.
func collapseReturns(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	var b strings.Builder
	for whole := range strings.SplitAfterSeq(s, "\n") {
		line, end := strings.CutSuffix(whole, "\n")
		states := strings.Split(strings.TrimRight(line, "\r"), "\r")
		if strings.Contains(line, ansi.Escape) {
			states = states[len(states)-1:]
		}
		var shown []rune
		for _, state := range states {
			over := []rune(state)
			if len(over) < len(shown) {
				over = append(over, shown[len(over):]...)
			}
			shown = over
		}
		if strings.Contains(line, "\r") {
			// Blanks that wiped out a longer line are not to be seen.
			b.WriteString(strings.TrimRight(string(shown), " "))
		} else {
			b.WriteString(line)
		}
		if end {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
