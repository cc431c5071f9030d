package jupyter

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Launch says how StartKernel starts a kernel.
type Launch struct {
	Argv          []string // the command; {connection_file} in it is replaced
	Env           []string // "NAME=value", over this process's environment
	Dir           string   // working directory; "" is this process's
	InterruptMode string   // InterruptMessage or InterruptSignal; "" is the latter
	KernelName    string   // for the connection file
}

// Launch returns how to start the kernel of a kernelspec.
func (k *Kernelspec) Launch() Launch {
	l := Launch{Argv: k.Command("{connection_file}"), InterruptMode: k.InterruptMode, KernelName: k.Name}
	for name, value := range k.Env {
		l.Env = append(l.Env, name+"="+value)
	}
	return l
}

// startLimit is how long a kernel may take to answer when the caller's context
// has no deadline.
const startLimit = 60 * time.Second

// StartKernel starts a kernel process, connects to it and waits until it
// answers and its output arrives: for 60 s, unless the context has another
// deadline. The context is for the start only: the kernel lives until Shutdown
// or Close.
//
// The process leads a process group of its own (a job object on Windows), so
// that a terminal's Ctrl-C does not reach it and nothing of it outlives Close;
// JPY_PARENT_PID tells it whom to follow should this process be killed; on Linux
// the system sees to that.
func StartKernel(ctx context.Context, launch Launch) (*Client, error) {
	if len(launch.Argv) == 0 {
		return nil, errors.New("jupyter: start kernel: no command")
	}
	if _, limited := ctx.Deadline(); !limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("no answer within %v", startLimit))
		defer cancel()
	}
	for attempt := 1; ; attempt++ {
		c, err := start(ctx, launch)
		var died *KernelDiedError
		if attempt < 4 && errors.As(err, &died) && strings.Contains(strings.ToLower(died.Output), "address already in use") {
			continue // somebody took a port between our look and its bind
		}
		return c, err
	}
}

func start(ctx context.Context, launch Launch) (*Client, error) {
	info, err := NewConnectionInfo()
	if err != nil {
		return nil, err
	}
	info.KernelName = launch.KernelName
	dir, err := os.MkdirTemp("", "crococlock-kernel-")
	if err != nil {
		return nil, fmt.Errorf("jupyter: start kernel: %w", err)
	}
	path := filepath.Join(dir, "connection.json")
	if err := info.Write(path); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	proc, err := startProcess(fillArgv(launch.Argv, path, ""), environment(launch.Env), launch.Dir)
	if err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("jupyter: start kernel: %w", err)
	}
	return connect(ctx, info, proc, launch.InterruptMode, dir)
}
