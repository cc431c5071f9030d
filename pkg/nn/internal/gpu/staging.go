package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/card"

// staging is pinned memory that copies go through: what is uploaded can be changed
// at once, and the card works on meanwhile.
type staging struct {
	memory []float32
	used   int // floats, by copies since the last wait
}

const (
	leastStaging = 1 << 20 // floats
	mostStaging  = 1 << 24
	mostStaged   = mostStaging / 4 // by one copy
)

// stage lends n floats, mostStaged at most, until after the next wait. It waits
// itself, and takes more memory, where there is no room.
func (c *Card) stage(n int) ([]float32, error) {
	s := &c.staging
	if s.used+n > len(s.memory) {
		if err := c.wait(); err != nil {
			return nil, err
		}
		if len(s.memory) < mostStaging {
			size := min(max(2*len(s.memory), 4*n, leastStaging), mostStaging)
			if err := c.driver.unpin(s.memory); err != nil {
				return nil, err
			}
			var err error
			if s.memory, err = c.driver.pin(size); err != nil {
				s.memory = nil
				return nil, err
			}
		}
	}
	at := s.memory[s.used:][:n]
	s.used += n
	return at, nil
}

// room reports whether stage(n) need not wait.
func (s *staging) room(n int) bool { return s.used+n <= len(s.memory) }

// wait waits for all that was asked for.
func (c *Card) wait() error {
	c.staging.used = 0
	return c.driver.wait()
}

// Upload copies to the card, after what was asked for before.
func (c *Card) Upload(to card.Address, from []float32) error {
	for len(from) > 0 {
		at, err := c.stage(min(len(from), mostStaged))
		if err != nil {
			return err
		}
		n := copy(at, from)
		if err := c.driver.upload(pointer(to), at); err != nil {
			return err
		}
		to, from = to+card.Address(4*n), from[n:]
	}
	return nil
}

// Download copies from the card, after what was asked for before.
func (c *Card) Download(copies ...card.Copy) error {
	var to, staged [][]float32
	arrive := func() error {
		err := c.wait()
		if err == nil {
			for i, s := range staged {
				copy(to[i], s)
			}
		}
		to, staged = to[:0], staged[:0]
		return err
	}
	for _, p := range copies {
		for here, from := p.To, pointer(p.From); len(here) > 0; {
			n := min(len(here), mostStaged)
			if !c.staging.room(n) {
				if err := arrive(); err != nil {
					return err
				}
			}
			at, err := c.stage(n)
			if err != nil {
				return err
			}
			if err := c.driver.download(at, from); err != nil {
				return err
			}
			to, staged = append(to, here[:n]), append(staged, at)
			here, from = here[n:], from.at(n)
		}
	}
	return arrive()
}
