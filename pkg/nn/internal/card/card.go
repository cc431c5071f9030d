// Package card knows which memory of the program has a copy on a card, a device
// that computes in memory of its own, and which of the two is newer.
//
// Machines, solvers and averages work on the card's copies; whoever looks at
// elements here calls Here first, which fetches what is newer there. So no layer
// and no training knows where it runs.
package card

import (
	"sync"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// Card computes kernels in memory of its own. Its methods are called by one
// goroutine at a time.
type Card interface {
	// Name is that of the device, such as "NVIDIA H100".
	Name() string
	// Alloc reserves memory, Free gives it back, Upload copies to it.
	Alloc(floats int) (Address, error)
	Free(Address)
	Upload(to Address, from []float32) error
	// Copy copies from one place there to another.
	Copy(to, from Address, floats int) error
	// Download waits for all that was asked for before.
	Download(...Copy) error

	// Can reports whether the card computes k.
	Can(k kernels.Kernel) bool
	// Load makes p ready to run.
	Load(p *Program) (Runner, error)

	// Update queues u, on blocks that lie there. It does not keep u.
	Update(u *Update) error
	// Outcome waits for u, as Update or a Runner has queued it: the norm of the
	// gradients that Clip has, and whether the rest was done.
	Outcome(u *Update) (norm float64, moved bool, err error)
}

// Copy is memory here that is to become what lies there.
type Copy struct {
	To   []float32
	From Address
}

// Address is a place in a card's memory; 0 is none.
type Address uint64

// Program is the computation of a machine: leaves come from outside, outputs are
// read there, all else shares an arena.
type Program struct {
	Steps []Step
	Slots []Slot
	Arena int // floats
}

// Step computes the slot Out of the slots In.
type Step struct {
	Op     string // for messages
	Kernel kernels.Kernel
	In     []int
	Out    int
}

// Slot is a tensor of a program.
type Slot struct {
	Size int
	At   int // in the arena; -1 for leaves and outputs, whose address Run is given
}

// Runner is a loaded program.
type Runner interface {
	// Run queues steps from to to, with the addresses of leaves and outputs by slot,
	// and then, unless it is nil, u.
	Run(from, to int, at []Address, u *Update) error
	// Close frees its memory.
	Close()
}

var (
	mutex  sync.Mutex // of the card and of blocks
	active Card
)

// Active is the card that machines made now compute on; nil for none.
func Active() Card {
	mutex.Lock()
	defer mutex.Unlock()
	return active
}

// Use makes c, or with nil none, the card of machines that are made from now on.
// Those on another card must not run any more.
func Use(c Card) error {
	if err := fetchAll(); err != nil {
		return err
	}
	mutex.Lock()
	defer mutex.Unlock()
	active = c
	return nil
}
