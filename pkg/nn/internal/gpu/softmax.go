package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

func (r *run) softmaxForward(k kernels.SoftmaxForward, y pointer, in [6]pointer) {
	n := k.Outer * k.Inner
	if k.Inner == 1 {
		r.softmaxRows(teams(n), in[0], y, n, k.N, truth(k.Log))
		return
	}
	r.softmaxColumns(each(n, 1), in[0], y, n, k.N, k.Inner, truth(k.Log))
}

func (r *run) softmaxBackward(k kernels.SoftmaxBackward, dx pointer, in [6]pointer) {
	n := k.Outer * k.Inner
	if k.Inner == 1 {
		r.softmaxGradRows(teams(n), in[0], in[1], dx, n, k.N, truth(k.Log))
		return
	}
	r.softmaxGradColumns(each(n, 1), in[0], in[1], dx, n, k.N, k.Inner, truth(k.Log))
}

func (r *run) logSumExpForward(k kernels.LogSumExpForward, y pointer, in [6]pointer) {
	n := k.Outer * k.Inner
	if k.Inner == 1 {
		r.logSumExpRows(teams(n), in[0], y, n, k.N)
		return
	}
	r.logSumExpColumns(each(n, 1), in[0], y, n, k.N, k.Inner)
}

func (r *run) logSumExpBackward(k kernels.LogSumExpBackward, dx pointer, in [6]pointer) {
	n := k.Outer * k.N * k.Inner
	r.logSumExpGradEach(each(n, 1), in[0], in[1], in[2], dx, n, k.N, k.Inner)
}
