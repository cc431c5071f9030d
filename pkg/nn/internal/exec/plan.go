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

// plan finds an offset for every want such that no two that are wanted at the
// same time overlap, and the number of elements needed in all. Wants come in
// order of from; each goes into the lowest gap that holds it.
func plan(wants []want) (offsets []int, total int) {
	type block struct{ at, size, to int }
	var live []block // sorted by at
	offsets = make([]int, len(wants))
	for i, w := range wants {
		live = slices.DeleteFunc(live, func(b block) bool { return b.to < w.from })
		size := (max(w.size, 1) + lane - 1) / lane * lane
		at := 0
		for _, b := range live {
			if at+size <= b.at {
				break
			}
			at = max(at, b.at+b.size)
		}
		offsets[i] = at
		total = max(total, at+size)
		live = append(live, block{at, size, w.to})
		slices.SortFunc(live, func(a, b block) int { return cmp.Compare(a.at, b.at) })
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
