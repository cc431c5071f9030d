package exec

import (
	"cmp"
	"slices"
	"unsafe"
)

// lane is the granularity of places in elements: 64 bytes, a cache line and the
// widest vector register.
const lane = 16

// want asks for size elements from step from to step to, both included.
type want struct {
	slot, size, from, to int
}

// places is the number of elements that w takes in the arena.
func (w want) places() int { return (max(w.size, 1) + lane - 1) / lane * lane }

// plan finds an offset for every want such that no two that are wanted at the
// same time overlap, and the number of elements needed in all: the better of
// two orders of placing, by time and the largest first.
func plan(wants []want) (offsets []int, total int) {
	order := make([]int, len(wants))
	for i := range order {
		order[i] = i
	}
	offsets, total = fit(wants, order)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(wants[b].size, wants[a].size) })
	if o, t := fit(wants, order); t < total {
		offsets, total = o, t
	}
	return offsets, total
}

// fit puts each want, in the given order, into the lowest gap between those
// that are wanted at the same time.
func fit(wants []want, order []int) (offsets []int, total int) {
	offsets = make([]int, len(wants))
	type block struct{ at, end int }
	for k, i := range order {
		w := wants[i]
		var taken []block
		for _, j := range order[:k] {
			if v := wants[j]; v.from <= w.to && w.from <= v.to {
				taken = append(taken, block{offsets[j], offsets[j] + v.places()})
			}
		}
		slices.SortFunc(taken, func(a, b block) int { return cmp.Compare(a.at, b.at) })
		at := 0
		for _, b := range taken {
			if at+w.places() <= b.at {
				break
			}
			at = max(at, b.end)
		}
		offsets[i] = at
		total = max(total, at+w.places())
	}
	return offsets, total
}

// alignedFloats makes n zeroed elements that start on a cache line.
func alignedFloats(n int) []float32 {
	raw := make([]float32, n+lane)
	skip := 0
	if off := int(uintptr(unsafe.Pointer(&raw[0])) % (4 * lane)); off != 0 {
		skip = (4*lane - off) / 4
	}
	return raw[skip : skip+n : skip+n]
}
