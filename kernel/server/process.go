package server

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/crococlock/crococlock/kernel/link"
)

// markLimit is how long a frame waits for what was printed before it.
const markLimit = 2 * time.Second

// A process is a running worker.
type process struct {
	cmd      *exec.Cmd
	requests *link.Writer
	out      *output
	display  func(link.Frame)
	input    func(*process, link.Frame)
	log      func(error)

	mu      sync.Mutex
	lastID  int
	waiting map[int]chan link.Frame
	ended   int // the last cell that an interrupt has ended
	killed  bool

	ready chan struct{} // closed when the worker takes requests
	gone  chan struct{} // closed when the worker has ended and all of its output is out
	end   error         // how it ended; set before gone is closed, as is
	place []string      // where in which cell, if it could tell
}

// startProcess starts a worker by its command line.
func startProcess(argv []string, publish func(stream, text string), display func(link.Frame), input func(*process, link.Frame), log func(error)) (*process, error) {
	nonce := rand.Text()
	cmd := exec.Command(argv[0], argv[1:]...)
	requestR, requestW, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("server: start worker: %w", err)
	}
	frameR, frameW, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("server: start worker: %w", err)
	}
	stdout, stdoutW, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("server: start worker: %w", err)
	}
	stderr, stderrW, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("server: start worker: %w", err)
	}
	cmd.Stdout, cmd.Stderr = stdoutW, stderrW
	cmd.Env = append(os.Environ(),
		link.EnvPipes+"="+handDown(cmd, requestR, frameW),
		link.EnvNonce+"="+nonce)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("server: start worker: %w", err)
	}
	for _, f := range []*os.File{requestR, frameW, stdoutW, stderrW} {
		f.Close() // the worker's ends are the worker's
	}
	p := &process{
		cmd:      cmd,
		requests: link.NewWriter(requestW),
		out:      newOutput(publish, nonce),
		display:  display,
		input:    input,
		log:      log,
		waiting:  map[int]chan link.Frame{},
		ready:    make(chan struct{}),
		gone:     make(chan struct{}),
	}
	go p.watch(frameR, requestW, map[string]*os.File{"stdout": stdout, "stderr": stderr})
	return p, nil
}

// watch follows the worker to its end.
func (p *process) watch(frames io.ReadCloser, requests io.Closer, outputs map[string]*os.File) {
	followed := make(chan error, 1)
	go func() { followed <- p.out.follow(outputs) }()
	p.read(frames)
	p.out.done(allMarks) // no frame will come for what markers are left
	// The frames end with the process. Its outputs may live on in processes
	// that cells have started.
	killGroup(p.cmd.Process)
	stop := time.AfterFunc(markLimit, p.out.stop)
	failed := <-followed
	stop.Stop()
	p.end = p.cmd.Wait()
	if p.end == nil {
		p.end = failed
	}
	p.out.wait(allMarks, 0)
	if trace := p.out.died(); trace != "" {
		p.log(fmt.Errorf("kernel: a cell ended its worker: %s", trace))
	}
	for _, f := range outputs {
		f.Close()
	}
	frames.Close()
	requests.Close()
	close(p.gone)
}

// read takes frames until there are no more.
func (p *process) read(frames io.Reader) {
	dec := json.NewDecoder(bufio.NewReader(frames))
	for {
		var f link.Frame
		if err := dec.Decode(&f); err != nil {
			return
		}
		if f.Mark > 0 {
			p.out.wait(f.Mark, markLimit)
		}
		switch f.Op {
		case link.OpReady:
			close(p.ready)
		case link.OpDisplay:
			p.display(f)
		case link.OpCrash:
			if f.Error != nil {
				p.place = f.Error.Traceback[1:]
			}
		case link.OpInput:
			p.input(p, f)
		case link.OpEnded:
			p.mu.Lock()
			p.ended = f.ID
			p.mu.Unlock()
		case link.OpDone:
			p.mu.Lock()
			ch := p.waiting[f.ID]
			delete(p.waiting, f.ID)
			p.mu.Unlock()
			if ch != nil {
				ch <- f
			}
		}
		p.out.done(f.Mark)
	}
}

// errGone is why a request has no answer: the worker ended.
var errGone = errors.New("the worker process is gone")

// ask sends a request and waits for its answer. started, which may be nil, is
// told the request's id before.
func (p *process) ask(f link.Frame, started func(id int)) (link.Frame, error) {
	select {
	case <-p.ready:
	case <-p.gone:
		return link.Frame{}, errGone
	}
	ch := make(chan link.Frame, 1)
	p.mu.Lock()
	p.lastID++
	f.ID = p.lastID
	p.waiting[f.ID] = ch
	p.mu.Unlock()
	if started != nil {
		started(f.ID)
	}
	if err := p.requests.Write(f); err != nil {
		<-p.gone
		return link.Frame{}, errGone
	}
	select {
	case answer := <-ch:
		return answer, nil
	case <-p.gone:
		return link.Frame{}, errGone
	}
}

// interrupt ends the cell with the id; where that has not helped after the
// grace period, it ends the worker.
func (p *process) interrupt(id int, grace time.Duration) {
	// Where writing fails the worker is on its way out.
	_ = p.requests.Write(link.Frame{Op: link.OpInterrupt, ID: id})
	time.AfterFunc(grace, func() {
		p.mu.Lock()
		_, running := p.waiting[id]
		running = running && p.ended != id
		p.killed = p.killed || running
		p.mu.Unlock()
		if running {
			p.kill()
		}
	})
}

// wasKilled reports whether an interrupt ended the worker.
func (p *process) wasKilled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.killed
}

// kill ends the worker and what cells have started.
func (p *process) kill() { killGroup(p.cmd.Process) }
