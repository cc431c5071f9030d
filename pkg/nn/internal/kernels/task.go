package kernels

// tasks runs a function in parallel with arguments of type A. Neither has to be
// a closure, and what holds them is kept for the next run, so that starting one
// allocates nothing.
type tasks[A any] struct{ pool pool[task[A]] }

type task[A any] struct {
	args A
	body func(a *A, lo, hi int)
}

func (t *task[A]) piece(lo, hi int) { t.body(&t.args, lo, hi) }

// run calls body for the pieces of [0, n), grain each.
func (p *tasks[A]) run(n, grain int, args A, body func(a *A, lo, hi int)) {
	t := p.pool.Get()
	t.args, t.body = args, body
	parallel(n, grain, t)
	*t = task[A]{}
	p.pool.Put(t)
}
