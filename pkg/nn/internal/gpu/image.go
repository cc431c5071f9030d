package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

func (r *run) imageTranslate(k kernels.ImageTranslate, y pointer, in [6]pointer) {
	n := values(k.Images)
	r.translateEach(each(n, 1), in[0], in[1], y, n, k.C, k.H, k.W, k.Sign)
}

func (r *run) imageCutout(k kernels.ImageCutout, y pointer, in [6]pointer) {
	n := values(k.Images)
	r.cutoutEach(each(n, 1), in[0], in[1], y, n, k.C, k.H, k.W)
}

func (r *run) imageColour(k kernels.ImageColour, y pointer, in [6]pointer) {
	r.colourEach(grid{x: k.N, threads: 512}, in[0], in[1], y, k.C, k.H*k.W, truth(k.Brightness))
}

func (r *run) imageWarp(k kernels.ImageWarp, y pointer, in [6]pointer) {
	n := k.N * k.H * k.W
	r.warpEach(each(n, 1), in[0], in[1], y, n, k.C, k.H, k.W)
}

func (r *run) imageWarpBackward(k kernels.ImageWarpBackward, dx pointer, in [6]pointer) {
	n := k.N * k.H * k.W
	r.warpGradEach(each(n, 1), in[0], in[1], dx, n, k.C, k.H, k.W)
}

func values(i kernels.Images) int { return i.N * i.C * i.H * i.W }

func (r *run) upsampleForward(k kernels.UpsampleForward, y pointer, in [6]pointer) {
	n := k.N * k.C * k.H * k.W * k.Scale * k.Scale
	r.upsampleEach(each(n, 1), in[0], y, n, k.W, k.Scale)
}

func (r *run) upsampleBackward(k kernels.UpsampleBackward, dx pointer, in [6]pointer) {
	n := k.N * k.C * k.H * k.W
	r.upsampleGradEach(each(n, 1), in[0], dx, n, k.W, k.Scale)
}

func (r *run) shuffle(k kernels.Shuffle, y pointer, in [6]pointer) {
	n := k.N * k.C * k.H * k.W * k.Scale * k.Scale
	r.shuffleEach(each(n, 1), in[0], y, n, k.H, k.W, k.Scale, truth(k.Back))
}
