package server

import (
	"context"
	"strings"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// receive puts what comes on shell into the queue.
func (k *kernel) receive(ctx context.Context) {
	for {
		req, err := k.srv.Recv(ctx, jupyter.Shell)
		if err != nil {
			return
		}
		k.queue.put(req)
	}
}

// shell answers the queue.
func (k *kernel) shell(ctx context.Context) {
	for ctx.Err() == nil {
		next, ok := k.queue.take()
		if !ok {
			return
		}
		k.answer(jupyter.Shell, next.req, next.aborted)
	}
}

// control answers what must be heard while a cell runs.
func (k *kernel) control(ctx context.Context) {
	for {
		req, err := k.srv.Recv(ctx, jupyter.Control)
		if err != nil {
			return
		}
		k.answer(jupyter.Control, req, false)
	}
}

// answer handles one request between busy and idle.
func (k *kernel) answer(ch jupyter.Channel, req *jupyter.Message, aborted bool) {
	k.publish(req, "status", jupyter.Status{ExecutionState: jupyter.StateBusy})
	defer k.publish(req, "status", jupyter.Status{ExecutionState: jupyter.StateIdle})
	switch req.Header.MsgType {
	case "execute_request":
		if ch != jupyter.Shell {
			k.refuse(ch, req, "cells are run on the shell channel")
			return
		}
		if aborted {
			k.reply(ch, req, "execute_reply", jupyter.ExecuteReply{Status: jupyter.StatusAborted, ExecutionCount: k.count})
			return
		}
		k.execute(req)
	case "kernel_info_request":
		k.reply(ch, req, "kernel_info_reply", k.kernelInfo())
	case "interrupt_request":
		k.interrupt()
		k.reply(ch, req, "interrupt_reply", jupyter.InterruptReply{Status: jupyter.StatusOK})
	case "shutdown_request":
		k.shutdown(ch, req)
	case "complete_request":
		k.complete(ch, req)
	case "is_complete_request":
		k.isComplete(ch, req)
	case "inspect_request":
		k.inspect(ch, req)
	case "history_request":
		k.replyHistory(ch, req)
	case "comm_info_request":
		k.reply(ch, req, "comm_info_reply", jupyter.CommInfoReply{Status: jupyter.StatusOK, Comms: map[string]jupyter.CommInfo{}})
	case "comm_open": // nobody here has use for one
		var open jupyter.CommOpen
		if err := req.Unmarshal(&open); err == nil {
			k.publish(req, "comm_close", jupyter.CommClose{CommID: open.CommID, Data: map[string]any{}})
		}
	case "connect_request":
		k.reply(ch, req, "connect_reply", jupyter.ConnectReply{
			Status: jupyter.StatusOK, ShellPort: k.info.ShellPort, IOPubPort: k.info.IOPubPort,
			StdinPort: k.info.StdinPort, HBPort: k.info.HBPort, Control: k.info.ControlPort,
		})
	default:
		if strings.HasSuffix(req.Header.MsgType, "_request") {
			k.refuse(ch, req, "this kernel does not know "+req.Header.MsgType)
		}
	}
}

// refuse answers a request with an error, so that nobody waits for it.
func (k *kernel) refuse(ch jupyter.Channel, req *jupyter.Message, why string) {
	k.reply(ch, req, strings.TrimSuffix(req.Header.MsgType, "_request")+"_reply", errorReply{
		Status: jupyter.StatusError, EName: "RequestError", EValue: why, Traceback: []string{},
	})
}

// errorReply is any reply that reports an error.
type errorReply struct {
	Status    string   `json:"status"`
	EName     string   `json:"ename"`
	EValue    string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}
