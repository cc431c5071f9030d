package jupyter

import (
	"context"
	"fmt"
	"time"
)

// ExecuteOptions are the choices of Client.Execute; the zero value runs a cell
// as a front end does, without a user to ask.
type ExecuteOptions struct {
	Silent bool // publish nothing, count nothing
	// ContinueOnError leaves later requests queued when this one fails.
	ContinueOnError bool
	UserExpressions map[string]string
	// Input answers the kernel's questions. nil: the kernel is told that there
	// is nobody to ask.
	Input func(InputRequest) (string, error)
	// Replied, when set, gets the reply as a message.
	Replied func(*Message)
	// Grace is how long the kernel has, after an interrupt, to stop and say so;
	// 0 is 5 s.
	Grace time.Duration
}

// Execute runs code and calls handle, in order, for each iopub message that
// belongs to it, up to the idle status; handle may be nil. The reply may say
// that the code failed: that is no error here.
//
// When the context ends first, Execute interrupts the kernel, goes on
// collecting until the kernel is idle or the grace period is over, and returns
// an error that wraps the context's cause, with the reply where one came. A
// kernel that dies gives an error that wraps ErrKernelDied, after what it had
// published was handled.
func (c *Client) Execute(ctx context.Context, code string, opts ExecuteOptions, handle func(*Message)) (*ExecuteReply, error) {
	c.execute.Lock()
	defer c.execute.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("jupyter: execute: %w", context.Cause(ctx))
	}
	if handle == nil {
		handle = func(*Message) {}
	}
	if opts.Grace == 0 {
		opts.Grace = 5 * time.Second
	}
	expressions := opts.UserExpressions
	if expressions == nil {
		expressions = map[string]string{}
	}
	request, answer, forget, err := c.send(Shell, "execute_request", ExecuteRequest{
		Code: code, Silent: opts.Silent, StoreHistory: !opts.Silent, UserExpressions: expressions,
		AllowStdin: opts.Input != nil, StopOnError: !opts.ContinueOnError,
	})
	if err != nil {
		return nil, err
	}
	defer forget()
	run := execution{client: c, id: request.Header.MsgID, opts: opts, handle: handle, answer: answer}
	return run.wait(ctx)
}

// idleLimit is how long after the reply the kernel may stay silent on iopub
// before its idle status counts as lost.
const idleLimit = 10 * time.Second

// An execution is an execute_request under way.
type execution struct {
	client *Client
	id     string
	opts   ExecuteOptions
	handle func(*Message)
	answer <-chan *Message

	reply *ExecuteReply
	idle  bool
	err   error // why it was interrupted
}

func (e *execution) wait(ctx context.Context) (*ExecuteReply, error) {
	c := e.client
	done := ctx.Done()
	limit := time.NewTimer(time.Hour)
	limit.Stop()
	defer limit.Stop()
	for !e.idle || e.reply == nil {
		published := c.published
		if e.idle {
			published = nil // what comes after the idle status is the next one's
		}
		select {
		case m, ok := <-published:
			if !ok {
				return e.reply, c.deathError()
			}
			e.published(m)
			if e.reply != nil && e.err == nil {
				limit.Reset(idleLimit)
			}
		case m := <-e.answer:
			if e.opts.Replied != nil {
				e.opts.Replied(m)
			}
			e.reply = &ExecuteReply{}
			if err := m.Unmarshal(e.reply); err != nil {
				return nil, err
			}
			if e.err == nil {
				limit.Reset(idleLimit)
			}
		case m := <-c.asked:
			e.ask(m)
		case <-done:
			done = nil
			e.err = fmt.Errorf("jupyter: execute: %w", context.Cause(ctx))
			e.interrupt()
			limit.Reset(e.opts.Grace)
		case <-limit.C:
			if e.err != nil {
				return e.reply, e.err
			}
			return e.reply, fmt.Errorf("jupyter: execute: the kernel replied but was not idle %v later", idleLimit)
		case <-c.ended[Shell]:
			e.drain()
			return e.reply, c.deathError()
		case <-c.closed:
			return nil, ErrClosed
		}
	}
	return e.reply, e.err
}

// interrupt interrupts the kernel without waiting for its answer: the cell's
// own end is the answer.
func (e *execution) interrupt() {
	ctx, cancel := context.WithTimeout(context.Background(), e.opts.Grace)
	go func() {
		defer cancel()
		_ = e.client.Interrupt(ctx) // a kernel that cannot be interrupted is given up on after the grace period
	}()
}

func (e *execution) published(m *Message) {
	if m.ParentHeader.MsgID != e.id || e.idle {
		if e.client.Stray != nil {
			e.client.Stray(m)
		}
		return
	}
	if m.Header.MsgType == "status" {
		var s Status
		if m.Unmarshal(&s) == nil && s.ExecutionState == StateIdle {
			e.idle = true
		}
	}
	e.handle(m)
}

// drain handles what a dead kernel had still published.
func (e *execution) drain() {
	limit := time.NewTimer(500 * time.Millisecond)
	defer limit.Stop()
	for {
		select {
		case m, ok := <-e.client.published:
			if !ok {
				return
			}
			e.published(m)
		case <-limit.C:
			return
		}
	}
}

// ask answers the kernel's question: with nothing where nobody can be asked,
// since a kernel that asks anyway waits for some answer.
func (e *execution) ask(m *Message) {
	var question InputRequest
	if m.Header.MsgType != "input_request" || m.Unmarshal(&question) != nil {
		return
	}
	answer := ""
	if e.opts.Input != nil {
		if line, err := e.opts.Input(question); err == nil {
			answer = line
		}
	}
	reply, err := NewMessage("input_reply", e.client.session, m, InputReply{Value: answer})
	if err != nil { // a string always encodes
		panic(err)
	}
	reply.Identities = nil
	e.client.stdin.out.put(packFrames(Encode(reply, e.client.key)))
}
