//go:build emulator || gpu

package gpu

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"unsafe"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// bench is what lies on a card, a real one with the tag gpu, else one that the
// emulator plays.
type bench struct {
	t       testing.TB
	card    *Card
	driver  driver
	all     []pointer
	copies  map[*float32]pointer // of memory beside
	seeds   map[*uint64]pointer
	besides [][]float32
}

// opened is the card of all tests.
var opened = sync.OnceValues(Open)

func newBench(t testing.TB) (*bench, *run) {
	t.Helper()
	c, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, card: c, driver: c.driver, copies: make(map[*float32]pointer), seeds: make(map[*uint64]pointer)}
	return b, &run{stream: &stream{on: watched{c.driver}}, memory: b}
}

func (b *bench) scratch(n int) pointer {
	p, err := b.driver.alloc(4 * n)
	if err != nil {
		b.t.Fatal(err)
	}
	b.all = append(b.all, p)
	return p
}

// put is a copy of s on the card; 0 for nil.
func (b *bench) put(s []float32) pointer {
	if s == nil {
		return 0
	}
	p := b.scratch(len(s))
	if err := b.card.Upload(card.Address(p), s); err != nil {
		b.t.Fatal(err)
	}
	return p
}

// words is a table on the card.
func (b *bench) words(s []uint64) pointer {
	return b.put(unsafe.Slice((*float32)(unsafe.Pointer(&s[0])), 2*len(s)))
}

// get is a copy of what the card has there.
func (b *bench) get(p pointer, n int) []float32 {
	s := make([]float32, n)
	if err := b.card.Download(card.Copy{To: s, From: card.Address(p)}); err != nil {
		b.t.Fatal(err)
	}
	return s
}

func (b *bench) beside(s []float32) pointer {
	if s == nil {
		return 0
	}
	p, ok := b.copies[&s[0]]
	if !ok {
		p = b.put(s)
		b.copies[&s[0]] = p
		b.besides = append(b.besides, s)
	}
	return p
}

func (b *bench) seed(p *uint64) pointer {
	at, ok := b.seeds[p]
	if !ok {
		at = b.words([]uint64{*p})
		b.seeds[p] = at
	}
	return at
}

// free reports writes beside what was lent.
func (b *bench) free() {
	for _, p := range b.all {
		if err := b.driver.free(p); err != nil {
			b.t.Error(err)
		}
	}
}

// compare runs k on the processor and on the card, on inputs of the same values, and
// compares y, n values, and the memory beside. inPlace are inputs where y may lie.
func compare(t *testing.T, k kernels.Kernel, n int, tolerance float64, in kernels.Inputs, inPlace ...int) []float32 {
	t.Helper()
	if p, ok := k.(kernels.Preparer); ok {
		p.Prepare()
	}
	var first []float32
	var sides [][]float32
	b, r := newBench(t)
	defer b.free()
	for _, place := range append([]int{-1}, inPlace...) {
		b.copies = make(map[*float32]pointer)
		b.besides = nil
		var at [6]pointer
		for i, s := range in {
			at[i] = b.put(s)
		}
		y := b.scratch(n)
		if place >= 0 {
			y = at[place]
		}
		if !r.compute(k, y, at) {
			t.Fatalf("%T is not computed", k)
		}
		if r.err != nil {
			t.Fatalf("%T: %v", k, r.err)
		}
		got := b.get(y, n)
		if place >= 0 {
			if i := differs(got, first); i >= 0 {
				t.Errorf("%T in place of input %d: value %d is %g, elsewhere %g", k, place, i, got[i], first[i])
			}
			continue
		}
		first = got
		for _, s := range b.besides {
			sides = append(sides, s, b.get(b.copies[&s[0]], len(s)))
		}
		for i, s := range in {
			if i := differs(b.get(at[i], len(s)), s); i >= 0 {
				t.Errorf("%T changes an input", k)
			}
		}
	}
	y := make([]float32, n)
	if err := k.Run(y, in); err != nil {
		t.Fatalf("%T on the processor: %v", k, err)
	}
	near(t, fmt.Sprintf("%T", k), first, y, tolerance)
	for i := 0; i < len(sides); i += 2 {
		near(t, fmt.Sprintf("%T, memory beside %d", k, i/2), sides[i+1], sides[i], tolerance)
	}
	return y
}

// differs is where a and b are not the same bits, −1 where nowhere.
func differs(a, b []float32) int {
	for i := range b {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return i
		}
	}
	return -1
}

// near compares with what is wanted, relative to the largest of it; what is next to
// nothing is nothing.
func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	most := 0.
	for _, v := range want {
		if a := math.Abs(float64(v)); !math.IsInf(a, 0) && a > most {
			most = a
		}
	}
	for i, w := range want {
		g, w := float64(got[i]), float64(w)
		if g == w || math.IsNaN(g) && math.IsNaN(w) {
			continue
		}
		if !(math.Abs(g-w) <= tolerance*(most+1e-25)) {
			t.Errorf("%s: value %d of %d is %g, want %g (largest %g)", what, i, len(want), g, w, most)
			return
		}
	}
}

// The tolerances for what is copied, forward and backward results.
const (
	exactly  = 0
	forward  = 1e-5
	backward = 1e-4
)

// normal are n numbers of a normal distribution.
func normal(rng *rand.Rand, n int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(rng.NormFloat64())
	}
	return s
}

// moved are normal numbers around another mean.
func moved(rng *rand.Rand, n int, mean, deviation float32) []float32 {
	s := normal(rng, n)
	for i := range s {
		s[i] = s[i]*deviation + mean
	}
	return s
}

// numbers are n whole numbers below limit.
func numbers(rng *rand.Rand, n, limit int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(rng.IntN(limit))
	}
	return s
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }
