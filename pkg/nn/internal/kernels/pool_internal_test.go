package kernels

import (
	"runtime"
	"testing"
	"time"
)

func TestPoolLendsWhatCameBackLast(t *testing.T) {
	var p pool[int]
	a, b := p.Get(), p.Get()
	if a == b {
		t.Fatal("one value is lent twice")
	}
	p.Put(a)
	p.Put(b)
	if got := [3]*int{p.Get(), p.Get(), p.Get()}; got[0] != b || got[1] != a || got[2] == a || got[2] == b {
		t.Error("it does not lend the last value, the first, a new one")
	}
}

func TestPoolTrimsWhatWasNotLent(t *testing.T) {
	var p pool[int]
	values := []*int{p.Get(), p.Get(), p.Get()}
	for _, v := range values {
		p.Put(v)
	}
	p.trim()
	if len(p.free) != 3 {
		t.Fatalf("it keeps %d values of three that were lent", len(p.free))
	}
	p.Put(p.Get())
	p.trim()
	if len(p.free) != 1 || p.Get() != values[2] {
		t.Errorf("it keeps %d values, want the one that was lent", len(p.free))
	}
	p.Put(values[2])
	p.trim()
	p.trim()
	if len(p.free) != 0 {
		t.Errorf("it keeps %d values after a rest", len(p.free))
	}
}

func TestLoansFitAnySizeOfTheirKind(t *testing.T) {
	var l lender[float64]
	for _, n := range []int{0, 1, 2, 3, 4, 5, 1000, 1024, 1025} {
		b, s := l.lend(n)
		if len(s) != n || cap(b.s) >= 2*max(1, n) {
			t.Errorf("lent %d values of %d for %d", len(s), cap(b.s), n)
		}
		b.handBack()
	}
	b, _ := l.lend(513)
	b.handBack()
	if again, s := l.lend(1024); again != b || len(s) != 1024 {
		t.Error("a loan of 513 is not lent again for 1024")
	}
}

// Collections trim, but not within a minute of each other.
func TestTrimmerRests(t *testing.T) {
	var p pool[int]
	tr := &trimmer{}
	tr.add(&p)
	p.Put(p.Get())
	start := tr.last
	for i, step := range []struct {
		after time.Duration
		kept  int
	}{{rest / 2, 1}, {rest, 1}, {rest + time.Second, 1}, {2 * rest, 0}} {
		tr.collected(start.Add(step.after))
		if len(p.free) != step.kept {
			t.Errorf("collection %d keeps %d values, want %d", i, len(p.free), step.kept)
		}
	}
}

// Every collection is noticed, not the first alone.
func TestTrimmerNoticesCollections(t *testing.T) {
	tr := &trimmer{}
	tr.add(new(pool[int]))
	long := time.Now().Add(-2 * rest)
	for i := range 3 {
		tr.lock.Lock()
		tr.last = long
		tr.lock.Unlock()
		for deadline := time.Now().Add(30 * time.Second); ; runtime.Gosched() {
			runtime.GC()
			tr.lock.Lock()
			noticed := tr.last != long
			tr.lock.Unlock()
			if noticed {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("collection %d is not noticed", i)
			}
		}
	}
}
