package exec

import (
	"fmt"
	"slices"
	"strings"
)

// Plan is how the intermediate float32 tensors of a machine share memory. Sizes
// are in bytes; a place is a multiple of 64.
type Plan struct {
	Steps   int // ops that a run runs
	Fused   int // ops that are done in the pass of another
	Tensors int // intermediate tensors
	InPlace int // tensors that lie where their op's input lay

	SumBytes   int // of all tensors, if each had memory of its own
	PeakBytes  int // of the tensors alive at once: no arrangement needs less
	ArenaBytes int // of the memory they share

	// Peak are the tensors alive when most are, the largest first.
	Peak []PlannedTensor
	// PeakStep is the index of the step that runs then.
	PeakStep int
}

// PlannedTensor is memory for the result of an op.
type PlannedTensor struct {
	Op       string // that first writes it
	Bytes    int
	From, To int // first and last step that uses it
}

// peak finds the step at which most memory is wanted.
func (p *Plan) peak(wants []want, name func(want) string) {
	for step := range p.Steps {
		alive := 0
		for _, w := range wants {
			if w.from <= step && step <= w.to {
				alive += 4 * w.places()
			}
		}
		if alive > p.PeakBytes {
			p.PeakBytes, p.PeakStep = alive, step
		}
	}
	for _, w := range wants {
		if w.from <= p.PeakStep && p.PeakStep <= w.to {
			p.Peak = append(p.Peak, PlannedTensor{Op: name(w), Bytes: 4 * w.size, From: w.from, To: min(w.to, p.Steps-1)})
		}
	}
	slices.SortStableFunc(p.Peak, func(a, b PlannedTensor) int { return b.Bytes - a.Bytes })
}

// String is a summary, and a line for each tensor alive at the peak.
func (p Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d steps (%d more fused), %d tensors (%d in place)\n", p.Steps, p.Fused, p.Tensors, p.InPlace)
	fmt.Fprintf(&b, "tensors apart %.2f MB, alive at once %.2f MB, arena %.2f MB\n",
		float64(p.SumBytes)/1e6, float64(p.PeakBytes)/1e6, float64(p.ArenaBytes)/1e6)
	fmt.Fprintf(&b, "alive at step %d:\n", p.PeakStep)
	for _, t := range p.Peak {
		fmt.Fprintf(&b, "%10.3f MB  steps %d–%d  %s\n", float64(t.Bytes)/1e6, t.From, t.To, t.Op)
	}
	return b.String()
}
