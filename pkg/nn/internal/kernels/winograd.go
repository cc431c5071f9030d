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
// Errors are two to six times those of direct sums: measured on the layers of
// a DCGAN, up to seven millionths of the largest value. A NaN or an infinity
// reaches, beside the outputs whose sums it takes part in, the others of their
// tiles, as NaN.

const (
	winogradTile   = 4  // outputs on a tile's side
	winogradSide   = 5  // products on a tile's side
	winogradPoints = 25 // products of a tile

	winogradFew   = 1 << 9  // pairs of channels, at least
	winogradMany  = 1 << 17 // at most: every filter is transformed for every block
	winogradTiles = 32      // of a batch, at least: every filter is transformed for them
	winogradImage = 256     // tiles of an image, at most: its transforms take 400 bytes a channel and tile
	winogradBlock = 1 << 15 // values of a point between transforms, so that all points stay in the last cache
	winogradGap   = 16      // values that keep strides from being powers of two
)

// winograd reports whether to compute c, in any direction, by Winograd's algorithm:
// with enough channels and tiles to repay the transforms, not so many that
// memory does not, and where outputs fill their tiles to three quarters or more.
func (c Conv) winograd() bool {
	if c.KH != 4 || c.KW != 4 || c.StrideH != 2 || c.StrideW != 2 || max(c.PadH, c.PadW) > 3 || c.dilated() {
		return false
	}
	image := tiles(c.OH()) * tiles(c.OW())
	return c.C%lanes == 0 && c.O%lanes == 0 && c.C*c.O >= winogradFew && c.C*c.O <= winogradMany &&
		image <= winogradImage && c.N*image >= winogradTiles &&
		4*c.OH()*c.OW() >= 3*winogradTile*winogradTile*image
}

// tiles is the number of tiles that n outputs lie in.
func tiles(n int) int { return (n + winogradTile - 1) / winogradTile }

// parts are the four classes of rows and columns of x modulo 2.
const parts = 4

// winograd is one pass over a convolution.
type winograd struct {
	Conv
	back          bool // from y to x
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
	inStride      int // of data, by tile
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
	v.Conv, v.back, v.src = c, back, src
	v.tilesH, v.tilesW = tiles(c.OH()), tiles(c.OW())
	x := frame{
		h: c.H, w: c.W, top: c.PadH, left: c.PadW,
		rows: max(2*winogradTile*v.tilesH+2, c.PadH+c.H), cols: max(2*winogradTile*v.tilesW+2, c.PadW+c.W),
	}
	y := frame{h: c.OH(), w: c.OW(), rows: winogradTile * v.tilesH, cols: winogradTile * v.tilesW}
	if back {
		v.source, v.dest, v.ch, v.m = y, x, c.O, c.C
		v.strideOut, v.strideIn = c.KH*c.KW, c.C*c.KH*c.KW
		v.panels = (v.m + panelWidth - 1) / panelWidth
		v.depth, v.blocks = v.ch, parts*v.panels
	} else {
		v.source, v.dest, v.ch, v.m = x, y, c.C, c.O
		v.strideOut, v.strideIn = c.C*c.KH*c.KW, c.KH*c.KW
		v.panels = (v.m + panelWidth - 1) / panelWidth
		v.depth, v.blocks = parts*v.ch, v.panels
	}
	v.inStride, v.outStride = v.depth+winogradGap, v.blocks*panelWidth+winogradGap
	v.images = min(c.N, max(1, winogradBlock/(v.tiles()*parts*max(c.C, c.O/parts))))
	v.data = grow(v.data, winogradPoints*v.dataStep())
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
func (v *winograd) dataStep() int { return v.images*v.tiles()*v.inStride + winogradGap }

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
		to := v.data[(i*v.tiles()+t)*v.inStride:]
		if v.back {
			winogradOutputGrad.apply(to, winogradSide*step, step, pixels, v.place(t, *f, v.ch, winogradTile), row, v.ch, v.ch)
			continue
		}
		at := v.place(t, *f, v.ch, 2*winogradTile)
		for part := range parts {
			winogradData.apply(to[part*v.ch:], winogradSide*step, step, pixels, at+f.part(part, v.ch), 2*row, 2*v.ch, v.ch)
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
