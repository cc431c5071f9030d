package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// A convolution's filters are packed first: for each tap and channel of the source
// those to all output channels, side by side.

// convForward is y of x, w and bias.
func (r *run) convForward(k kernels.ConvForward, y pointer, in [6]pointer) {
	if k.Pool != nil {
		all := r.scratch(k.N * k.O * k.OH() * k.OW())
		r.convForward(kernels.ConvForward{Grouped: k.Grouped}, all, in)
		r.maxPoolForward(kernels.MaxPoolForward{Pool: *k.Pool, Act: k.Act}, y, [6]pointer{all})
		return
	}
	c := k.Grouped
	if c.IsLinear() && c.Groups <= 1 {
		depth := c.C * c.H * c.W
		r.multiply(y, product{
			m: c.N, n: c.O, k: depth, a: in[0], rowA: depth, columnA: 1, b: in[1], rowB: 1, columnB: depth,
			bias: in[2], each: 1, act: k.Act,
		})
		return
	}
	v := newConvolution(c)
	v.channels, v.outs = c.C/v.groups, c.O/v.groups
	v.height, v.width, v.rows, v.columns = c.H, c.W, c.OH(), c.OW()
	packed := r.ahead(v.packedLen(), in[1], func(r *run, to pointer) {
		g := grid{x: divUp(v.channels*v.taps(), 32), y: divUp(v.pitch(), 32), z: v.groups, threads: 256}
		r.packTurned(g, to, in[1], v.channels, v.outs, v.taps(), v.pitch())
	})
	r.convolve(v, y, in[0], packed, in[2], k.Act)
}

// convGradInput is dx of dy, w and bias.
func (r *run) convGradInput(k kernels.ConvGradInput, dx pointer, in [6]pointer) {
	c := k.Grouped
	if c.IsLinear() && c.Groups <= 1 {
		depth := c.C * c.H * c.W
		r.multiply(dx, product{
			m: c.N, n: depth, k: c.O, a: in[0], rowA: c.O, columnA: 1, b: in[1], rowB: depth, columnB: 1,
			bias: in[2], each: c.H * c.W, act: k.Act,
		})
		return
	}
	v := newConvolution(c)
	v.spread = true
	v.channels, v.outs = c.O/v.groups, c.C/v.groups
	v.height, v.width, v.rows, v.columns = c.OH(), c.OW(), c.H, c.W
	packed := r.ahead(v.packedLen(), in[1], func(r *run, to pointer) {
		g := each(v.packedLen()/v.groups, 1)
		g.z = v.groups
		r.packStraight(g, to, in[1], v.channels, v.outs, v.taps(), v.pitch())
	})
	r.convolve(v, dx, in[0], packed, in[2], k.Act)
}

// convolution is what conv.cu computes: from (n, groups·channels, height, width) to
// (n, groups·outs, rows, columns).
type convolution struct {
	kernels.Conv
	groups, channels, height, width, outs, rows, columns int
	spread                                               bool
}

func newConvolution(c kernels.Grouped) convolution {
	v := convolution{Conv: c.Conv, groups: max(c.Groups, 1)}
	v.DilationH, v.DilationW = max(v.DilationH, 1), max(v.DilationW, 1)
	return v
}

func (v *convolution) taps() int { return v.KH * v.KW }

// thin reports whether a tile would be nearly empty.
func (v *convolution) thin() bool { return v.outs <= 4 }

// pitch is outs, rounded up to what tiles have rows for.
func (v *convolution) pitch() int {
	switch {
	case v.thin():
		return 4
	case v.few():
		return divUp(v.outs, 32) * 32
	case v.outs <= 64:
		return 64
	}
	return divUp(v.outs, 128) * 128
}

func (v *convolution) packedLen() int { return v.groups * v.taps() * v.channels * v.pitch() }

// classes is how many classes of pixels there are, and how many pixels of an image
// the largest has.
func (v *convolution) classes() (n, pixels int) {
	if !v.spread {
		return 1, v.rows * v.columns
	}
	return min(v.StrideH, v.rows) * min(v.StrideW, v.columns), divUp(v.rows, v.StrideH) * divUp(v.columns, v.StrideW)
}

// few reports whether so few channels are left over in a step, or in the only one,
// that steps had better be of pairs of a tap and a channel.
func (v *convolution) few() bool {
	const (
		step   = 16   // channels
		most   = 1024 // pairs
		farest = 1 << 14
	)
	reach := max(v.height, v.width, v.PadH+v.KH*v.DilationH, v.PadW+v.KW*v.DilationW)
	return v.channels*v.taps() <= most && divUp(v.channels, step)*step*4 > v.channels*5 && reach < farest
}

func (r *run) convolve(v convolution, y, x, packed, bias pointer, a *kernels.Act) {
	act, slope := activation(a)
	classes, pixels := v.classes()
	n, out := v.N*pixels, v.N*v.groups*v.outs*v.rows*v.columns
	leapH, leapW := v.StrideH/gcd(v.StrideH, v.DilationH), v.StrideW/gcd(v.StrideW, v.DilationW)
	to, parts := y, 1
	cut := func(into int) {
		if parts = into; parts > 1 {
			to = r.scratch(parts * out)
		}
	}
	if v.thin() {
		g := grid{x: divUp(n, 128), y: v.groups, threads: 128}
		const atOnce = 8 // blocks that a multiprocessor has
		cut(pieces(divUp(g.x*g.y*classes, atOnce), v.channels, 16, out))
		g.z = classes * parts
		r.convThin(g, to, x, packed, bias, v.N, v.groups, v.channels, v.height, v.width, v.outs, v.rows, v.columns, v.KH, v.KW,
			v.StrideH, v.StrideW, v.PadH, v.PadW, v.DilationH, v.DilationW, truth(v.spread), leapH, leapW, parts, act, slope)
	} else {
		tiles, launches := r.convTilesFor(&v)
		steps := divUp(v.taps(), classes) * divUp(v.channels, stepDepth)
		if v.few() {
			steps = divUp(v.taps()*v.channels, stepDepth*classes)
		}
		which, into := cheapest(tiles, v.outs, n, v.groups*classes, steps, out)
		cut(into)
		t := tiles[which]
		g := grid{x: divUp(n, t.columns), y: divUp(v.outs, t.rows), z: classes * v.groups * parts, threads: t.threads}
		launches[which](g, to, x, packed, bias, v.N, v.groups, v.channels, v.height, v.width, v.outs, v.pitch(), v.rows, v.columns, v.KH, v.KW,
			v.StrideH, v.StrideW, v.PadH, v.PadW, v.DilationH, v.DilationW, truth(v.spread), leapH, leapW, parts, act, slope)
	}
	if parts > 1 {
		r.addPieces(y, to, bias, out, parts, v.groups*v.outs, v.rows*v.columns, 1, act, slope)
	}
}

// convTilesFor are the tiles that v can be computed with, and what starts them.
func (r *run) convTilesFor(v *convolution) ([]tile, []convLaunch) {
	var tiles []tile
	var launches []convLaunch
	switch whole := v.channels%stepDepth == 0; {
	case v.few():
		return convFewTiles, []convLaunch{r.convFew32x64}
	case r.tf32 && !whole:
		tiles, launches = convAnyTilesTF32, []convLaunch{r.convAny64x64TF32}
	case r.tf32:
		tiles, launches = convTilesTF32, []convLaunch{r.conv64x64TF32, r.conv128x64TF32}
	case !whole:
		return convAnyTiles, []convLaunch{r.convAny64x64}
	default:
		tiles, launches = convTiles, []convLaunch{r.conv32x64Split, r.conv64x64Split, r.conv128x64Split}
	}
	n := len(tiles)
	for tiles[n-1].rows > v.pitch() { // they are in the order of their rows
		n--
	}
	return tiles[:n], launches[:n]
}

// The shapes that there are of conv, convFew and convAny.
var (
	convTiles        = []tile{{32, 64, 64, 0.3, 0.12}, {64, 64, 128, 0.3, 0.2}, {128, 64, 128, 0.52, 0.34}}
	convTilesTF32    = []tile{{64, 64, 64, 0.31, 0.08}, {128, 64, 128, 0.29, 0.14}}
	convFewTiles     = []tile{{32, 64, 128, 0.29, 0.23}}
	convAnyTiles     = []tile{{64, 64, 128, 0.44, 0.41}}
	convAnyTilesTF32 = []tile{{64, 64, 64, 0.36, 0.09}}
)

// convLaunch starts one of them.
type convLaunch func(g grid, y, x, w, bias pointer, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW,
	padH, padW, dilationH, dilationW, spread, leapH, leapW, pieces, act int, slope float32)

func gcd(a, b int) int {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}
