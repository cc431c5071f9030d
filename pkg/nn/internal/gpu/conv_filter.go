package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

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
	to, parts := dw, 1
	cut := func(blocks, steps, least int) {
		if parts = pieces(blocks, steps, least, all); parts > 1 {
			to = r.scratch(parts * all)
		}
	}
	if outs <= 4 {
		g := grid{x: channels * divUp(c.KH*c.KW, 4), y: groups, threads: 128}
		cut(g.x*g.y, divUp(c.N*rows*columns, 128), 4)
		g.z = parts
		r.convFilterThin(g, to, x, dy, c.N, groups, channels, c.H, c.W, outs, rows, columns, c.KH, c.KW, c.StrideH, c.StrideW, c.PadH, c.PadW, dilationH, dilationW)
	} else {
		launch, high, threads := r.convFilter64x64, 64, 256
		switch {
		case outs <= 32:
			launch, high, threads = r.convFilter32x64, 32, 128
		case outs > 96:
			launch, high = r.convFilter128x64, 128
		}
		g := grid{x: divUp(depth, 64), y: divUp(outs, high), threads: threads}
		cut(g.x*g.y*groups, divUp(c.N*rows*columns, 16), 8)
		g.z = groups * parts
		launch(g, to, x, dy, c.N, groups, channels, c.H, c.W, outs, rows, columns, c.KH, c.KW, c.StrideH, c.StrideW, c.PadH, c.PadW, dilationH, dilationW, parts)
	}
	if parts > 1 {
		r.sumPieces(each(all, 1), dw, to, 0, all, parts, 1, 1, 0, 0)
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
		r.sumPieces(each(k.C, 1), db, to, 0, k.C, parts, 1, 1, 0, 0)
	}
}
