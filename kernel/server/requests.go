package server

import (
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crococlock/crococlock/kernel/cell"
	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/link"
)

func (k *kernel) kernelInfo() jupyter.KernelInfoReply {
	return jupyter.KernelInfoReply{
		Status:                jupyter.StatusOK,
		ProtocolVersion:       jupyter.ProtocolVersion,
		Implementation:        "crococlock",
		ImplementationVersion: k.opts.Version,
		LanguageInfo: jupyter.LanguageInfo{
			Name: "go", Version: runtime.Version(), MIMEType: "text/x-go", FileExtension: ".go",
			PygmentsLexer: "go", CodeMirrorMode: "go",
		},
		Banner:            "Crococlock " + k.opts.Version + ", a Go kernel (" + runtime.Version() + "); %help in a cell tells more",
		HelpLinks:         []jupyter.HelpLink{{Text: "Go", URL: "https://go.dev/doc/"}},
		SupportedFeatures: []string{},
	}
}

// shutdown answers and ends the kernel. Front ends wait for the reply on the
// channel of the request, and listen on iopub too.
func (k *kernel) shutdown(ch jupyter.Channel, req *jupyter.Message) {
	var sr jupyter.ShutdownRequest
	if err := req.Unmarshal(&sr); err != nil {
		k.log(err) // whoever asks to end is not refused for a detail
	}
	reply := jupyter.ShutdownReply{Status: jupyter.StatusOK, Restart: sr.Restart}
	k.reply(ch, req, "shutdown_reply", reply)
	k.publish(req, "shutdown_reply", reply)
	k.stop()
}

func (k *kernel) complete(ch jupyter.Channel, req *jupyter.Message) {
	var cr jupyter.CompleteRequest
	if err := req.Unmarshal(&cr); err != nil {
		k.refuse(ch, req, err.Error())
		return
	}
	cursor := byteOffset(cr.Code, cr.CursorPos)
	done := link.Frame{Start: cursor, End: cursor}
	if ch == jupyter.Shell { // the worker takes one request at a time
		if answer, err := k.worker().ask(link.Frame{Op: link.OpComplete, Code: cr.Code, Cursor: cursor}, nil); err == nil {
			done = answer
		}
	}
	start, end := utf8.RuneCountInString(cr.Code[:done.Start]), utf8.RuneCountInString(cr.Code[:done.End])
	matches, kinds := []string{}, []map[string]any{}
	for _, m := range done.Matches {
		matches = append(matches, m.Text)
		kinds = append(kinds, map[string]any{"start": start, "end": end, "text": m.Text, "type": m.Kind, "signature": m.Type})
	}
	k.reply(ch, req, "complete_reply", jupyter.CompleteReply{
		Status: jupyter.StatusOK, Matches: matches, CursorStart: start, CursorEnd: end,
		Metadata: map[string]any{"_jupyter_types_experimental": kinds}, // the name that front ends read
	})
}

// inspect tells about what stands at the cursor.
func (k *kernel) inspect(ch jupyter.Channel, req *jupyter.Message) {
	var ir jupyter.InspectRequest
	if err := req.Unmarshal(&ir); err != nil {
		k.refuse(ch, req, err.Error())
		return
	}
	reply := jupyter.InspectReply{Status: jupyter.StatusOK, Data: map[string]any{}, Metadata: map[string]any{}}
	if ch == jupyter.Shell { // the worker takes one request at a time
		answer, err := k.worker().ask(link.Frame{Op: link.OpInspect, Code: ir.Code, Cursor: byteOffset(ir.Code, ir.CursorPos), Detail: ir.DetailLevel}, nil)
		if err == nil && answer.Code != "" {
			reply.Found = true
			reply.Data["text/plain"] = answer.Code
		}
	}
	k.reply(ch, req, "inspect_reply", reply)
}

// byteOffset turns an offset in code points into one in bytes.
func byteOffset(s string, points int) int {
	for i := range s {
		if points <= 0 {
			return i
		}
		points--
	}
	return len(s)
}

func (k *kernel) isComplete(ch jupyter.Channel, req *jupyter.Message) {
	var ir jupyter.IsCompleteRequest
	if err := req.Unmarshal(&ir); err != nil {
		k.refuse(ch, req, err.Error())
		return
	}
	status, indent := cell.Completeness(ir.Code)
	k.reply(ch, req, "is_complete_reply", jupyter.IsCompleteReply{Status: status, Indent: indent})
}

func (k *kernel) replyHistory(ch jupyter.Channel, req *jupyter.Message) {
	var hr jupyter.HistoryRequest
	if err := req.Unmarshal(&hr); err != nil || ch != jupyter.Shell {
		k.refuse(ch, req, "history is told on shell, to those who ask well")
		return
	}
	list := [][]any{}
	for _, entry := range k.history {
		number, code := entry[1].(int), entry[2].(string)
		switch hr.HistAccessType {
		case "range":
			if number < hr.Start || hr.Stop > 0 && number >= hr.Stop {
				continue
			}
		case "search":
			if ok, err := path.Match(slashless(hr.Pattern), slashless(code)); err != nil || !ok {
				continue
			}
		}
		if hr.Output {
			entry = []any{0, number, []any{code, nil}}
		}
		list = append(list, entry)
	}
	if hr.Unique {
		list = unique(list)
	}
	if hr.N > 0 && len(list) > hr.N {
		list = list[len(list)-hr.N:]
	}
	k.reply(ch, req, "history_reply", jupyter.HistoryReply{Status: jupyter.StatusOK, History: list})
}

// slashless takes from text what path.Match treats apart.
func slashless(text string) string { return strings.ReplaceAll(text, "/", "\x01") }

// unique keeps the last of the entries with the same input.
func unique(list [][]any) [][]any {
	seen := map[string]bool{}
	var out [][]any
	for _, entry := range slices.Backward(list) {
		input := fmt.Sprint(entry[2])
		if !seen[input] {
			seen[input] = true
			out = append(out, entry)
		}
	}
	slices.Reverse(out)
	return out
}
