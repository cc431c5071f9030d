package jupytertest

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// Variable is the environment variable that makes Main run the kernel; its
// value is Run, or one of the ways not to start.
const Variable = "JUPYTERTEST_KERNEL"

// Values of Variable.
const (
	Run         = "run"
	RefuseStart = "refuse" // print a line and exit with status 3
	NeverListen = "silent" // stay, but never listen
)

// Argv is the command of the kernel in this very test binary.
func Argv() []string { return []string{os.Args[0], "{connection_file}"} }

// Env is what Argv needs, with Run or another value of Variable.
func Env(value string) []string {
	// Under the race detector a process else sleeps a second before it exits.
	return []string{Variable + "=" + value, "GORACE=atexit_sleep_ms=0"}
}

// Main runs the kernel and exits where Variable is set, and returns where it
// is not. The connection file is the last argument.
func Main() {
	switch os.Getenv(Variable) {
	case "":
		return
	case RefuseStart:
		fmt.Fprintln(os.Stderr, "the kernel refuses to start")
		os.Exit(3)
	case NeverListen:
		for { // an empty select would be a deadlock, which the runtime ends
			time.Sleep(time.Hour)
		}
	}
	if err := Serve(os.Args[len(os.Args)-1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Serve runs the kernel on the channels of a connection file until it is asked
// to shut down.
func Serve(connectionFile string) error {
	info, err := jupyter.ReadConnectionInfo(connectionFile)
	if err != nil {
		return err
	}
	server, err := jupyter.Listen(info, jupyter.ServerOptions{Log: func(err error) { fmt.Fprintln(os.Stderr, err) }})
	if err != nil {
		return err
	}
	k := &kernel{
		server: server, session: jupyter.NewSession(),
		values: map[string]string{}, interrupts: make(chan struct{}, 1),
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	go func() {
		for range signals {
			k.interrupt()
		}
	}()
	ctx, stop := context.WithCancel(context.Background())
	go k.serve(ctx, stop, jupyter.Control)
	k.serve(ctx, stop, jupyter.Shell)
	return server.Close()
}

type kernel struct {
	server     *jupyter.Server
	session    string
	count      int
	values     map[string]string
	interrupts chan struct{}
}

func (k *kernel) interrupt() {
	select {
	case k.interrupts <- struct{}{}:
	default:
	}
}

// serve answers one channel until stop is called.
func (k *kernel) serve(ctx context.Context, stop func(), ch jupyter.Channel) {
	for {
		request, err := k.server.Recv(ctx, ch)
		if err != nil {
			return
		}
		k.status(request, jupyter.StateBusy)
		var late string
		switch request.Header.MsgType {
		case "kernel_info_request":
			k.reply(ch, request, "kernel_info_reply", jupyter.KernelInfoReply{
				Status: jupyter.StatusOK, ProtocolVersion: jupyter.ProtocolVersion,
				Implementation: "jupytertest", ImplementationVersion: "1",
				LanguageInfo: jupyter.LanguageInfo{Name: "lines", Version: "1", MIMEType: "text/plain", FileExtension: ".txt"},
				HelpLinks:    []jupyter.HelpLink{},
			})
		case "execute_request":
			late = k.execute(ctx, request)
		case "interrupt_request":
			k.interrupt()
			k.reply(ch, request, "interrupt_reply", jupyter.InterruptReply{Status: jupyter.StatusOK})
		case "shutdown_request":
			k.reply(ch, request, "shutdown_reply", jupyter.ShutdownReply{Status: jupyter.StatusOK})
			defer stop()
		}
		k.status(request, jupyter.StateIdle)
		if late != "" {
			k.publish(request, "stream", jupyter.Stream{Name: "stdout", Text: late})
		}
		if request.Header.MsgType == "shutdown_request" {
			return
		}
	}
}

func (k *kernel) status(request *jupyter.Message, state string) {
	k.publish(request, "status", jupyter.Status{ExecutionState: state})
}

func (k *kernel) publish(request *jupyter.Message, msgType string, content any) {
	m, err := jupyter.NewMessage(msgType, k.session, request, content)
	if err == nil {
		err = k.server.Publish(msgType, m)
	}
	k.check(err)
}

func (k *kernel) reply(ch jupyter.Channel, request *jupyter.Message, msgType string, content any) {
	m, err := jupyter.NewMessage(msgType, k.session, request, content)
	if err == nil {
		err = k.server.Send(ch, m)
	}
	k.check(err)
}

func (k *kernel) check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
