package kernels

const (
	leastSteps    = 256     // columns of the gathered matrix in one product
	maxPieces     = 16      // partial sums of one gradient
	blockRows     = 128     // least rows of the gathered matrix for one goroutine
	maxPartialLen = 1 << 22 // values in all partial sums together
)

// Conv2DGradFilter computes dw, the gradient of the filters, from x and dy.
// Partial sums over fixed groups of images are added in their order.
func Conv2DGradFilter(dw, x, dy []float32, c Conv) {
	needConv("Conv2DGradFilter", "dy", dy, "x", x, "dw", dw, c)
	convFilter(dw, x, dy, c)
}

// filterGradient is the product of the gathered matrix and the transpose of dy,
// cut into pieces of images and blocks of channels.
type filterGradient struct {
	n, m      int
	dw, x, dy []float32
	g         gather

	blocks, channels int // channels of x in a block
	pieces, images   int // images in a piece
	group            int // images in one product
	panels           int
	partial          []float32 // by piece and block: panels × (channel, tap) × panelWidth
	rows, steps      []int32
}

var filterGradients pool[filterGradient]

func convFilter(dw, x, dy []float32, c Conv) {
	if c.IsLinear() {
		linearGradWeight(dw, x, dy, c.N, c.C*c.H*c.W, c.O)
		return
	}
	if c.winograd() {
		winogradGradFilter(dw, x, dy, c)
		return
	}
	directFilter(dw, x, dy, c)
}

// directFilter sums every product of the definition.
func directFilter(dw, x, dy []float32, c Conv) {
	v := filterGradients.Get()
	v.n, v.m, v.dw, v.x, v.dy = c.N, c.O, dw, x, dy
	v.g.forward(c)
	g, taps, pixels := &v.g, len(v.g.taps), v.g.pixels()
	v.panels = (v.m + panelWidth - 1) / panelWidth

	v.channels = min(g.ch, (blockRows+taps-1)/taps)
	v.blocks = (g.ch + v.channels - 1) / v.channels
	all := v.blocks * v.partialLen()
	pieces := max(1, min((maxPieces+v.blocks-1)/v.blocks, v.n*pixels/leastSteps, maxPartialLen/all))
	v.images = (v.n + pieces - 1) / pieces
	v.pieces = (v.n + v.images - 1) / v.images
	v.group = min(v.images, max(1, leastSteps/pixels))

	stride := v.channels * g.frame()
	if g.direct {
		stride = g.ch * g.frame()
	}
	v.rows = g.steps(resize(v.rows, v.channels*taps))
	v.steps = g.places(resize(v.steps, v.group*pixels), stride)
	lent, partial := scratch(v.pieces * all)
	v.partial = partial
	parallel(v.pieces*v.blocks, 1, v)
	parallel(v.panels*g.ch, max(1, costlyGrain/(panelWidth*taps)), (*filterSum)(v))
	lent.handBack()
	v.dw, v.x, v.dy, v.partial = nil, nil, nil, nil
	filterGradients.Put(v)
}

// partialLen is the number of sums of one piece and block.
func (v *filterGradient) partialLen() int {
	return v.panels * v.channels * len(v.g.taps) * panelWidth
}

// piece computes the partial sums of one piece and block.
func (v *filterGradient) piece(i, _ int) {
	g, pixels := &v.g, v.g.pixels()
	first, ch := i/v.blocks*v.images, i%v.blocks*v.channels
	channels := min(v.channels, g.ch-ch)
	sums := v.partial[i*v.partialLen():][:v.partialLen()]
	clear(sums)
	chunk := v.group * pixels
	if v.group == 1 {
		chunk = min(chunk, leastSteps)
	}
	framesLen := 0
	if !g.direct {
		framesLen = v.group*v.channels*g.frame() + frameSlack
	}
	lent, memory := scratch(framesLen + v.panels*chunk*panelWidth)
	defer lent.handBack()
	frames, b := memory[:framesLen], memory[framesLen:]
	clear(b) // the spare columns

	end := min(first+v.images, v.n)
	for image := first; image < end; image += v.group {
		images := min(v.group, end-image)
		a := v.x[(image*g.ch+ch)*g.h*g.w:]
		if !g.direct {
			for k := range images {
				g.fill(frames[k*v.channels*g.frame():], a[k*g.ch*g.h*g.w:], channels)
			}
			a = frames
		}
		for j := 0; j < images*pixels; j += chunk {
			n := min(chunk, images*pixels-j)
			v.turn(b, chunk, image*pixels+j, n)
			if next := image*pixels + j + n; next < end*pixels {
				v.prefetch(next, min(chunk, end*pixels-next))
			}
			for panel := range v.panels {
				c := sums[panel*v.channels*len(g.taps)*panelWidth:]
				p := product{
					c: c, ldc: panelWidth, from: c, ldf: panelWidth, a: a,
					rows: v.rows[:channels*len(g.taps)], steps: v.steps[j : j+n],
					b: b[panel*chunk*panelWidth:], ldb: panelWidth, width: min(panelWidth, up(v.m-panel*panelWidth, lanes)),
				}
				p.compute()
			}
		}
	}
}

// turn writes n columns of dy, numbered image·pixels + pixel from j on, as the
// rows of panels of B, chunk rows each.
func (v *filterGradient) turn(b []float32, chunk, j, n int) {
	pixels := v.g.pixels()
	for done := 0; done < n; {
		image, pixel := (j+done)/pixels, (j+done)%pixels
		run := min(n-done, pixels-pixel)
		for panel := range v.panels {
			o := panel * panelWidth
			transpose(b[(panel*chunk+done)*panelWidth:], panelWidth, v.dy[(image*v.m+o)*pixels+pixel:], pixels, min(panelWidth, v.m-o), run)
		}
		done += run
	}
}

// prefetch asks for n columns of dy, numbered as in turn.
func (v *filterGradient) prefetch(j, n int) {
	pixels := v.g.pixels()
	for n > 0 {
		image, pixel := j/pixels, j%pixels
		run := min(n, pixels-pixel)
		prefetch(v.dy[image*v.m*pixels+pixel:], v.m, run, pixels)
		j, n = j+run, n-run
	}
}

// filterSum adds the partial sums of a filterGradient.
type filterSum filterGradient

// piece adds those of pairs (panel, channel), numbered panel·ch + channel.
func (v *filterSum) piece(lo, hi int) {
	taps := len(v.g.taps)
	size := (*filterGradient)(v).partialLen()
	lent, sums := scratch(taps * panelWidth)
	defer lent.handBack()
	for i := lo; i < hi; i++ {
		panel, ch := i/v.g.ch, i%v.g.ch
		at := ch/v.channels*size + (panel*v.channels+ch%v.channels)*len(sums)
		copy(sums, v.partial[at:])
		for p := 1; p < v.pieces; p++ {
			at += v.blocks * size
			more := v.partial[at:][:len(sums)]
			for k := accumulateVectors(sums, more); k < len(sums); k++ {
				sums[k] += more[k]
			}
		}
		o := panel * panelWidth
		depth := v.g.depth()
		transpose(v.dw[o*depth+ch*taps:], depth, sums, panelWidth, taps, min(panelWidth, v.m-o))
	}
}
