package kernels

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
// other; body computes a piece of them.
type elements struct {
	s    arrays
	c    constants
	body func(s arrays, c *constants)
}

var elementTasks tasks[elements]

// eachElement computes body on pieces of s.
func eachElement(grain int, s arrays, c constants, body func(s arrays, c *constants)) {
	elementTasks.run(len(s[0]), grain, elements{s, c, body}, func(e *elements, lo, hi int) {
		s := e.s
		for i := range s {
			if s[i] != nil {
				s[i] = s[i][lo:hi]
			}
		}
		e.body(s, &e.c)
	})
}
