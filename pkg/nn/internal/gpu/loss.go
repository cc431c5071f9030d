package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// lossPiece is how many values a block adds up.
const lossPiece = 4096

func (r *run) lossForward(k kernels.LossForward, y pointer, in [6]pointer) {
	parts, share := divUp(k.N, lossPiece), 1/float32(k.N)
	g := grid{x: parts, threads: 256}
	if parts == 1 {
		r.lossParts(g, in[0], in[1], y, k.N, int(k.Of), float32(k.PositiveWeight), k.Smoothing, share)
		return
	}
	part := r.scratch(parts)
	r.lossParts(g, in[0], in[1], part, k.N, int(k.Of), float32(k.PositiveWeight), k.Smoothing, 1)
	r.foldParts(grid{x: 1, threads: combining(parts)}, part, y, parts, share)
}

func (r *run) lossBackward(k kernels.LossBackward, dx pointer, in [6]pointer) {
	scale := 1 / float32(k.N)
	if k.Of == kernels.LossMSE {
		scale *= 2
	}
	r.lossGradEach(each(k.N, 1), in[0], in[1], in[2], dx, k.N, int(k.Of), float32(k.PositiveWeight), k.Smoothing, scale)
}

func (r *run) crossEntropyForward(k *kernels.CrossEntropyForward, y pointer, in [6]pointer) {
	r.crossEntropy(y, in[0], in[1], 0, k.N, k.Classes, true, 0)
}

func (r *run) crossEntropyBackward(k *kernels.CrossEntropyBackward, dx pointer, in [6]pointer) {
	r.crossEntropyGradRows(teams(k.N), in[0], in[1], 0, in[2], 0, dx, k.N, k.Classes, 1, 0)
}

func (r *run) softTargetForward(k kernels.SoftTargetForward, y pointer, in [6]pointer) {
	r.crossEntropy(y, in[0], in[1], r.beside(k.Weights), k.N, k.Classes, k.Hard, float32(k.Smoothing))
}

func (r *run) softTargetBackward(k kernels.SoftTargetBackward, dx pointer, in [6]pointer) {
	weights, weight := r.beside(k.Weights), pointer(0)
	if k.Hard && weights != 0 {
		weight = r.scratch(1)
		r.targetWeight(grid{x: 1, threads: combining(k.N)}, in[1], weights, weight, k.N, k.Classes)
	}
	r.crossEntropyGradRows(teams(k.N), in[0], in[1], weights, in[2], weight, dx, k.N, k.Classes, truth(k.Hard), float32(k.Smoothing))
}

// crossEntropy is the mean over n rows of logits x.
func (r *run) crossEntropy(y, x, target, weights pointer, n, classes int, hard bool, smoothing float32) {
	part := r.scratch(2 * n)
	r.crossEntropyRows(teams(n), x, target, weights, part, n, classes, truth(hard), smoothing)
	r.crossEntropyMean(grid{x: 1, threads: combining(n)}, part, y, n)
}
