package gpu

import "fmt"

// launcher is what runs kernels: a card, or the emulator.
type launcher interface {
	launch(k kernel, g grid, args []uint64) error
}

// stream queues work on a card. The first error is kept: what is queued after it
// is not done.
type stream struct {
	on  launcher
	err error
}

// launch starts kernel k; the generated methods call it.
func (s *stream) launch(k kernel, g grid, args ...uint64) {
	if s.err != nil {
		return
	}
	g.x, g.y, g.z, g.threads = max(g.x, 1), max(g.y, 1), max(g.z, 1), max(g.threads, 1)
	if err := s.on.launch(k, g, args); err != nil {
		s.err = fmt.Errorf("%s on %d×%d×%d blocks of %d threads: %w", kernelNames[k], g.x, g.y, g.z, g.threads, err)
	}
}

// fail keeps the first error.
func (s *stream) fail(err error) {
	if s.err == nil && err != nil {
		s.err = err
	}
}

// clear takes the error of what failed, so that later work is not refused for it.
func (s *stream) clear() error {
	err := s.err
	s.err = nil
	return err
}
