//go:build emulator && !gpu

package gpu

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"unsafe"

	"github.com/crococlock/crococlock/pkg/nn/internal/gpu/emulator"
)

// Real says that Open opens a real card.
const Real = false

// Open opens a card that the processor plays, to test what no card is at hand for.
func Open() (*Card, error) { return newCard(&played{}), nil }

// playedMemory is what the emulated card has, in bytes.
const playedMemory = 1 << 30

// played runs kernels on the processor. As late as a card may: what is asked for is
// done when somebody waits, so that nobody relies on its being done earlier.
type played struct {
	queue     []func() error
	capturing *launches // the graph that work goes to; nil for none
	lent      map[pointer]int
	used      int // bytes
	pinned    [][]float32
}

// launches is a graph: what was asked for while it was captured.
type launches struct {
	on    *played
	all   []func() error
	after [][]node // what each waits for
	last  []node   // what the next would wait for
	turns []int    // in which they are done
}

func (*played) name() string { return "an emulated card" }

// idle refuses what a card cannot do while a graph is captured.
func (e *played) idle(what string) error {
	if e.capturing != nil {
		return fmt.Errorf("emulated card: %s while a graph is captured", what)
	}
	return nil
}

func (e *played) alloc(bytes int) (pointer, error) {
	if err := e.idle("memory is asked for"); err != nil {
		return 0, err
	}
	if bytes > playedMemory-e.used {
		return 0, noMemory(bytes, playedMemory-e.used, playedMemory)
	}
	p := pointer(emulator.Alloc(bytes))
	if e.lent == nil {
		e.lent = make(map[pointer]int)
	}
	e.lent[p] = bytes
	e.used += bytes
	return p, nil
}

func (e *played) free(p pointer) error {
	if err := cmp.Or(e.idle("memory is freed"), e.wait()); err != nil {
		return err
	}
	e.used -= e.lent[p]
	delete(e.lent, p)
	return emulator.Free(uint64(p))
}

func (e *played) pin(floats int) ([]float32, error) {
	if err := e.idle("memory is pinned"); err != nil {
		return nil, err
	}
	s := make([]float32, floats)
	e.pinned = append(e.pinned, s)
	return s, nil
}

func (e *played) unpin(s []float32) error {
	if len(s) == 0 {
		return nil
	}
	if err := cmp.Or(e.idle("memory is unpinned"), e.wait()); err != nil {
		return err
	}
	n := len(e.pinned)
	e.pinned = slices.DeleteFunc(e.pinned, func(p []float32) bool { return &p[0] == &s[0] })
	if len(e.pinned) != n-1 {
		return errors.New("emulated card: memory is unpinned that is not pinned")
	}
	for i := range s { // who still reads it will see
		s[i] = float32(math.NaN())
	}
	return nil
}

// isPinned reports whether s lies in pinned memory.
func (e *played) isPinned(s []float32) bool {
	return slices.ContainsFunc(e.pinned, func(p []float32) bool {
		at, from := uintptr(unsafe.Pointer(&s[0])), uintptr(unsafe.Pointer(&p[0]))
		return at >= from && at+uintptr(4*len(s)) <= from+uintptr(4*len(p))
	})
}

func (e *played) upload(to pointer, from []float32) error {
	if !e.isPinned(from) {
		return errors.New("emulated card: an upload from memory that is not pinned")
	}
	return e.ask(func() error { copy(emulator.Floats(uint64(to), len(from)), from); return nil })
}

func (e *played) download(to []float32, from pointer) error {
	if !e.isPinned(to) {
		return errors.New("emulated card: a download to memory that is not pinned")
	}
	return e.ask(func() error { copy(to, emulator.Floats(uint64(from), len(to))); return nil })
}

func (e *played) move(to, from pointer, floats int) error {
	return e.ask(func() error {
		copy(emulator.Floats(uint64(to), floats), emulator.Floats(uint64(from), floats))
		return nil
	})
}

func (e *played) launch(k kernel, g grid, args []uint64) error {
	return e.ask(func() error { return emulator.Launch(int(k), g.x, g.y, g.z, g.threads, args) })
}

// ask puts work into the graph that is captured, or behind what is to be done.
func (e *played) ask(work func() error) error {
	if g := e.capturing; g != nil {
		g.all, g.after = append(g.all, work), append(g.after, g.last)
		g.last = []node{node(len(g.all))}
	} else {
		e.queue = append(e.queue, work)
	}
	return nil
}

func (e *played) capture(f func() error) (graph, error) {
	made := &launches{on: e}
	e.capturing = made
	err := f()
	e.capturing = nil
	made.plan()
	return made, err
}

func (e *played) follow(after []node) error {
	e.capturing.last = slices.Clone(after)
	return nil
}

func (e *played) last() ([]node, error) { return slices.Clone(e.capturing.last), nil }

// plan finds an order that the graph allows, as unlike that in which all was asked
// for as can be, so that nobody relies on what it need not wait for.
func (l *launches) plan() {
	done := make([]bool, len(l.all)+1)
	ready := func(i int) bool {
		return !slices.ContainsFunc(l.after[i], func(n node) bool { return !done[n] })
	}
	for range l.all {
		i := len(l.all) - 1
		for done[i+1] || !ready(i) {
			i--
		}
		l.turns = append(l.turns, i)
		done[i+1] = true
	}
}

func (e *played) wait() error {
	if err := e.idle("somebody waits"); err != nil {
		return err
	}
	queue := e.queue
	e.queue = nil
	for _, work := range queue {
		if err := work(); err != nil {
			return err
		}
	}
	return nil
}

func (l *launches) replay() error {
	if err := l.on.idle("a graph is started"); err != nil {
		return err
	}
	for _, i := range l.turns {
		l.on.queue = append(l.on.queue, l.all[i])
	}
	return nil
}

func (l *launches) close() error { return nil }
