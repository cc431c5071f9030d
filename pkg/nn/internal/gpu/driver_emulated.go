//go:build emulator && !gpu

package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/gpu/emulator"

// Real says that Open opens a real card.
const Real = false

// Open opens a card that the processor plays, to test what no card is at hand for.
func Open() (*Card, error) { return newCard(&played{}), nil }

// played runs kernels on the processor, as they are asked for.
type played struct {
	capturing *launches // the graph that launches go to; nil for none
}

// launches is a graph: what was launched while it was captured.
type launches struct{ all []func() error }

func (*played) name() string { return "an emulated card" }

func (*played) alloc(bytes int) (pointer, error) { return pointer(emulator.Alloc(bytes)), nil }

func (*played) free(p pointer) error { return emulator.Free(uint64(p)) }

func (*played) upload(to pointer, from []float32) error {
	copy(emulator.Floats(uint64(to), len(from)), from)
	return nil
}

func (*played) download(to []float32, from pointer) error {
	copy(to, emulator.Floats(uint64(from), len(to)))
	return nil
}

func (e *played) launch(k kernel, g grid, args []uint64) error {
	start := func() error { return emulator.Launch(int(k), g.x, g.y, g.z, g.threads, args) }
	if e.capturing != nil {
		e.capturing.all = append(e.capturing.all, start)
		return nil
	}
	return start()
}

func (e *played) capture(f func() error) (graph, error) {
	made := &launches{}
	e.capturing = made
	err := f()
	e.capturing = nil
	return made, err
}

func (*played) wait() error { return nil }

func (l *launches) replay() error {
	for _, start := range l.all {
		if err := start(); err != nil {
			return err
		}
	}
	return nil
}

func (l *launches) close() error { return nil }
