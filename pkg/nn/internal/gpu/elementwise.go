package gpu

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// What works on elements takes four at a time.
const perThread = 4

func (r *run) addition(k kernels.Addition, y pointer, in [6]pointer) {
	r.addEach(each(k.N, perThread), in[0], in[1], y, k.N)
}

func (r *run) subtraction(k kernels.Subtraction, y pointer, in [6]pointer) {
	r.subtractEach(each(k.N, perThread), in[0], in[1], y, k.N)
}

func (r *run) multiplication(k kernels.Multiplication, y pointer, in [6]pointer) {
	r.multiplyEach(each(k.N, perThread), in[0], in[1], y, k.N)
}

func (r *run) scaling(k kernels.Scaling, y pointer, in [6]pointer) {
	r.scaleEach(each(k.N, perThread), in[0], y, k.N, k.By)
}

func (r *run) copy(k kernels.Copy, y pointer, in [6]pointer) {
	if y != in[0] {
		r.copyFloats(each(k.N, perThread), in[0], y, k.N)
	}
}

func (r *run) copyBeside(k kernels.CopyBeside, y pointer) {
	r.copyFloats(each(len(k.From), perThread), r.beside(k.From), y, len(k.From))
}

func (r *run) elementwise(k kernels.Elementwise, y pointer, in [6]pointer) {
	x, n, g := in[0], k.N, each(k.N, perThread)
	switch k.Of {
	case kernels.OfReLU:
		r.mapRelu(g, x, y, n)
	case kernels.OfLeakyReLU:
		r.mapLeaky(g, x, y, n, k.Slope)
	case kernels.OfTanh:
		r.mapTanh(g, x, y, n)
	case kernels.OfSigmoid:
		r.mapSigmoid(g, x, y, n)
	case kernels.OfSiLU:
		r.mapSilu(g, x, y, n)
	case kernels.OfGELU:
		r.mapGelu(g, x, y, n)
	case kernels.OfGELUTanh:
		r.mapGeluTanh(g, x, y, n)
	default:
		r.fail(fmt.Errorf("there is no function %d", k.Of))
	}
}

func (r *run) elementwiseBackward(k kernels.ElementwiseBackward, dx pointer, in [6]pointer) {
	dy, v, n, g := in[0], in[1], k.N, each(k.N, perThread)
	switch k.Of {
	case kernels.OfReLU:
		r.gradRelu(g, dy, v, dx, n)
	case kernels.OfLeakyReLU:
		r.gradLeaky(g, dy, v, dx, n, k.Slope)
	case kernels.OfTanh:
		r.gradTanh(g, dy, v, dx, n)
	case kernels.OfSigmoid:
		r.gradSigmoid(g, dy, v, dx, n)
	case kernels.OfSiLU:
		r.gradSilu(g, dy, v, dx, n)
	case kernels.OfGELU:
		r.gradGelu(g, dy, v, dx, n)
	case kernels.OfGELUTanh:
		r.gradGeluTanh(g, dy, v, dx, n)
	default:
		r.fail(fmt.Errorf("there is no function %d", k.Of))
	}
}

func (r *run) dropoutForward(k kernels.DropoutForward, y pointer, in [6]pointer) {
	r.dropMasked(each(k.N, perThread), in[0], in[1], y, k.N, 1/(1-k.P))
}

func (r *run) channelAffineForward(k kernels.ChannelAffineForward, y pointer, in [6]pointer) {
	n := k.N * k.C * k.Spatial
	r.channelAffineEach(each(n, perThread), in[0], in[1], in[2], y, n, k.Spatial)
}

func (r *run) channelAffineBackward(k kernels.ChannelAffineBackward, dx pointer, in [6]pointer) {
	n := k.N * k.C * k.Spatial
	r.channelAffineEach(each(n, perThread), in[0], in[1], 0, dx, n, k.Spatial)
}

func (r *run) channelAffineBackwardScale(k kernels.ChannelAffineBackwardScale, ds pointer, in [6]pointer) {
	r.dotRows(teams(k.N*k.C), in[0], in[1], ds, k.N*k.C, k.Spatial)
}
