package kernels

// Convolutions of 4×4 filters with stride 2, the layers of a DCGAN, are made of
// 2×2 filters without strides: pixels whose rows and columns leave the same
// remainders (a part of the input) only meet every other tap. F(4×4, 2×2) of
// Winograd's algorithm computes sixteen outputs of such a filter from 25
// products instead of 64: transform 5×5 pixels, multiply them by transformed
// filters, transform the sums back (separable). The gradient of the input goes
// the same way backwards, each step the transpose of the forward one. Transforms
// run across channels, on images turned so that the channels of a pixel lie
// beside each other.
//
// Convolutions of 3×3 filters without strides, the layers of a residual network,
// go the same way: F(4×4, 3×3) takes 36 products instead of 144. The gradient of
// their input is such a convolution itself, of the filters turned round.
//
// Errors are two to six times those of direct sums: measured on the layers of
// a DCGAN, up to seven millionths of the largest value; of 3×3 filters twice
// those of direct sums. A NaN or an infinity
// reaches, beside the outputs whose sums it takes part in, the others of their
// tiles, as NaN.

const (
	winogradTile = 4 // outputs on a tile's side

	winogradFew    = 1 << 9  // pairs of channels, at least
	winogradWork   = 1 << 16 // the same times pixels of an image, of 3×3 filters
	winogradPooled = 1 << 15 // where nothing but 2×2 maxima is left of the sums
	winogradAlone  = 8       // blocks, at least, for each to be the work of one processor
	winogradMany   = 1 << 17 // at most: every filter is transformed for every block
	winogradTiles  = 32      // of a batch, at least: every filter is transformed for them
	winogradImage  = 256     // tiles of an image, at most: its transforms take 400 bytes a channel and tile
	winogradLeast  = 1 << 12 // values of a point between transforms, so that all points stay in a processor's own cache
	winogradMost   = 1 << 15 // so that they stay in the last cache
	winogradGap    = 16      // values that keep strides from being powers of two
)

// winograd reports whether to compute c, in any direction, by Winograd's algorithm:
// with enough channels and tiles to repay the transforms, not so many that
// memory does not, and where outputs fill their tiles to three quarters or more.
func (c Conv) winograd() bool { return c.winogradWorth(winogradWork) }

// winogradWorth is winograd for 3×3 filters of so much work, at least.
func (c Conv) winogradWorth(work int) bool {
	if c.KH != c.KW || c.StrideH != c.StrideW || max(c.PadH, c.PadW) >= c.KH || c.dilated() {
		return false
	}
	switch {
	case c.KH == 4 && c.StrideH == 2:
	case c.KH == 3 && c.StrideH == 1 && c.C*c.O*c.OH()*c.OW() >= work:
	default:
		return false
	}
	image := tiles(c.OH()) * tiles(c.OW())
	return c.C%lanes == 0 && c.O%lanes == 0 && c.C*c.O >= winogradFew && c.C*c.O <= winogradMany &&
		image <= winogradImage && c.N*image >= winogradTiles &&
		4*c.OH()*c.OW() >= 3*winogradTile*winogradTile*image
}

// winogradValues is the number of values of a point between transforms: the more
// filters there are to transform for each block of them, the more.
func (c Conv) winogradValues() int {
	if c.KH == 4 {
		return winogradMost
	}
	return min(max(winogradLeast, c.C*c.O/2), winogradMost)
}

// tiles is the number of tiles that n outputs lie in.
func tiles(n int) int { return (n + winogradTile - 1) / winogradTile }

// scheme is the algorithm for one kind of filter.
type scheme struct {
	kernel int // taps on a filter's side
	stride int
	parts  int // classes of rows and columns of x modulo the stride
	side   int // products on a tile's side
	points int // products of a tile
	// The transforms of x, sums of y, dy, sums of dw and, where the gradient of x
	// goes backwards, sums of dx.
	dataTransform, output, outputGrad, filterGrad, dataGrad separable
}

var (
	scheme4 = scheme{4, 2, 4, 5, 25, winogradData, winogradOutput, winogradOutputGrad, winogradFilterGrad, winogradDataGrad}
	scheme3 = scheme{3, 1, 1, 6, 36, winograd3Data, winograd3Output, winograd3OutputGrad, winograd3FilterGrad, -1}
)

// scheme is that of c, of which winograd holds.
func (c Conv) scheme() *scheme {
	if c.KH == 3 {
		return &scheme3
	}
	return &scheme4
}

// winograd is one pass over a convolution.
type winograd struct {
	Conv
	*scheme
	back          bool // from y to x
	turned        bool // filters are turned round
	halve         bool // out is the 2×2 maxima of the sums
	out, src, w   []float32
	bias          []float32
	act           maybe // done on each image of out
	m, ch         int   // channels of out and of src
	strideOut     int   // of the filters, by channel of out
	strideIn      int
	tilesH        int // of an image
	tilesW        int
	source, dest  frame
	depth         int // of products: channels of src, by part of x
	panels        int // of channels of out
	blocks        int // of panelWidth columns of sums: panels, by part of x
	group         int // channels of src that lie beside each other in data
	inStride      int // of data, by tile
	partStride    int // of data, by part of x
	outStride     int // of sums, by tile
	first, images int // the block of images at work

	taps  []float32 // by panel and channel of src: 16 × panelWidth
	data  []float32 // transforms of src by point and tile
	sums  []float32 // transforms of out by point and tile
	shift []float32 // zeros, and bias for the one point all outputs share
	rows  []int32
	steps []int32
}

var winograds pool[winograd]

// newWinograd is a pass from src, which is x or, going back, y.
func newWinograd(c Conv, back bool, src []float32) *winograd {
	v := winograds.Get()
	v.Conv, v.scheme, v.back, v.turned, v.halve, v.src = c, c.scheme(), back, false, false, src
	advance, reach := v.stride*winogradTile, v.kernel-v.stride // of tiles in x
	v.tilesH, v.tilesW = tiles(c.OH()), tiles(c.OW())
	x := frame{
		h: c.H, w: c.W, top: c.PadH, left: c.PadW,
		rows: max(advance*v.tilesH+reach, c.PadH+c.H), cols: max(advance*v.tilesW+reach, c.PadW+c.W),
	}
	y := frame{h: c.OH(), w: c.OW(), rows: winogradTile * v.tilesH, cols: winogradTile * v.tilesW}
	if back {
		v.source, v.dest, v.ch, v.m = y, x, c.O, c.C
		v.strideOut, v.strideIn = c.KH*c.KW, c.C*c.KH*c.KW
		v.panels = (v.m + panelWidth - 1) / panelWidth
		v.depth, v.blocks = v.ch, v.parts*v.panels
	} else {
		v.source, v.dest, v.ch, v.m = x, y, c.C, c.O
		v.strideOut, v.strideIn = c.C*c.KH*c.KW, c.KH*c.KW
		v.panels = (v.m + panelWidth - 1) / panelWidth
		v.depth, v.blocks = v.parts*v.ch, v.panels
	}
	v.inStride, v.outStride = v.depth+winogradGap, v.blocks*panelWidth+winogradGap
	v.group, v.partStride = v.ch, v.ch
	v.images = min(c.N, max(1, c.winogradValues()/(v.tiles()*v.parts*max(c.C, c.O/v.parts))))
	return v
}

// release hands v back to its pool.
func (v *winograd) release() {
	v.out, v.src, v.w, v.bias = nil, nil, nil, nil
	winograds.Put(v)
}

// tiles is the number of tiles of an image.
func (v *winograd) tiles() int { return v.tilesH * v.tilesW }

// dataStep is from one point of data to the next.
func (v *winograd) dataStep() int {
	if v.group < v.inStride {
		return v.images*v.tiles()*v.inStride + winogradGap
	}
	return v.depth/v.ch*v.partStride + winogradGap
}

// groupBy makes data lie in groups of n channels, and in these the tiles of a part
// one after the other: whoever computes with a group has its values close together.
func (v *winograd) groupBy(n int) {
	v.group, v.inStride, v.partStride = n, n, v.images*v.tiles()*n
}

// groups is the number of groups of channels.
func (v *winograd) groups() int { return (v.ch + v.group - 1) / v.group }

// groupStep is from one group of data to the next.
func (v *winograd) groupStep() int { return v.points * v.dataStep() }

// sumStep is from one point of sums to the next.
func (v *winograd) sumStep() int { return v.images*v.tiles()*v.outStride + winogradGap }

// place is where tile t begins in a frame of ch channels, whose tiles are
// advance pixels apart.
func (v *winograd) place(t int, f frame, ch, advance int) int {
	return (t/v.tilesW*f.cols + t%v.tilesW) * advance * ch
}

// part is where a part of x begins in its frame of ch channels.
func (f frame) part(part, ch int) int { return (part/2*f.cols + part%2) * ch }

// transform writes the data transforms of image i of the block.
func (v *winograd) transform(i int) {
	f, step := &v.source, v.dataStep()
	lent, pixels := scratch(f.pixels() * v.ch)
	defer lent.handBack()
	f.turn(pixels, v.src[(v.first+i)*v.ch*f.h*f.w:], v.ch)
	row := f.cols * v.ch
	for t := range v.tiles() {
		for c := 0; c < v.ch; c += v.group {
			to := v.data[c/v.group*v.groupStep()+(i*v.tiles()+t)*v.inStride:]
			n := min(v.group, v.ch-c)
			if v.back {
				v.outputGrad.apply(to, v.side*step, step, pixels, v.place(t, *f, v.ch, winogradTile)+c, row, v.ch, n)
				continue
			}
			at := v.place(t, *f, v.ch, v.stride*winogradTile) + c
			for part := range v.parts {
				v.dataTransform.apply(to[part*v.partStride:], v.side*step, step, pixels, at+f.part(part, v.ch), v.stride*row, v.stride*v.ch, n)
			}
		}
	}
}

// grow is s with n values, anything in them.
func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
