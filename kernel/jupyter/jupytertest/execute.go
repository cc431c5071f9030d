package jupytertest

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/internal/ansi"
	"github.com/crococlock/crococlock/kernel/jupyter"
)

// execute runs a cell; late is what is to be printed after its end.
func (k *kernel) execute(ctx context.Context, request *jupyter.Message) (late string) {
	cell := jupyter.ExecuteRequest{StoreHistory: true}
	if err := request.Unmarshal(&cell); err != nil {
		k.check(err)
		return ""
	}
	select { // an interrupt between cells is nobody's
	case <-k.interrupts:
	default:
	}
	k.count++
	k.publish(request, "execute_input", jupyter.ExecuteInput{Code: cell.Code, ExecutionCount: k.count})
	reply := jupyter.ExecuteReply{Status: jupyter.StatusOK, ExecutionCount: k.count}
	for line := range strings.Lines(cell.Code) {
		command, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if command == "late" {
			late, _ = text(rest)
			continue
		}
		if ename, evalue := k.run(ctx, request, cell.AllowStdin, command, rest); ename != "" {
			reply.Status, reply.EName, reply.EValue = jupyter.StatusError, ename, evalue
			reply.Traceback = []string{ansi.Red(ename) + ": " + evalue, "  at " + strings.TrimSpace(line)}
			k.publish(request, "error", jupyter.ErrorContent{EName: ename, EValue: evalue, Traceback: reply.Traceback})
			break
		}
	}
	k.reply(jupyter.Shell, request, "execute_reply", reply)
	return late
}

// run runs one command; a non-empty ename is an error.
func (k *kernel) run(ctx context.Context, request *jupyter.Message, stdin bool, command, rest string) (ename, evalue string) {
	print := func(s string) { k.publish(request, "stream", jupyter.Stream{Name: "stdout", Text: s}) }
	plain := func(s string) map[string]any { return map[string]any{"text/plain": s} }
	first, after := text(rest)
	switch command {
	case "", "//", "package", "var":
	case "print":
		print(first)
	case "eprint":
		k.publish(request, "stream", jupyter.Stream{Name: "stderr", Text: first})
	case "result":
		k.publish(request, "execute_result", jupyter.ExecuteResult{ExecutionCount: k.count, Data: plain(first), Metadata: map[string]any{}})
	case "display":
		d := jupyter.DisplayData{Data: plain(first), Metadata: map[string]any{}, Transient: map[string]any{}}
		if after != "" {
			d.Transient["display_id"] = after
		}
		k.publish(request, "display_data", d)
	case "update":
		id, quoted, _ := strings.Cut(rest, " ")
		s, _ := text(quoted)
		k.publish(request, "update_display_data", jupyter.DisplayData{
			Data: plain(s), Metadata: map[string]any{}, Transient: map[string]any{"display_id": id}})
	case "clear":
		k.publish(request, "clear_output", jupyter.ClearOutput{Wait: rest == "wait"})
	case "fail":
		name, quoted, _ := strings.Cut(rest, " ")
		s, _ := text(quoted)
		return name, s
	case "hang":
		<-k.interrupts
		return "Interrupted", "the cell was interrupted"
	case "stuck":
		select {}
	case "die":
		code, _ := strconv.Atoi(rest)
		fmt.Fprintln(os.Stderr, "the kernel dies on request")
		k.server.Close() // what was published before must arrive
		os.Exit(code)
	case "cwd":
		dir, _ := os.Getwd()
		print(dir)
	case "env":
		print(os.Getenv(rest))
	case "input":
		if !stdin {
			return "StdinNotAllowed", "nobody can be asked"
		}
		k.reply(jupyter.Stdin, request, "input_request", jupyter.InputRequest{Prompt: first})
		answer, err := k.server.Recv(ctx, jupyter.Stdin)
		var line jupyter.InputReply
		if err == nil {
			err = answer.Unmarshal(&line)
		}
		k.check(err)
		print(line.Value)
	case "get":
		if response, err := http.Get(first); err == nil {
			response.Body.Close()
		}
	case "flood":
		n, _ := strconv.Atoi(rest)
		for i := range n {
			print(strconv.Itoa(i) + "\n")
		}
	case "show":
		print(k.values[rest])
	default:
		if value, ok := strings.CutPrefix(rest, ":="); ok {
			k.values[command] = strings.TrimSpace(value)
		} else if value, ok := strings.CutPrefix(rest, "="); ok {
			k.values[command] = strings.TrimSpace(value)
		} else {
			return "UnknownCommand", command
		}
	}
	return "", ""
}

// text splits a quoted string from what follows it; what is not quoted stands
// for itself.
func text(s string) (first, rest string) {
	quoted, err := strconv.QuotedPrefix(s)
	if err != nil {
		return s, ""
	}
	first, _ = strconv.Unquote(quoted) // QuotedPrefix has checked it
	return first, strings.TrimSpace(s[len(quoted):])
}
