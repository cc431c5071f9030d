package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// maxPoolForward is y of x.
func (r *run) maxPoolForward(k kernels.MaxPoolForward, y pointer, in [6]pointer) {
	act, slope := activation(k.Act)
	p, planes, oh, ow := k.Pool, k.N*k.C, k.OH(), k.OW()
	r.maxPool(each(planes*oh*ow, 1), y, in[0], planes, p.H, p.W, oh, ow, p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW, act, slope)
}

// maxPoolBackward is dx of dy and x; dx may be x where GradInPlace.
func (r *run) maxPoolBackward(k kernels.MaxPoolBackward, dx pointer, in [6]pointer) {
	p, planes, oh, ow := k.Pool, k.N*k.C, k.OH(), k.OW()
	if p.GradInPlace() {
		r.halveGrad(each(planes*oh*ow, 1), dx, in[0], in[1], planes*oh*ow, ow)
		return
	}
	r.maxPoolGrad(each(planes*p.H*p.W, 1), dx, in[0], in[1], planes, p.H, p.W, oh, ow, p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW)
}

// avgPoolForward is y of x.
func (r *run) avgPoolForward(k kernels.AvgPoolForward, y pointer, in [6]pointer) {
	p, planes, oh, ow := k.Pool, k.N*k.C, k.OH(), k.OW()
	r.avgPool(each(planes*oh*ow, 1), y, in[0], planes, p.H, p.W, oh, ow, p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW, 1/float32(p.KH*p.KW))
}

// avgPoolBackward is dx of dy.
func (r *run) avgPoolBackward(k kernels.AvgPoolBackward, dx pointer, in [6]pointer) {
	p, planes, oh, ow := k.Pool, k.N*k.C, k.OH(), k.OW()
	r.avgPoolGrad(each(planes*p.H*p.W, 1), dx, in[0], planes, p.H, p.W, oh, ow, p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW, 1/float32(p.KH*p.KW))
}

// lanesFor is how many threads a plane has.
func lanesFor(planes, spatial int) int {
	if spatial > 1024 || spatial > 64 && planes < 4*processors {
		return 256
	}
	return 32
}

// foldScale is what the sum of a plane is multiplied by.
func foldScale(k kernels.PlaneFold, spatial int) float32 {
	switch k {
	case kernels.PlaneMean:
		return float32(1 / float64(spatial))
	case kernels.PlaneNegativeMean:
		return float32(-1 / float64(spatial))
	}
	return 1
}

// globalPoolForward is y of x.
func (r *run) globalPoolForward(k kernels.GlobalPoolForward, y pointer, in [6]pointer) {
	planes, lanes := k.N*k.C, lanesFor(k.N*k.C, k.Spatial)
	g := grid{x: divUp(planes, 256/lanes), threads: 256}
	if k.Fold == kernels.PlaneMax {
		r.planeMax(g, y, in[0], planes, k.Spatial, lanes)
		return
	}
	scale := foldScale(k.Fold, k.Spatial)
	parts := pieces(g.x, k.Spatial, 4096, planes)
	if parts == 1 {
		r.planeSums(g, y, in[0], planes, k.Spatial, lanes, scale)
		return
	}
	sums := r.scratch(planes * parts)
	g.y = parts
	r.planeSums(g, sums, in[0], planes, k.Spatial, lanes, 1)
	r.planeSums(grid{x: divUp(planes, 8), threads: 256}, y, sums, planes, parts, 32, scale)
}

// globalPoolBackward is dx of dy and, for a maximum, x.
func (r *run) globalPoolBackward(k kernels.GlobalPoolBackward, dx pointer, in [6]pointer) {
	planes := k.N * k.C
	if k.Fold == kernels.PlaneMax {
		lanes := lanesFor(planes, k.Spatial)
		r.planeMaxGrad(grid{x: divUp(planes, 256/lanes), threads: 256}, dx, in[0], in[1], planes, k.Spatial, lanes)
		return
	}
	r.planeSpread(each(planes*k.Spatial, 1), dx, in[0], planes*k.Spatial, k.Spatial, foldScale(k.Fold, k.Spatial))
}
