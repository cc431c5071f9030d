package jupyter

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// ErrKernelDied is what the errors of a Client wrap when the kernel's process
// has ended, or its connection has, without being asked to.
var ErrKernelDied = errors.New("kernel died")

// A KernelDiedError says how a kernel ended. It wraps ErrKernelDied.
type KernelDiedError struct {
	State  string // "exit status 3", "signal: killed", …
	Output string // the end of what its process printed, at most 8 KiB
}

func (e *KernelDiedError) Error() string {
	s := fmt.Sprintf("jupyter: %v (%s)", ErrKernelDied, e.State)
	if e.Output != "" {
		s += "; its last words:\n" + e.Output
	}
	return s
}

// Unwrap returns ErrKernelDied.
func (e *KernelDiedError) Unwrap() error { return ErrKernelDied }

// A process is a running kernel process and all it has started.
type process struct {
	cmd    *exec.Cmd
	output tail
	group  processGroup
	done   chan struct{} // closed when it has ended
}

// startProcess starts a command in a group of its own, its output kept as a
// tail.
func startProcess(argv, env []string, dir string) (*process, error) {
	p := &process{cmd: exec.Command(argv[0], argv[1:]...), done: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = dir, env
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	// A grandchild that keeps the pipe open must not hide the kernel's death.
	p.cmd.WaitDelay = 200 * time.Millisecond
	prepareGroup(p.cmd)
	started := make(chan error)
	go func() {
		// On Linux the kernel follows the thread that has started it into
		// death: this one, which lives as long as the process.
		runtime.LockOSThread()
		err := p.cmd.Start()
		if err == nil {
			if err = p.group.adopt(p.cmd.Process); err != nil {
				p.cmd.Process.Kill()
				p.cmd.Wait()
			}
		}
		started <- err
		if err != nil {
			return
		}
		p.cmd.Wait() // what it tells is in ProcessState
		p.group.kill()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

func (p *process) exited() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// waitFor reports whether the process ends within d.
func (p *process) waitFor(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-p.done:
		return true
	case <-timer.C:
		return p.exited()
	}
}

// kill ends the process and its group, and waits until it is gone.
func (p *process) kill() {
	if !p.exited() {
		p.group.kill()
		p.cmd.Process.Kill()
	}
	<-p.done
}

// died describes the end of an ended process.
func (p *process) died() error {
	state := "unknown"
	if s := p.cmd.ProcessState; s != nil {
		state = s.String()
	}
	return &KernelDiedError{State: state, Output: p.output.String()}
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

const tailBytes = 8 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, b...)
	if extra := len(t.buf) - tailBytes; extra > 0 {
		t.buf = append(t.buf[:0], t.buf[extra:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.ToValidUTF8(strings.TrimSpace(string(t.buf)), "\uFFFD")
}

// environment is this process's, with the kernelspec's and the caller's
// variables over it and what tells a kernel who its parent is.
func environment(extra []string) []string {
	return append(append(os.Environ(), fmt.Sprintf("JPY_PARENT_PID=%d", os.Getpid())), extra...)
}
