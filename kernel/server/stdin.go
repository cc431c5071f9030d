package server

import (
	"context"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/link"
)

// A question is one that a cell has asked the user and that is not answered.
type question struct {
	worker  *process
	id      int
	request string // id of the input_request
}

// noInput is what a cell is told that nobody will answer.
const noInput = "standard input cannot be read here: the front end does not answer input requests for this cell"

// ask passes the worker's question on to the front end whose cell runs.
func (k *kernel) ask(p *process, f link.Frame) {
	k.mu.Lock()
	parent, allowed, srv := k.parent, k.allowStdin && k.running != 0, k.srv
	k.mu.Unlock()
	var m *jupyter.Message
	var err error
	if allowed {
		m, err = jupyter.NewMessage("input_request", k.session, parent, jupyter.InputRequest{})
	}
	if m == nil {
		k.log(err)
		k.log(p.requests.Write(link.Frame{Op: link.OpInput, ID: f.ID, Error: &link.CellError{Name: "StdinError", Value: noInput}}))
		return
	}
	k.mu.Lock()
	k.question = &question{p, f.ID, m.Header.MsgID}
	k.mu.Unlock()
	k.log(srv.Send(jupyter.Stdin, m))
}

// stdin passes the user's answers on to the worker that asked.
func (k *kernel) stdin(ctx context.Context) {
	for {
		m, err := k.srv.Recv(ctx, jupyter.Stdin)
		if err != nil {
			return
		}
		var reply jupyter.InputReply
		if m.Header.MsgType != "input_reply" || m.Unmarshal(&reply) != nil {
			continue
		}
		k.mu.Lock()
		q := k.question
		// Not every front end says what it answers; those that do may be late.
		if q != nil && (m.ParentHeader.MsgID == "" || m.ParentHeader.MsgID == q.request) {
			k.question = nil
		} else {
			q = nil
		}
		k.mu.Unlock()
		if q != nil {
			k.log(q.worker.requests.Write(link.Frame{Op: link.OpInput, ID: q.id, Code: reply.Value}))
		}
	}
}
