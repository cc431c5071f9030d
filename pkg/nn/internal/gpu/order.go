package gpu

// region is memory on the card, up to but without to.
type region struct{ from, to pointer }

func (r region) meets(s region) bool { return r.from < s.to && s.from < r.to }

// order is which steps of a row must wait for which: for those that made what they
// read, and for those that read or made what lies where they write. What need not wait
// runs beside the others, as most small steps do and the gradients of filters.
type order struct {
	steps []ordered
	lanes [lanes]int // by lane of scratch memory, one more than the step that had it last
}

// lanes is how many steps at once can have scratch memory.
const lanes = 4

// ordered is a step in an order.
type ordered struct {
	reads, writes []region
	lane          int
	after         []int // what it waits for
	done          set   // all that is done when it begins
}

// add puts a step behind the others. What waits for it already is not waited for.
func (o *order) add(reads, writes []region, scratch bool) ordered {
	s := ordered{reads: reads, writes: writes}
	for j := len(o.steps) - 1; j >= 0; j-- {
		before := &o.steps[j]
		if anyMeet(before.writes, s.reads) || anyMeet(before.writes, s.writes) || anyMeet(before.reads, s.writes) {
			o.wait(&s, j)
		}
	}
	if scratch {
		s.lane = o.freeLane(&s)
		if last := o.lanes[s.lane]; last > 0 {
			o.wait(&s, last-1)
		}
		o.lanes[s.lane] = len(o.steps) + 1
	}
	o.steps = append(o.steps, s)
	return s
}

// wait makes s wait for step j.
func (o *order) wait(s *ordered, j int) {
	if s.done.has(j) {
		return
	}
	s.after = append(s.after, j)
	s.done = s.done.with(o.steps[j].done).add(j)
}

// freeLane is a lane that nobody has when s begins, or else the one that is soonest
// free.
func (o *order) freeLane(s *ordered) int {
	best := 0
	for lane, last := range o.lanes {
		if last == 0 || s.done.has(last-1) {
			return lane
		}
		if last < o.lanes[best] {
			best = lane
		}
	}
	return best
}

// last are the steps that no other waits for.
func (o *order) last() []int {
	var waited set
	for i := range o.steps {
		waited = waited.with(o.steps[i].done)
	}
	var last []int
	for i := range o.steps {
		if !waited.has(i) {
			last = append(last, i)
		}
	}
	return last
}

func anyMeet(a, b []region) bool {
	for _, r := range a {
		for _, s := range b {
			if r.meets(s) {
				return true
			}
		}
	}
	return false
}

// set is a set of small numbers.
type set []uint64

func (s set) has(i int) bool { return i/64 < len(s) && s[i/64]>>(i%64)&1 == 1 }

func (s set) add(i int) set {
	for len(s) <= i/64 {
		s = append(s, 0)
	}
	s[i/64] |= 1 << (i % 64)
	return s
}

func (s set) with(t set) set {
	for len(s) < len(t) {
		s = append(s, 0)
	}
	for i, w := range t {
		s[i] |= w
	}
	return s
}
