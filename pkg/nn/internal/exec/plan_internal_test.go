package exec

import (
	"math/rand/v2"
	"testing"
)

func TestPlanKeepsLiveBuffersApart(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		var wants []want
		sum := 0
		for i := range 1 + rng.IntN(40) {
			w := want{slot: i, size: rng.IntN(100), from: i, to: i + rng.IntN(10)}
			wants = append(wants, w)
			sum += (max(w.size, 1) + lane - 1) / lane * lane
		}
		at, total := plan(wants)
		if total > sum {
			t.Fatalf("round %d: plan needs %d elements, apart they need %d", round, total, sum)
		}
		for i, a := range wants {
			if at[i]%lane != 0 || at[i]+a.size > total {
				t.Fatalf("round %d: want %d at %d, size %d, of %d", round, i, at[i], a.size, total)
			}
			for j, b := range wants[:i] {
				sameTime := a.from <= b.to && b.from <= a.to
				samePlace := at[i] < at[j]+b.size && at[j] < at[i]+a.size
				if sameTime && samePlace {
					t.Fatalf("round %d: %+v at %d and %+v at %d overlap", round, a, at[i], b, at[j])
				}
			}
		}
	}
}

func TestPlanReusesMemory(t *testing.T) {
	// A chain: each buffer is read by the next step only.
	var wants []want
	for i := range 10 {
		wants = append(wants, want{slot: i, size: 64, from: i, to: i + 1})
	}
	if _, total := plan(wants); total != 128 {
		t.Errorf("a chain of ten buffers needs %d elements, want those of two, 128", total)
	}
}
