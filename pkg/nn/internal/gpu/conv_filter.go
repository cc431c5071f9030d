package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// The shapes that there are of convFilter and convFilterTap.
var (
	filterTilesTF32 = []tile{{64, 64, 64, 0.42, 0.13}, {128, 64, 128, 0.32, 0.21}}
	filterTiles     = []tile{{32, 64, 128, 0.54, 0.26}, {64, 64, 128, 0.55, 0.42}, {128, 64, 128, 0.97, 0.8}}
	filterTapTiles  = []tile{{64, 32, 64, 0.42, 0.1}, {64, 64, 128, 0.31, 0.21}, {128, 64, 128, 0.43, 0.37}}
)

// filterTilesFor are the tiles that the gradient can be computed with, what starts them,
// and whether they leave it tap by tap.
func (r *run) filterTilesFor(channels, outs, pixels int) (tiles []tile, launches []filterLaunch, byTaps bool) {
	switch {
	case r.tf32:
		return filterTilesTF32, []filterLaunch{r.convFilter64x64TF32, r.convFilter128x64TF32}, false
	case pixels%stepDepth == 0 && channels%32 == 0 && outs%64 == 0:
		n := 3
		if channels%64 != 0 {
			n = 1
		} else if outs%128 != 0 {
			n = 2
		}
		return filterTapTiles[:n], []filterLaunch{r.convFilterTap64x32Split, r.convFilterTap64x64Split, r.convFilterTap128x64Split}[:n], true
	}
	return filterTiles, []filterLaunch{r.convFilter32x64, r.convFilter64x64, r.convFilter128x64}, false
}

// filterLaunch starts one of them.
type filterLaunch func(g grid, dw, x, dy pointer, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW,
	padH, padW, dilationH, dilationW, pieces int)

// convGradFilter is dw of x and dy.
func (r *run) convGradFilter(k kernels.ConvGradFilter, dw pointer, in [6]pointer) {
	x, dy := in[0], in[1]
	if k.Swapped {
		x, dy = dy, x
	}
	c, groups := k.Grouped, max(k.Groups, 1)
	if c.IsLinear() && groups == 1 {
		depth := c.C * c.H * c.W
		r.multiply(dw, product{
			m: c.O, n: depth, k: c.N, a: dy, rowA: 1, columnA: c.O, b: x, rowB: depth, columnB: 1, each: 1,
		})
		return
	}
	channels, outs, rows, columns := c.C/groups, c.O/groups, c.OH(), c.OW()
	depth, all := channels*c.KH*c.KW, c.O*channels*c.KH*c.KW
	dilationH, dilationW := max(c.DilationH, 1), max(c.DilationW, 1)
	to, parts, taps := dw, 1, 1
	cut := func(into int) {
		if parts = into; parts > 1 || taps > 1 {
			to = r.scratch(parts * all)
		}
	}
	if outs <= 4 {
		g := grid{x: channels * divUp(c.KH*c.KW, 4), y: groups, threads: 128}
		cut(pieces(g.x*g.y, divUp(c.N*rows*columns, 128), 4, all))
		g.z = parts
		r.convFilterThin(g, to, x, dy, c.N, groups, channels, c.H, c.W, outs, rows, columns, c.KH, c.KW, c.StrideH, c.StrideW, c.PadH, c.PadW, dilationH, dilationW)
	} else {
		tiles, launches, byTaps := r.filterTilesFor(channels, outs, rows*columns)
		if byTaps {
			taps = c.KH * c.KW
		}
		which, into := cheapest(tiles, outs, depth, groups, divUp(c.N*rows*columns, stepDepth), all)
		cut(into)
		t := tiles[which]
		g := grid{x: divUp(depth, t.columns), y: divUp(outs, t.rows), z: groups * parts, threads: t.threads}
		launches[which](g, to, x, dy, c.N, groups, channels, c.H, c.W, outs, rows, columns, c.KH, c.KW, c.StrideH, c.StrideW, c.PadH, c.PadW, dilationH, dilationW, parts)
	}
	if parts > 1 || taps > 1 {
		r.addPieces(dw, to, 0, all, parts, 1, 1, taps, 0, 0)
	}
}

// biasGrad is db of dy.
func (r *run) biasGrad(k kernels.BiasGrad, db pointer, in [6]pointer) {
	n := k.N * k.Spatial
	blocks, least := k.C, 2048
	if k.Spatial == 1 {
		blocks, least = divUp(k.C, 32), 64
	}
	parts, to := pieces(blocks, n, least, k.C), db
	if parts > 1 {
		to = r.scratch(parts * k.C)
	}
	g := grid{x: blocks, y: parts, threads: 256}
	if k.Spatial == 1 {
		r.columnSums(g, to, in[0], k.N, k.C)
	} else {
		r.channelSums(g, to, in[0], k.N, k.C, k.Spatial)
	}
	if parts > 1 {
		r.addPieces(db, to, 0, k.C, parts, 1, 1, 1, 0, 0)
	}
}
