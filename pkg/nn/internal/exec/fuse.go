package exec

// fuse joins each step with the one after it where the first can do both in one
// pass, nobody else reads what lies between them, and it is not kept as an
// output. The joint step stands where the first stood: its inputs are there. can
// says what can run.
func fuse(steps []step, kept []bool, can func(Writer) bool) []step {
	readers := make([]int, len(kept)) // by slot: how often it is read
	reader := make([]int, len(kept))  // and by which step
	for i := range steps {
		for k, slot := range steps[i].in {
			if steps[i].reads(k) {
				readers[slot]++
				reader[slot] = i
			}
		}
	}
	gone := make([]bool, len(steps))
	moved := make(map[int]int) // from the slot between two joint steps to their result
	for i := range steps {
		s := &steps[i]
		for {
			f, ok := s.writer.(Fuser)
			if !ok || gone[i] || kept[s.out] || readers[s.out] != 1 {
				break
			}
			j := reader[s.out]
			next := &steps[j]
			if len(next.in) != 1 {
				break
			}
			joint := f.Fuse(next.op)
			if joint == nil || !can(joint) {
				break
			}
			moved[s.out] = next.out
			s.node, s.op, s.writer, s.out = next.node, joint, joint, next.out
			gone[j] = true
		}
	}
	var left []step
	for i := range steps {
		if gone[i] {
			continue
		}
		s := steps[i]
		for k, slot := range s.in {
			for to, ok := moved[slot]; ok; to, ok = moved[slot] {
				slot = to
			}
			s.in[k] = slot
		}
		left = append(left, s)
	}
	return left
}
