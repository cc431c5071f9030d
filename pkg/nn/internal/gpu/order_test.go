//go:build emulator || gpu

package gpu

import (
	"slices"
	"testing"
)

func TestOrder(t *testing.T) {
	const a, b, c, d = pointer(0), pointer(100), pointer(200), pointer(300)
	at := func(all ...pointer) (r []region) {
		for _, p := range all {
			r = append(r, region{p, p + 100})
		}
		return r
	}
	var o order
	for i, s := range []struct {
		reads, writes []region
		after         []int
	}{
		{at(a), at(b), nil},
		{at(a), at(c), nil},                                    // beside it
		{at(b), at(d), []int{0}},                               // reads what 0 made
		{at(b, c), at(200), []int{1, 0}},                       // both made it, and it writes where it reads
		{at(c), at(b), []int{3, 2}},                            // 2 read what lay there, 3 too, after 0
		{at(d), []region{{50, 60}}, []int{2, 1}},               // a part of what 0, before 2, and 1 read
		{at(400), at(500), nil},                                // nothing to do with any
		{at(b), append(at(600), region{55, 101}), []int{5, 4}}, // across two
	} {
		got := o.add(s.reads, s.writes, false).after
		slices.Sort(got)
		slices.Sort(s.after)
		if !slices.Equal(got, s.after) {
			t.Errorf("step %d waits for %d, want %d", i, got, s.after)
		}
	}
	if got := o.last(); !slices.Equal(got, []int{6, 7}) {
		t.Errorf("the last are %d, want 6 and 7", got)
	}
}

// Steps that may run at once have scratch memory of their own; where there is none
// left, one waits.
func TestOrderLanes(t *testing.T) {
	var o order
	for i := range lanes {
		if s := o.add(nil, []region{{pointer(i), pointer(i + 1)}}, true); s.lane != i || len(s.after) > 0 {
			t.Fatalf("step %d has lane %d after %d", i, s.lane, s.after)
		}
	}
	if s := o.add([]region{{2, 3}}, []region{{50, 51}}, true); s.lane != 2 || !slices.Equal(s.after, []int{2}) {
		t.Errorf("what follows on step 2 has lane %d after %d", s.lane, s.after)
	}
	if s := o.add(nil, []region{{51, 52}}, true); s.lane != 0 || !slices.Equal(s.after, []int{0}) {
		t.Errorf("one more has lane %d after %d", s.lane, s.after)
	}
	if s := o.add(nil, []region{{52, 53}}, false); len(s.after) > 0 {
		t.Errorf("one without scratch memory waits for %d", s.after)
	}
}
