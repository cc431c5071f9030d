package main

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

//go:embed torch.py
var torchScript string

// torch is PyTorch in a process of its own that runs jobs when told to. Without
// a Python it is there but measures nothing.
type torch struct {
	version string
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
}

func startTorch(python string) (*torch, error) {
	if python == "" {
		return &torch{version: "not measured (PYTHON is not set)"}, nil
	}
	t := &torch{command: exec.Command(python, "-c", torchScript, strconv.Itoa(runtime.GOMAXPROCS(0)))}
	t.command.Stderr = os.Stderr
	var err error
	if t.in, err = t.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := t.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	t.out = bufio.NewScanner(out)
	t.out.Buffer(nil, 1<<20)
	if err := t.command.Start(); err != nil {
		return nil, fmt.Errorf("PYTHON=%s: %w", python, err)
	}
	if !t.out.Scan() {
		t.close()
		return nil, fmt.Errorf("PYTHON=%s: no PyTorch", python)
	}
	t.version = t.out.Text()
	return t, nil
}

func (t *torch) times(job string, count int) ([]float64, error) {
	if t.command == nil {
		return nil, nil
	}
	if _, err := fmt.Fprintln(t.in, job, count); err != nil {
		return nil, err
	}
	if !t.out.Scan() {
		return nil, fmt.Errorf("PyTorch ended in the middle of %s", job)
	}
	var out []float64
	for field := range strings.FieldsSeq(t.out.Text()) {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (t *torch) close() {
	if t.command != nil {
		t.in.Close()
		t.command.Wait()
	}
}

// processor is the processor's name as the system tells it.
func processor() string {
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, ok := strings.CutPrefix(line, "model name"); ok {
				return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
			}
		}
	}
	return runtime.GOARCH
}

func gorgoniaVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "gorgonia.org/gorgonia" {
				return m.Version
			}
		}
	}
	return "unknown"
}
