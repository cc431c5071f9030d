package card

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"unsafe"
	"weak"
)

// Block is memory of the program with a copy on the card.
type Block struct {
	card  Card
	at    Address
	first weak.Pointer[float32] // of its elements here
	size  int
	there bool // the card's copy is the newer one
	taken bool // it is read on the card: nobody here need see it after each run
	known bool // the copies agree, or the card's is newer
}

// blocks are those that lie on a card, by the address of their first element,
// which is the block's as long as its memory lives.
var (
	blocks = make(map[uintptr]*Block)
	shared atomic.Bool // there is one: else nobody need look

	kept     = make(map[uintptr]announced) // see Keep
	possible atomic.Bool                   // this program can have a card
)

// announced is memory that is not changed here without a word, unless it is lent.
type announced struct {
	first     weak.Pointer[float32]
	fed, lent bool
}

// Possible says that this program can have a card.
func Possible() { possible.Store(true) }

// Keep says that who changes s calls Here first, so that a machine on a card need
// not read it before each run, as it reads what it knows nothing of.
func Keep(s []float32) { announce(s, false) }

// Feed is Keep until Lend.
func Feed(s []float32) { announce(s, true) }

func announce(s []float32, fed bool) {
	if len(s) == 0 || !possible.Load() {
		return
	}
	mutex.Lock()
	defer mutex.Unlock()
	k, first := key(s), weak.Make(&s[0])
	if a := kept[k]; a.first == first {
		a.lent = false
		kept[k] = a
		return
	}
	kept[k] = announced{first: first, fed: fed}
	runtime.AddCleanup(&s[0], func(k uintptr) {
		go func() {
			mutex.Lock()
			defer mutex.Unlock()
			if kept[k].first == first {
				delete(kept, k)
			}
		}()
	}, k)
}

// Kept reports whether who changes s says so. Call it within Do.
func Kept(s []float32) bool {
	if len(s) == 0 {
		return false
	}
	a, ok := kept[key(s)]
	return ok && !a.lent && a.first.Value() == &s[0]
}

// find is the block of s; nil if there is none. Where other memory was that is gone
// now, its block goes too.
func find(s []float32) *Block {
	if len(s) == 0 {
		return nil
	}
	b := blocks[key(s)]
	if b != nil && b.first.Value() != &s[0] {
		b.card.Free(b.at)
		delete(blocks, key(s))
		return nil
	}
	return b
}

// here is the block's memory here, nil once that is gone.
func (b *Block) here() []float32 {
	first := b.first.Value()
	if first == nil {
		return nil
	}
	return unsafe.Slice(first, b.size)
}

// Do calls f with the card of s's blocks locked.
func Do(f func() error) error {
	mutex.Lock()
	defer mutex.Unlock()
	return f()
}

// Find is the address of s's copy on the card, which is then current there; 0 if
// there is none. Call it within Do.
func Find(s []float32) (Address, error) {
	if !shared.Load() {
		return 0, nil
	}
	b := find(s)
	if b == nil || b.size < len(s) {
		return 0, nil
	}
	return b.at, b.bring()
}

// Place is Find that makes a copy where there is none. Call it within Do.
func Place(c Card, s []float32) (Address, error) {
	if at, err := Find(s); at != 0 || err != nil {
		return at, err
	}
	if b := find(s); b != nil {
		return 0, fmt.Errorf("card: %d elements at the place of %d", len(s), b.size)
	}
	at, err := c.Alloc(len(s))
	if err != nil {
		return 0, err
	}
	k := key(s)
	b := &Block{card: c, at: at, first: weak.Make(&s[0]), size: len(s)}
	blocks[k] = b
	shared.Store(true)
	runtime.AddCleanup(&s[0], func(k uintptr) { go drop(k, b) }, k)
	return at, b.bring()
}

// Leaf is Place for what a machine reads.
func Leaf(c Card, s []float32) (Address, error) {
	if !Kept(s) {
		Stale(s)
	}
	return Place(c, s)
}

// Output is Place for what a machine writes whole.
func Output(c Card, s []float32) (Address, error) {
	if b := find(s); b != nil {
		b.known = true
	}
	return Place(c, s)
}

// Pass makes to what from is, which a machine has computed, and reports whether it
// has: it does where from lies on the card as it is now, and leaves to there.
func Pass(to, from []float32) (done bool, err error) {
	if len(to) == 0 || !shared.Load() {
		return false, nil
	}
	mutex.Lock()
	defer mutex.Unlock()
	b := find(from)
	if b == nil || !b.known || b.size != len(to) {
		return false, nil
	}
	at, err := Output(b.card, to)
	if err != nil {
		return false, err
	}
	if err := b.card.Copy(at, b.at, len(to)); err != nil {
		return false, err
	}
	b.taken = true
	Changed(to)
	return true, nil
}

// Take is Place for what a solver reads.
func Take(c Card, s []float32) (Address, error) {
	at, err := Place(c, s)
	if err == nil {
		find(s).taken = true
	}
	return at, err
}

// Fetch makes those of all current here that are newer on c, unless they are read
// on the card. Call it within Do.
func Fetch(c Card, all [][]float32) error {
	var copies []Copy
	for _, s := range all {
		if b := find(s); b != nil && b.there && !b.taken {
			copies = append(copies, Copy{To: s, From: b.at})
		}
	}
	if len(copies) == 0 {
		return nil
	}
	if err := c.Download(copies...); err != nil {
		return err
	}
	for _, p := range copies {
		find(p.To).there = false
	}
	return nil
}

// Changed notes that the card's copy of s has been written. Call it within Do.
func Changed(s []float32) {
	if b := find(s); b != nil {
		b.there, b.known = true, true
	}
}

// Stale notes that s has been written here. Call it within Do.
func Stale(s []float32) {
	if b := find(s); b != nil {
		b.there, b.known = false, false
	}
}

// Lies reports whether the card has s as it is now.
func Lies(s []float32) bool {
	if len(s) == 0 || !shared.Load() {
		return false
	}
	mutex.Lock()
	defer mutex.Unlock()
	b := find(s)
	return b != nil && b.known
}

// Read makes s current here for somebody who does not write it.
func Read(s []float32) error {
	if len(s) == 0 || !shared.Load() {
		return nil
	}
	mutex.Lock()
	defer mutex.Unlock()
	if b := find(s); b != nil {
		return b.fetch()
	}
	return nil
}

// Lend is Here for somebody who may go on to change s without a word.
func Lend(s []float32) {
	Here(s)
	if len(s) == 0 || !possible.Load() {
		return
	}
	mutex.Lock()
	defer mutex.Unlock()
	if a := kept[key(s)]; a.fed && Kept(s) {
		a.lent = true
		kept[key(s)] = a
	}
}

// Here makes s current here. As the caller may write s, the card reads it again
// before it uses its copy. It costs nothing while there is no card.
func Here(s []float32) {
	if len(s) == 0 || !shared.Load() {
		return
	}
	mutex.Lock()
	defer mutex.Unlock()
	b := find(s)
	if b == nil {
		return
	}
	if err := b.fetch(); err != nil {
		panic(fmt.Sprintf("nn: reading from the card: %v", err))
	}
	b.known = false
}

// bring makes the card's copy current.
func (b *Block) bring() error {
	if b.known {
		return nil
	}
	if err := b.card.Upload(b.at, b.here()); err != nil {
		return err
	}
	b.known = true
	return nil
}

// fetch makes the copy here current.
func (b *Block) fetch() error {
	if !b.there {
		return nil
	}
	if here := b.here(); here != nil {
		if err := b.card.Download(Copy{To: here, From: b.at}); err != nil {
			return err
		}
	}
	b.there = false
	return nil
}

// fetchAll makes all that is newer on a card current here and forgets the copies.
func fetchAll() error {
	mutex.Lock()
	defer mutex.Unlock()
	for k, b := range blocks {
		if err := b.fetch(); err != nil {
			return err
		}
		b.card.Free(b.at)
		delete(blocks, k)
	}
	shared.Store(false)
	return nil
}

// drop forgets the block whose memory here is gone.
func drop(k uintptr, b *Block) {
	mutex.Lock()
	defer mutex.Unlock()
	if blocks[k] == b {
		b.card.Free(b.at)
		delete(blocks, k)
	}
}

func key(s []float32) uintptr { return uintptr(unsafe.Pointer(&s[0])) }
