package kernels

import "sync"

// Elements that one goroutine takes at a time: cheap arithmetic wants long
// pieces, an exponential a value short ones.
const (
	cheapGrain  = 1 << 15
	costlyGrain = 1 << 12
)

// arrays are slices of one length, nil where there are fewer.
type arrays [4][]float32

// constants of an elementwise computation.
type constants [9]float32

// elements is a computation on elements of arrays that do not depend on each
// other. body computes a piece of them; it is no closure, so that starting it
// allocates nothing.
type elements struct {
	s    arrays
	c    constants
	body func(s arrays, c *constants)
}

func (e *elements) piece(lo, hi int) {
	s := e.s
	for i := range s {
		if s[i] != nil {
			s[i] = s[i][lo:hi]
		}
	}
	e.body(s, &e.c)
}

var elementsPool = sync.Pool{New: func() any { return new(elements) }}

// eachElement computes body on pieces of s.
func eachElement(grain int, s arrays, c constants, body func(s arrays, c *constants)) {
	e := elementsPool.Get().(*elements)
	*e = elements{s, c, body}
	parallel(len(s[0]), grain, e)
	*e = elements{}
	elementsPool.Put(e)
}
