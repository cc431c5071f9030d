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

var (
	//go:embed torch.py
	torchScript string
	//go:embed ort.py
	ortScript string
	//go:embed turns.py
	turnsScript string
)

// peer is a process of Python that runs jobs when told to, and sleeps between.
type peer struct {
	name    string   // of the contender
	version string   // what it says about itself
	jobs    []string // that it can do; none if it is not there
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
}

// peers are those of one run.
type peers []*peer

// peerScript is a contender's program and its last argument.
type peerScript struct{ name, script, argument string }

// startPeers starts them with the Python given; none if it is empty.
func startPeers(python string) (peers, error) {
	if python == "" {
		return nil, nil
	}
	var all peers
	scripts := []peerScript{
		{torchName, torchScript, "contiguous_format"},
		{channelsLastName, torchScript, "channels_last"},
		{ortName, ortScript, ""},
	}
	if !onProcessor() {
		scripts = []peerScript{{cudaName, torchScript, "cuda"}, {cudaGraphsName, torchScript, "cuda_graphs"}}
	}
	for _, s := range scripts {
		p, err := startPeer(s.name, python, turnsScript+s.script, s.argument)
		if err != nil {
			all.close()
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func startPeer(name, python, script, argument string) (*peer, error) {
	p := &peer{name: name, command: exec.Command(python, "-c", script, strconv.Itoa(runtime.GOMAXPROCS(0)), warmUp.String(), argument)}
	p.command.Stderr = os.Stderr
	var err error
	if p.in, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewScanner(out)
	p.out.Buffer(nil, 1<<20)
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("PYTHON=%s: %w", python, err)
	}
	if p.version, err = p.line(); err == nil {
		var list string
		list, err = p.line()
		p.jobs = strings.Fields(list)
	}
	if err != nil {
		p.close()
		return nil, fmt.Errorf("PYTHON=%s: %s did not start: %w", python, name, err)
	}
	return p, nil
}

func (p *peer) line() (string, error) {
	if p.out.Scan() {
		return p.out.Text(), nil
	}
	if err := p.out.Err(); err != nil {
		return "", err
	}
	return "", io.ErrUnexpectedEOF
}

// times is one turn.
func (p *peer) times(job string, count int) ([]float64, error) {
	if _, err := fmt.Fprintln(p.in, job, count); err != nil {
		return nil, err
	}
	text, err := p.line()
	if err != nil {
		return nil, fmt.Errorf("it ended in the middle of %s: %w", job, err)
	}
	var out []float64
	for field := range strings.FieldsSeq(text) {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (p *peer) close() {
	p.in.Close()
	p.command.Wait()
}

func (all peers) close() {
	for _, p := range all {
		p.close()
	}
}

// String says what takes part.
func (all peers) String() string {
	if all == nil {
		return "torch and onnxruntime not measured (PYTHON is not set)"
	}
	var versions []string
	for _, p := range all {
		if p.name != channelsLastName && p.name != cudaGraphsName {
			versions = append(versions, p.version)
		}
	}
	return strings.Join(versions, ", ")
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
