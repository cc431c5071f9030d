package kernels

// imageJob is a computation on the images of a batch, each on its own: body
// gets image i of y and x. Like the body of elements it is no closure.
type imageJob struct {
	y, x, by []float32
	c, h, w  int
	sign     int
	body     func(v *imageJob, y, x []float32, i int)
}

func (v *imageJob) piece(lo, hi int) {
	size := v.c * v.h * v.w
	for i := lo; i < hi; i++ {
		v.body(v, v.y[i*size:][:size], v.x[i*size:][:size], i)
	}
}

// imagePool keeps imageJobs for the next computation.
type imagePool struct{ pool pool[imageJob] }

var imageJobs imagePool

func (p *imagePool) get(v imageJob) *imageJob {
	j := p.pool.Get()
	*j = v
	return j
}

func (p *imagePool) put(j *imageJob) {
	*j = imageJob{}
	p.pool.Put(j)
}
