package server

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/crococlock/crococlock/internal/ansi"
	"github.com/crococlock/crococlock/kernel/cell"
	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/link"
)

// execute runs a cell.
func (k *kernel) execute(req *jupyter.Message) {
	er := jupyter.ExecuteRequest{StoreHistory: true, StopOnError: true}
	if err := req.Unmarshal(&er); err != nil {
		k.refuse(jupyter.Shell, req, err.Error())
		return
	}
	if er.Silent {
		er.StoreHistory = false
	}
	if er.StoreHistory || k.count == 0 {
		k.count++
	}
	if er.StoreHistory {
		k.remember(er.Code)
	}
	k.setExecuting(true)
	defer k.setExecuting(false)
	if !er.Silent {
		k.publish(req, "execute_input", jupyter.ExecuteInput{Code: er.Code, ExecutionCount: k.count})
	}
	k.mu.Lock()
	k.parent, k.allowStdin, k.question = req, er.AllowStdin, nil
	k.mu.Unlock()

	var done link.Frame
	reply := jupyter.ExecuteReply{Status: jupyter.StatusOK, ExecutionCount: k.count}
	if name := cell.Asked(er.Code); name != "" {
		reply.Payload, done.Error = k.page(name)
	} else {
		done = k.eval(er.Code)
	}
	if e := done.Error; e != nil {
		reply.Status, reply.EName, reply.EValue, reply.Traceback = jupyter.StatusError, e.Name, e.Value, e.Traceback
		if er.StopOnError {
			k.queue.abort()
		}
		if !er.Silent {
			k.publish(req, "error", jupyter.ErrorContent{EName: e.Name, EValue: e.Value, Traceback: e.Traceback})
		}
	} else {
		if done.Data != nil && !er.Silent {
			k.publish(req, "execute_result", jupyter.ExecuteResult{
				ExecutionCount: k.count, Data: notNil(done.Data.Data), Metadata: notNil(done.Data.Metadata), Transient: done.Data.Transient,
			})
		}
		reply.UserExpressions = k.userExpressions(er.UserExpressions)
	}
	k.reply(jupyter.Shell, req, "execute_reply", reply)
}

// eval has the worker run code. A worker that did not survive it is replaced.
func (k *kernel) eval(code string) link.Frame {
	p := k.worker()
	select {
	case <-p.gone: // between two cells: a goroutine's panic
		if failed := k.replace(); failed != nil {
			return *failed
		}
		k.printed("stderr", fmt.Sprintf("Since the last cell: %s; all variables are gone, this cell runs in a fresh worker.\n", strings.Replace(died(p), " while the cell ran", "", 1)))
		p = k.worker()
	default:
	}
	done, err := p.ask(link.Frame{Op: link.OpEval, Cell: k.count, Code: code}, func(id int) {
		if early := k.setRunning(id); early {
			p.interrupt(id, k.opts.Grace)
		}
	})
	k.setRunning(0)
	if err == nil {
		return done
	}
	ename, why := "WorkerDied", died(p)
	if p.wasKilled() {
		ename, why = "Interrupted", "the cell could not be interrupted, so its worker process was ended"
	}
	k.mu.Lock()
	ending := k.ending
	k.mu.Unlock()
	if !ending {
		if failed := k.replace(); failed != nil {
			return *failed
		}
	}
	why += "; all variables are gone, a fresh worker has been started"
	return link.Frame{Error: &link.CellError{Name: ename, Value: why, Traceback: append([]string{ansi.Red(ename) + ": " + why}, p.place...)}}
}

// page tells about a name as a payload of the reply: Jupyter calls payloads
// deprecated, and has no other way to open a pager.
func (k *kernel) page(name string) ([]any, *link.CellError) {
	answer, err := k.worker().ask(link.Frame{Op: link.OpInspect, Code: name, Cursor: len(name)}, nil)
	if err == nil && answer.Code == "" {
		err = fmt.Errorf("nothing is known of %s", name)
	}
	if err != nil {
		return nil, &link.CellError{Name: "InspectError", Value: err.Error(), Traceback: []string{err.Error()}}
	}
	return []any{map[string]any{"source": "page", "data": map[string]any{"text/plain": answer.Code}, "start": 0}}, nil
}

// died says how and why a worker ended that nobody asked to.
func died(p *process) string {
	how := status(p.end)
	switch cause := p.out.cause(); {
	case cause != "":
		return fmt.Sprintf("%s (the trace is in the cell's output, all of it in the kernel's log); that ended the worker process (%s)", cause, how)
	case strings.Contains(how, "killed"):
		return fmt.Sprintf("the worker process was killed (%s), perhaps because the system ran out of memory", how)
	}
	return fmt.Sprintf("the worker process ended (%s) while the cell ran", how)
}

// setExecuting notes that a cell is at hand, which an interrupt is for from now
// on, or none.
func (k *kernel) setExecuting(executing bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.executing, k.early = executing, false
}

// setRunning notes what the worker runs, and reports whether that has been
// interrupted already.
func (k *kernel) setRunning(id int) (early bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.running, early = id, k.early && id != 0
	k.early = false
	return early
}

// replace starts a fresh worker; where it cannot, it returns what the cell is
// to say.
func (k *kernel) replace() *link.Frame {
	if err := k.start(); err != nil {
		return &link.Frame{Error: &link.CellError{Name: "WorkerDied", Value: err.Error(), Traceback: []string{err.Error()}}}
	}
	return nil
}

// status says how a process ended.
func status(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "exit status 0"
	case errors.As(err, &exit):
		return exit.Error()
	}
	return err.Error()
}

// userExpressions evaluates what the request wants to know beside its code.
func (k *kernel) userExpressions(exprs map[string]string) map[string]any {
	out := map[string]any{}
	for name, code := range exprs {
		done := k.eval(code)
		switch {
		case done.Error != nil:
			out[name] = errorReply{Status: jupyter.StatusError, EName: done.Error.Name, EValue: done.Error.Value, Traceback: done.Error.Traceback}
		case done.Data != nil:
			out[name] = map[string]any{"status": jupyter.StatusOK, "data": notNil(done.Data.Data), "metadata": notNil(done.Data.Metadata)}
		default:
			out[name] = map[string]any{"status": jupyter.StatusOK, "data": map[string]any{}, "metadata": map[string]any{}}
		}
	}
	return out
}

// maxHistory bounds how many inputs are remembered.
const maxHistory = 10000

func (k *kernel) remember(code string) {
	k.history = append(k.history, []any{0, k.count, code})
	if len(k.history) > maxHistory {
		k.history = k.history[1:]
	}
}
