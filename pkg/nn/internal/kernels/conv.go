package kernels

// Conv2D computes y = x ⋆ w + bias (cross-correlation, as everywhere in deep
// learning). bias (O) may be nil.
func Conv2D(y, x, w, bias []float32, c Conv) {
	needConv("Conv2D", "y", y, "x", x, "w", w, c)
	needBias("Conv2D", bias, c.O)
	convForward(y, x, w, bias, c, maybe{})
}

func convForward(y, x, w, bias []float32, c Conv, a maybe) {
	if c.IsLinear() {
		linearForward(y, x, w, bias, c.N, c.C*c.H*c.W, c.O, a)
		return
	}
	if c.winograd() {
		winogradForward(y, x, w, bias, c, a)
		return
	}
	directForward(y, x, w, bias, c, a)
}

// directForward sums every product of the definition.
func directForward(y, x, w, bias []float32, c Conv, a maybe) {
	newForward(y, x, w, bias, c, a).run()
}

func newForward(y, x, w, bias []float32, c Conv, a maybe) *convolution {
	v := convolutions.Get()
	v.n, v.m, v.out, v.src, v.w, v.bias, v.act, v.halve = c.N, c.O, y, x, w, bias, a, false
	v.strideOut, v.strideIn = c.C*c.KH*c.KW, c.KH*c.KW
	v.to = target{h: c.OH(), w: c.OW(), stepH: 1, stepW: 1}
	v.g.forward(c)
	return v
}

// convBackward spreads dy through the filters to dx and adds bias (C) where it
// is not nil. With strides, pixels of dx whose rows and columns leave the same
// remainders meet the same taps of the filters: each such class, on its own, is
// a convolution of dy without strides.
func convBackward(dx, dy, w, bias []float32, c Conv, a maybe) {
	if c.IsLinear() {
		linearGradInput(dx, dy, w, bias, c.N, c.C*c.H*c.W, c.O, c.H*c.W, a)
		return
	}
	if c.winograd() {
		winogradBackward(dx, dy, w, bias, c, a)
		return
	}
	directBackward(dx, dy, w, bias, c, a)
}

// directBackward sums every product of the definition.
func directBackward(dx, dy, w, bias []float32, c Conv, a maybe) {
	for i := range min(c.StrideH, c.H) {
		for j := range min(c.StrideW, c.W) {
			v := convolutions.Get()
			v.n, v.m, v.out, v.src, v.w, v.bias, v.act, v.halve = c.N, c.C, dx, dy, w, bias, a, false
			v.strideOut, v.strideIn = c.KH*c.KW, c.C*c.KH*c.KW
			v.to = target{h: c.H, w: c.W, row: i, col: j, stepH: c.StrideH, stepW: c.StrideW}
			v.g = gather{
				ch: c.O, h: c.OH(), w: c.OW(), stepH: 1, stepW: 1, taps: v.g.taps[:0],
				rows: (c.H - i + c.StrideH - 1) / c.StrideH, cols: (c.W - j + c.StrideW - 1) / c.StrideW,
			}
			// Row i + StrideH·a of x meets tap r in row (i+PadH−r·DilationH)/StrideH + a of y.
			for r := range c.KH {
				row := i + c.PadH - r*max(c.DilationH, 1)
				if row%c.StrideH != 0 {
					continue
				}
				for q := range c.KW {
					if col := j + c.PadW - q*max(c.DilationW, 1); col%c.StrideW == 0 {
						v.g.addTap(row/c.StrideH, col/c.StrideW, r*c.KW+q)
					}
				}
			}
			v.g.fit()
			v.run()
		}
	}
}

// forward makes g the matrix whose product with the filters is the forward pass.
func (g *gather) forward(c Conv) {
	*g = gather{
		ch: c.C, h: c.H, w: c.W, taps: g.taps[:0],
		rows: c.OH(), cols: c.OW(), stepH: c.StrideH, stepW: c.StrideW,
	}
	for r := range c.KH {
		for q := range c.KW {
			g.addTap(r*max(c.DilationH, 1)-c.PadH, q*max(c.DilationW, 1)-c.PadW, r*c.KW+q)
		}
	}
	g.fit()
}

const (
	pieceColumns = 96  // of the gathered matrix, at least, for one goroutine
	partColumns  = 8   // of a single image, at least
	fewPieces    = 2   // are worth cutting images for: any two processors help
	blockColumns = 192 // at most, so that their sums stay in the first-level cache
)

// convolution computes out (n, m, to.h, to.w) at the target's pixels: filters
// times the gathered matrix plus bias. The weight of output channel o, source
// channel ch and a tap is w[o·strideOut + ch·strideIn + tap.at].
type convolution struct {
	n, m                int
	out, src, w, bias   []float32
	strideOut, strideIn int
	g                   gather
	to                  target
	act                 maybe // done on each block of sums
	halve               bool  // before that: out is the 2×2 maxima of sums

	parts         int       // that one image is cut into
	packed, shift []float32 // filters as panels of depth×panelWidth, and bias
	rows, steps   []int32
}

var convolutions pool[convolution]

// run computes, and hands v back to its pool.
func (v *convolution) run() {
	if v.few() {
		v.runFew()
		return
	}
	g, panels, depth := &v.g, (v.m+panelWidth-1)/panelWidth, v.g.depth()
	lent, memory := scratch(panels * panelWidth * (depth + 1))
	v.shift, v.packed = memory[:panels*panelWidth], memory[panels*panelWidth:]
	clear(v.shift[copy(v.shift, v.bias):])
	// Whole eights of channels, so that transposing leaves nothing over.
	parallel(panels*g.ch, up(max(1, costlyGrain/(panelWidth*max(1, len(g.taps)))), 8), (*filterPacker)(v))

	images := max(1, min((pieceColumns+g.pixels()-1)/g.pixels(), v.n/8))
	v.parts = max(1, min(fewPieces/v.n, g.pixels()/partColumns))
	if v.halve && g.rows%(2*v.parts) != 0 {
		v.parts = 1
	}
	stride := g.ch * g.frame()
	v.rows = g.places(resize(v.rows, images*g.pixels()), stride)
	v.steps = g.steps(resize(v.steps, depth))
	parallel(v.n*v.parts, images, v)
	lent.handBack()
	v.release()
}

// release hands v back to its pool.
func (v *convolution) release() {
	v.out, v.src, v.w, v.bias, v.packed, v.shift = nil, nil, nil, nil, nil, nil
	convolutions.Put(v)
}

// piece computes images [lo, hi), or one part of the pixels of one image.
func (v *convolution) piece(lo, hi int) {
	g, stride := &v.g, v.g.ch*v.g.frame()
	first, last := 0, (hi-lo)*g.pixels()
	if v.parts > 1 {
		part := lo % v.parts
		first, last = part*last/v.parts, (part+1)*last/v.parts
		lo, hi = lo/v.parts, lo/v.parts+1
	}
	block := min(last-first, blockColumns)
	if v.halve {
		block -= block % (2 * g.cols) // whole windows
	}
	framesLen := 0
	if !g.direct {
		framesLen = (hi-lo)*stride + frameSlack
	}
	lent, memory := scratch(framesLen + 2*block*panelWidth)
	defer lent.handBack()
	tile, turned := memory[framesLen:][:block*panelWidth], memory[framesLen+block*panelWidth:]
	a := v.src[lo*g.ch*g.h*g.w:]
	if !g.direct {
		g.fill(memory, a, (hi-lo)*g.ch)
		a = memory[:framesLen]
	}
	for o := 0; o < v.m; o += panelWidth {
		width := min(panelWidth, up(v.m-o, lanes))
		for j := first; j < last; j += block {
			n := min(block, last-j)
			p := product{
				c: tile, ldc: width, from: v.shift[o:], a: a, rows: v.rows[j : j+n], steps: v.steps,
				b: v.packed[o*g.depth():], ldb: panelWidth, width: width,
			}
			if v.thin() && n%thinColumns == 0 {
				thin(turned, n, v.m, p.from, a, p.rows, p.steps, p.b)
				v.act.apply(turned[:n*v.m])
				v.storeTurned(turned, o, lo*g.pixels()+j, n)
				continue
			}
			v.prefetch(o, lo*g.pixels()+j, n)
			p.compute()
			at, sums := lo*g.pixels()+j, n
			if v.halve {
				halveTile(tile, width, n, g.cols, width)
				at, sums = at/4, sums/4
			}
			v.act.apply(tile[:sums*width])
			v.store(tile, width, turned, o, at, sums)
		}
	}
}

// pixels is how many of a plane of out the target takes.
func (v *convolution) pixels() int {
	if v.halve {
		return v.g.pixels() / 4
	}
	return v.g.pixels()
}

// store writes the sums of the channels of one panel, from o on, and of n
// columns, from j on, to out. In tile columns lie ld apart.
func (v *convolution) store(tile []float32, ld int, turned []float32, o, j, n int) {
	to, channels, pixels := &v.to, min(panelWidth, v.m-o), v.pixels()
	if to.stepH == 1 && to.stepW == 1 {
		for n > 0 {
			image, pixel := j/pixels, j%pixels
			run := min(n, pixels-pixel)
			transpose(v.out[(image*v.m+o)*pixels+pixel:], pixels, tile, ld, run, channels)
			tile, j, n = tile[run*ld:], j+run, n-run
		}
		return
	}
	transpose(turned, n, tile, ld, n, channels)
	v.storeTurned(turned, o, j, n)
}

// storeTurned is store for sums whose channels follow each other.
func (v *convolution) storeTurned(turned []float32, o, j, n int) {
	for i := range min(panelWidth, v.m-o) {
		v.to.store(v.out, turned[i*n:][:n], &v.g, j, v.m, o+i)
	}
}

// thinColumns is how many columns thin takes at a time, in runs of 16.
const thinColumns = 64

// thin reports whether the output has so few channels, and rows of such lengths, that
// vectors had better run along the rows.
func (v *convolution) thin() bool {
	return v.m <= 3 && !v.halve && v.g.stepW == 1 && v.g.cols%16 == 0 && v.parts == 1 && len(v.steps) > 0 && instructions() != pureGo
}

// prefetch asks for the memory that store will write.
func (v *convolution) prefetch(o, j, n int) {
	if v.to.stepH != 1 || v.to.stepW != 1 {
		return
	}
	channels, pixels := min(panelWidth, v.m-o), v.pixels()
	if v.halve {
		j, n = j/4, n/4
	}
	for n > 0 {
		image, pixel := j/pixels, j%pixels
		run := min(n, pixels-pixel)
		prefetch(v.out[(image*v.m+o)*pixels+pixel:], channels, run, pixels)
		j, n = j+run, n-run
	}
}

// target says where in a plane h×w of the output a gather's pixel (a, b) goes:
// to (row + a·stepH, col + b·stepW).
type target struct{ h, w, row, col, stepH, stepW int }

// store writes the sums of channel o, from column j of the gather on, to out.
func (to *target) store(out, sums []float32, g *gather, j, m, o int) {
	image, pixel := j/g.pixels(), j%g.pixels()
	a, b := pixel/g.cols, pixel%g.cols
	for len(sums) > 0 {
		run := sums[:min(len(sums), g.cols-b)]
		line := out[((image*m+o)*to.h+to.row+a*to.stepH)*to.w:][:to.w]
		line = line[to.col+b*to.stepW:]
		for i, v := range run {
			line[i*to.stepW] = v
		}
		sums, b = sums[len(run):], 0
		if a++; a == g.rows {
			image, a = image+1, 0
		}
	}
}

func needConv(op, yName string, y []float32, xName string, x []float32, wName string, w []float32, c Conv) {
	needGeometry(op, c.Validate())
	need(op, yName, y, c.yLen())
	need(op, xName, x, c.xLen())
	need(op, wName, w, c.wLen())
}
