package gpu

import (
	"math"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

const (
	held       = 16         // values that a thread of a batch norm holds, HELD of hold.inc,
	groupHeld  = 8          // and one of a group norm, GROUP_HELD
	chunk      = held * 256 // values of a channel that a block of a batch norm takes
	mostChunks = 512        // whose results each block adds up by itself
)

// atOnce reports whether a block takes a channel of size values at once.
func atOnce(size, channels int) bool {
	return size <= chunk || size <= 4*chunk && channels >= 132
}

func (r *run) batchNormTrainForward(k kernels.BatchNormTrainForward, y pointer, in [6]pointer) {
	x, gamma, beta := in[0], in[1], in[2]
	mean, variance := r.beside(k.Mean), r.beside(k.Variance)
	runMean, runVar := r.beside(k.RunningMean), r.beside(k.RunningVar)
	act, slope := activation(k.Act)
	size, eps, momentum := k.N*k.Spatial, float32(k.Eps), float32(k.Momentum)
	if atOnce(size, k.C) {
		r.batchNormWhole(holding(k.C, size, held), x, gamma, beta, y, mean, variance, runMean, runVar, k.N, k.C, k.Spatial, eps, momentum, act, slope)
		return
	}
	chunks := divUp(size, chunk)
	part := r.scratch(2 * k.C * chunks)
	on := grid{x: chunks, y: k.C, threads: 256}
	r.batchNormMoments(on, x, part, k.N, k.C, k.Spatial)
	if chunks <= mostChunks {
		r.batchNormFinish(on, x, gamma, beta, part, y, mean, variance, runMean, runVar, k.N, k.C, k.Spatial, eps, momentum, act, slope)
		return
	}
	r.batchNormStatistics(grid{x: k.C, threads: combining(chunks)}, part, mean, variance, runMean, runVar, chunks, chunk, size, momentum)
	n := size * k.C
	r.batchNormEach(each(n, perThread), x, gamma, beta, mean, variance, y, n, k.C, k.Spatial, eps, act, slope)
}

// combining is how many threads add up so many parts.
func combining(parts int) int { return min(divUp(parts, 32)*32, 256) }

func (r *run) batchNormEvalForward(k kernels.BatchNormEvalForward, y pointer, in [6]pointer) {
	act, slope := activation(k.Act)
	n := k.N * k.C * k.Spatial
	r.batchNormEach(each(n, perThread), in[0], in[1], in[2], in[3], in[4], y, n, k.C, k.Spatial, float32(k.Eps), act, slope)
}

func (r *run) batchNormTrainBackward(k kernels.BatchNormTrainBackward, dx pointer, in [6]pointer) {
	r.batchNormBackward(k.Planes, k.Eps, dx, in[0], in[1], in[2], r.beside(k.Mean), r.beside(k.Variance), r.beside(k.DGamma), r.beside(k.DBeta), true)
}

func (r *run) batchNormEvalBackward(k kernels.BatchNormEvalBackward, dx pointer, in [6]pointer) {
	r.batchNormBackward(k.Planes, k.Eps, dx, in[0], in[1], in[2], in[3], in[4], r.beside(k.DGamma), r.beside(k.DBeta), false)
}

func (r *run) batchNormBackward(k kernels.Planes, eps float64, dx, dy, x, gamma, mean, variance, dgamma, dbeta pointer, train bool) {
	size, e := k.N*k.Spatial, float32(eps)
	if atOnce(size, k.C) {
		r.batchNormGradWhole(holding(k.C, size, held), dy, x, gamma, mean, variance, dx, dgamma, dbeta, k.N, k.C, k.Spatial, e, truth(train))
		return
	}
	chunks := divUp(size, chunk)
	part := r.scratch(2 * k.C * chunks)
	on := grid{x: chunks, y: k.C, threads: 256}
	r.batchNormSums(on, dy, x, mean, part, k.N, k.C, k.Spatial)
	var share float32
	if train {
		share = 1 / float32(size)
	}
	if chunks <= mostChunks {
		r.batchNormGradFinish(on, dy, x, gamma, mean, variance, part, dx, dgamma, dbeta, k.N, k.C, k.Spatial, e, share)
		return
	}
	r.batchNormGradSums(grid{x: k.C, threads: combining(chunks)}, part, variance, dgamma, dbeta, chunks, e)
	n := size * k.C
	r.batchNormGradEach(each(n, perThread), dy, x, gamma, mean, variance, dgamma, dbeta, dx, n, k.C, k.Spatial, e, share)
}

func (r *run) groupNormForward(k kernels.GroupNormForward, y pointer, in [6]pointer) {
	g := k.Groups
	r.groupNormWhole(groupGrid(g), in[0], in[1], in[2], 0, y, r.beside(k.Mean), r.beside(k.Rstd), 0, g.C, g.G, g.Spatial, float32(k.Eps), 0, 0, 1)
}

func (r *run) groupNormBackward(k kernels.GroupNormBackward, dx pointer, in [6]pointer) {
	g, gamma, rstd := k.Groups, in[2], r.beside(k.Rstd)
	sums := r.scratch(2 * g.N * g.C)
	r.groupGrad(g, in[0], in[1], gamma, gamma, 0, r.beside(k.Mean), rstd, dx, sums, 0, 0, 0, 1)
	r.groupNormGradSums(grid{x: g.C, threads: combining(g.N)}, sums, gamma, gamma, 0, rstd, r.beside(k.DGamma), r.beside(k.DBeta), 0, g.N, g.C, g.G)
}

func (r *run) gatedNormForward(k *kernels.GatedNormForward, y pointer, in [6]pointer) {
	g, film := k.Groups, in[3]
	if !k.Film {
		film = 0
	}
	seed, below, keep := r.dropped(k)
	r.groupNormWhole(groupGrid(g), in[0], in[1], in[2], film, y, r.beside(k.Mean), r.beside(k.Rstd), seed, g.C, g.G, g.Spatial, float32(k.Eps), 1, below, keep)
}

func (r *run) gatedNormBackward(k kernels.GatedNormBackward, dx pointer, in [6]pointer) {
	f := k.Forward
	g, gamma, beta, film, rstd := f.Groups, in[2], in[3], in[4], r.beside(f.Rstd)
	if !f.Film {
		film = 0
	}
	seed, below, keep := r.dropped(f)
	sums := r.scratch(2 * g.N * g.C)
	r.groupGrad(g, in[0], in[1], gamma, beta, film, r.beside(f.Mean), rstd, dx, sums, seed, 1, below, keep)
	r.groupNormGradSums(grid{x: g.C, threads: combining(g.N)}, sums, gamma, beta, film, rstd, r.beside(k.DGamma), r.beside(k.DBeta), r.beside(k.DFilm), g.N, g.C, g.G)
}

// dropped is where the seed of the dropout is, how many of 65536 values it makes 0,
// and what the others are multiplied by.
func (r *run) dropped(k *kernels.GatedNormForward) (seed pointer, below int, keep float32) {
	if k.Drop == 0 {
		return 0, 0, 1
	}
	return r.seed(&k.Seed), int(math.Round(k.Drop * (1 << 16))), float32(1 / (1 - k.Drop))
}

// groupGrid is a block for each group.
func groupGrid(g kernels.Groups) grid { return holding(g.N*g.G, g.C/g.G*g.Spatial, groupHeld) }

// groupGrad is dx of both norms, and the sums of each plane that their other
// gradients are made of.
func (r *run) groupGrad(g kernels.Groups, dy, x, gamma, beta, film, mean, rstd, dx, sums, seed pointer, gated, below int, keep float32) {
	size := g.C / g.G * g.Spatial
	if on := groupGrid(g); size <= 1024*groupHeld && g.Spatial%4 == 0 && g.C/g.G <= on.threads {
		r.groupNormGradHeld(on, dy, x, gamma, beta, film, mean, rstd, dx, sums, seed, g.C, g.G, g.Spatial, gated, below, keep)
		return
	}
	on := grid{x: g.N * g.G, threads: min(max(divUp(size, 8*32)*32, 64), 512)}
	r.groupNormGradWhole(on, dy, x, gamma, beta, film, mean, rstd, dx, sums, seed, g.C, g.G, g.Spatial, gated, below, keep)
}
