package exec

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// allocate gives every step that makes a float32 tensor its place in the arena,
// which may be that of an input that nobody reads later, and every float32
// scalar a word of its own.
func (m *Machine) allocate(kept []bool) {
	place, wants, places, size := m.place(kept, nil, 0)
	memory := alignedFloats(size)
	for i := range m.steps {
		s := &m.steps[i]
		w := place[s.out]
		if w < 0 {
			continue
		}
		at := places[w]
		m.values[s.out] = tensor.New(tensor.WithShape(s.node.Shape()...),
			tensor.WithBacking(memory[at:at+wants[w].size:at+wants[w].size]))
	}
}

// place plans the arena: for each slot the index of its want, or -1, and the
// wants' places. What apart holds has memory of its own, and scalars do where
// there is no apart.
func (m *Machine) place(kept, apart []bool, late int) (place []int, wants []want, places []int, size int) {
	last := make([]int, len(m.values)) // by slot: index of the last step that reads it
	for i := range m.steps {
		s := &m.steps[i]
		last[s.out] = i
		for k, slot := range s.in {
			if s.reads(k) {
				last[slot] = i
			}
		}
	}
	for slot, keep := range kept {
		if keep {
			last[slot] = len(m.steps)
		}
	}
	place = make([]int, len(m.values)) // by slot: index in wants, or -1
	for i := range place {
		place[i] = -1
	}
	for i := range m.steps {
		s := &m.steps[i]
		if s.node.Dtype() != tensor.Float32 || apart != nil && apart[s.out] {
			continue
		}
		if s.node.IsScalar() && apart == nil {
			m.values[s.out] = G.NewF32(0)
			continue
		}
		size := s.node.Shape().TotalSize()
		m.plan.Tensors++
		m.plan.SumBytes += 4 * size
		if w := inPlace(s, i, last, place, wants, size); w >= 0 && late == 0 {
			m.plan.InPlace++
			place[s.out] = w
			wants[w].to = last[s.out]
			continue
		}
		place[s.out] = len(wants)
		wants = append(wants, want{slot: s.out, size: size, from: i, to: last[s.out] + late})
	}
	places, size = plan(wants)
	m.plan.Steps = len(m.steps)
	m.plan.ArenaBytes = 4 * size
	m.plan.peak(wants, func(w want) string { return fmt.Sprint(m.steps[w.from].op) })
	return place, wants, places, size
}

// inPlace is the want whose memory step i may write its result to: that of an
// input whose last reader it is. It is -1 if there is none.
func inPlace(s *step, i int, last, place []int, wants []want, size int) int {
	sharer, ok := s.op.(Sharer)
	if !ok {
		return -1
	}
	for k, slot := range s.in {
		if sharer.InPlace(k) && place[slot] >= 0 && last[slot] == i && wants[place[slot]].size == size {
			return place[slot]
		}
	}
	return -1
}
