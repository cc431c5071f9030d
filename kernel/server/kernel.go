package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/link"
)

// Options are the choices of Run.
type Options struct {
	// Worker is the command line that starts a worker.
	Worker []string
	// Grace is how long a cell may take to end after an interrupt before its
	// worker is replaced. Zero: one and a half seconds.
	Grace time.Duration
	// Interrupts delivers interrupts that come as signals. nil: none do.
	Interrupts <-chan os.Signal
	// Log is told of what goes wrong without anybody to answer. nil: nobody.
	Log func(error)
	// Version is the kernel's own.
	Version string
}

// A kernel is one running kernel.
type kernel struct {
	opts    Options
	srv     *jupyter.Server
	info    *jupyter.ConnectionInfo
	session string
	stop    context.CancelFunc

	// Of the goroutine that answers shell.
	count   int
	history [][]any

	mu        sync.Mutex
	proc      *process
	parent    *jupyter.Message // whose cell gets what is printed
	running   int              // the cell's id with the worker, 0 for none
	executing bool             // whether a cell is at hand, in the worker or not yet
	early     bool             // whether it was interrupted before the worker had it
	ending    bool

	allowStdin bool      // whether the cell that runs may ask
	question   *question // nil where none is open

	queue queue
}

// Run is a kernel's life: it answers on the channels of info until it is asked
// to shut down, or ctx ends. The error says why it could not start.
func Run(ctx context.Context, info *jupyter.ConnectionInfo, opts Options) error {
	if opts.Grace == 0 {
		opts.Grace = 1500 * time.Millisecond
	}
	if opts.Log == nil {
		opts.Log = func(error) {}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	k := &kernel{opts: opts, info: info, session: jupyter.NewSession(), stop: stop}
	k.queue.init()
	if err := k.start(); err != nil { // first, since it takes longest to be ready
		return err
	}
	defer k.end()
	srv, err := jupyter.Listen(info, jupyter.ServerOptions{Log: opts.Log})
	if err != nil {
		return err
	}
	k.mu.Lock()
	k.srv = srv
	k.mu.Unlock()
	defer srv.Close()
	k.publish(nil, "status", jupyter.Status{ExecutionState: jupyter.StateStarting})

	var loops sync.WaitGroup
	loops.Go(func() { k.receive(ctx) })
	loops.Go(func() { k.shell(ctx) })
	loops.Go(func() { k.control(ctx) })
	loops.Go(func() { k.stdin(ctx) })
	for {
		select {
		case <-ctx.Done():
			k.end() // the cell that runs has nobody left
			k.queue.close()
			loops.Wait()
			return nil
		case <-opts.Interrupts:
			k.interrupt()
		}
	}
}

// start starts a worker.
func (k *kernel) start() error {
	p, err := startProcess(k.opts.Worker, k.printed, k.displayed, k.ask, k.opts.Log)
	if err != nil {
		return err
	}
	k.mu.Lock()
	k.proc = p
	ending := k.ending
	k.mu.Unlock()
	if ending {
		p.kill()
	}
	return nil
}

// end ends the worker for good.
func (k *kernel) end() {
	k.mu.Lock()
	k.ending = true
	p := k.proc
	k.mu.Unlock()
	p.kill()
	<-p.gone
}

// worker returns the process that answers now.
func (k *kernel) worker() *process {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.proc
}

// interrupt ends the cell that runs.
func (k *kernel) interrupt() {
	k.mu.Lock()
	p, id := k.proc, k.running
	k.early = k.early || id == 0 && k.executing
	k.mu.Unlock()
	if id != 0 {
		p.interrupt(id, k.opts.Grace)
	}
}

// printed publishes what the worker printed.
func (k *kernel) printed(stream, text string) {
	k.publish(k.current(), "stream", jupyter.Stream{Name: stream, Text: text})
}

// displayed publishes what the worker displayed.
func (k *kernel) displayed(f link.Frame) {
	if f.Data == nil {
		return
	}
	if f.Data.Transient["clear_output"] == true {
		k.publish(k.current(), "clear_output", jupyter.ClearOutput{Wait: f.Data.Transient["wait"] == true})
		return
	}
	msgType, parent := "display_data", k.current()
	if f.Data.Transient["no_cell"] == true { // for consoles alone
		parent = nil
	}
	transient := map[string]any{}
	for key, value := range f.Data.Transient {
		if key == "update" && value == true { // the display with this id is to be replaced
			msgType = "update_display_data"
			continue
		}
		transient[key] = value
	}
	k.publish(parent, msgType, jupyter.DisplayData{
		Data: notNil(f.Data.Data), Metadata: notNil(f.Data.Metadata), Transient: transient,
	})
}

// current is the message whose cell output belongs to.
func (k *kernel) current() *jupyter.Message {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.parent
}

// publish sends on iopub.
func (k *kernel) publish(parent *jupyter.Message, msgType string, content any) {
	k.mu.Lock()
	srv := k.srv
	k.mu.Unlock()
	if srv == nil {
		return // nobody listens yet
	}
	m, err := jupyter.NewMessage(msgType, k.session, parent, content)
	if err == nil {
		err = srv.Publish(msgType, m)
	}
	k.log(err)
}

// reply answers a request on the channel it came by.
func (k *kernel) reply(ch jupyter.Channel, req *jupyter.Message, msgType string, content any) {
	m, err := jupyter.NewMessage(msgType, k.session, req, content)
	if err == nil {
		err = k.srv.Send(ch, m)
	}
	k.log(err)
}

func (k *kernel) log(err error) {
	if err != nil && !errors.Is(err, jupyter.ErrClosed) {
		k.opts.Log(fmt.Errorf("kernel: %w", err))
	}
}

func notNil(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
