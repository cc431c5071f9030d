package kernels

// Convolutions of 4×4 filters with stride 2, the layers of a DCGAN, are made of
// 2×2 filters without strides: pixels whose rows and columns leave the same
// remainders (a part of the input) only meet every other tap. F(4×4, 2×2) of
// Winograd's algorithm computes sixteen outputs of such a filter from 25
// products instead of 64: transform 5×5 pixels, multiply them by transformed
// filters, transform the sums back (separable). Transforms run across channels,
// on images turned so that the channels of a pixel lie beside each other.
//
// Errors are two to six times those of direct sums: measured on the layers of
// a DCGAN, up to seven millionths of the largest value. A NaN or an infinity
// reaches, beside the outputs whose sums it takes part in, the others of their
// tiles, as NaN.

const (
	winogradTile   = 4  // outputs on a tile's side
	winogradSide   = 5  // products on a tile's side
	winogradPoints = 25 // products of a tile

	winogradFew    = 1 << 9  // pairs of channels, at least
	winogradMany   = 1 << 17 // at most: transformed filters take 400 bytes each
	winogradTiles  = 32      // of a batch, at least: every filter is transformed for them
	winogradImage  = 256     // tiles of an image, at most: its transforms take 400 bytes a channel and tile
	winogradRows   = 64      // tiles in one product
	winogradBlock  = 64      // tiles between transforms, so that they stay in caches
	winogradPanels = 4       // panels of output channels for one goroutine
	winogradGap    = 16      // values that keep strides from being powers of two
)

// winograd says whether to compute c, in any direction, by Winograd's algorithm:
// with enough channels and tiles to repay the transforms, not so many that
// memory does not, and where outputs fill their tiles to three quarters or more.
func (c Conv) winograd() bool {
	if c.KH != 4 || c.KW != 4 || c.StrideH != 2 || c.StrideW != 2 || max(c.PadH, c.PadW) > 3 {
		return false
	}
	image := tiles(c.OH()) * tiles(c.OW())
	return c.C%lanes == 0 && c.O%lanes == 0 && c.C*c.O >= winogradFew && c.C*c.O <= winogradMany &&
		image <= winogradImage && c.N*image >= winogradTiles &&
		4*c.OH()*c.OW() >= 3*winogradTile*winogradTile*image
}

// tiles is the number of tiles that n outputs lie in.
func tiles(n int) int { return (n + winogradTile - 1) / winogradTile }

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
	depth, panels int
	outStride     int // of sums, by tile
	inStride      int // of data, by tile

	first, images  int // the block at work
	class          int // part of the output at work, where it has parts
	tilesH, tilesW int
	source, dest   frame

	filters []float32 // by class and point (filterStep), and panel: depth × panelWidth
	frames  []float32 // images of src
	data    []float32 // transforms of src by point and tile
	sums    []float32 // transforms of out by point and tile
	pixels  []float32 // images of out
	shift   []float32 // bias for the one point all outputs share, and zeros
	rows    []int32
	steps   []int32
}

var winograds pool[winograd]

// release hands v back to its pool.
func (v *winograd) release() {
	v.out, v.src, v.w, v.bias = nil, nil, nil, nil
	winograds.Put(v)
}

// frame is where the h×w pixels of an image lie among rows×cols that hold
// zeros around them.
type frame struct{ h, w, rows, cols, top, left int }

func (f frame) pixels() int { return f.rows * f.cols }

// blockImages is how many images the transforms take at a time.
func (v *winograd) blockImages() int {
	return min(v.N, max(1, winogradBlock/max(1, v.tilesH*v.tilesW)))
}

// lay places the data transforms of a block.
func (v *winograd) lay() {
	v.inStride = v.depth + winogradGap
	v.data = grow(v.data, winogradPoints*v.dataStep())
	v.frames = grow(v.frames, v.images*v.source.pixels()*v.ch)
}

// dataStep is from one point of data to the next.
func (v *winograd) dataStep() int { return v.images*v.tilesH*v.tilesW*v.inStride + winogradGap }

// grow is s with n values, anything in them.
func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}

// parts are the four classes of rows and columns modulo 2.
const parts = 4

// fromX makes v read x, whose parts lie behind each other in the sums' depth.
func (v *winograd) fromX() {
	v.tilesH, v.tilesW = tiles(v.OH()), tiles(v.OW())
	v.ch, v.depth = v.C, parts*v.C
	v.source = frame{
		h: v.H, w: v.W, top: v.PadH, left: v.PadW,
		rows: 2*winogradTile*v.tilesH + 2, cols: 2*winogradTile*v.tilesW + 2,
	}
}

// winogradFrames turns images of src into frames.
type winogradFrames winograd

func (v *winogradFrames) piece(lo, hi int) {
	plane, size := v.source.h*v.source.w*v.ch, v.source.pixels()*v.ch
	for i := lo; i < hi; i++ {
		v.source.turn(v.frames[i*size:][:size], v.src[(v.first+i)*plane:], v.ch)
	}
}

// turn writes ch planes of an image to its frame, channels innermost.
func (f frame) turn(to, src []float32, ch int) {
	if f.rows == f.h && f.cols == f.w {
		transpose(to, ch, src, f.h*f.w, ch, f.h*f.w)
		return
	}
	lent, turned := scratch(f.h * f.w * ch)
	defer lent.handBack()
	transpose(turned, ch, src, f.h*f.w, ch, f.h*f.w)
	width, end := max(0, min(f.w, f.cols-f.left))*ch, 0
	for row := range min(f.h, f.rows-f.top) {
		at := ((f.top+row)*f.cols + f.left) * ch
		clear(to[end:at])
		end = at + copy(to[at:at+width], turned[row*f.w*ch:])
	}
	clear(to[end:])
}

// winogradTransforms writes the data transforms of images.
type winogradTransforms winograd

func (v *winogradTransforms) piece(lo, hi int) {
	size, step := v.source.pixels()*v.ch, (*winograd)(v).dataStep()
	between, advance := 2, 2*winogradTile // rows of a part, of a tile
	if v.back {
		between, advance = 1, winogradTile
	}
	row := v.source.cols * v.ch
	for i := lo; i < hi; i++ {
		from := v.frames[i*size:][:size]
		for t := range v.tilesH * v.tilesW {
			to := v.data[(i*v.tilesH*v.tilesW+t)*v.inStride:]
			at := (t/v.tilesW*row + t%v.tilesW*v.ch) * advance
			if v.back {
				at += (*winograd)(v).start(v.class/2, v.PadH)*row + (*winograd)(v).start(v.class%2, v.PadW)*v.ch
				winogradData.apply(to, winogradSide*step, step, from, at, row, v.ch, v.ch)
				continue
			}
			for part := range parts {
				winogradData.apply(to[part*v.ch:], winogradSide*step, step, from, at+part/2*row+part%2*v.ch, between*row, between*v.ch, v.ch)
			}
		}
	}
}

// start is the row of y, counted from 1, that the first row of x of a class
// meets with its second tap.
func (v *winograd) start(class, pad int) int { return (pad - class + 1) / 2 }
