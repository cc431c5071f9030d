package gpu

import (
	"math"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// solverPiece is how many values of a tensor a block of a solver's kernel takes.
const solverPiece = 4096

// solverTables are what a solver's kernels are told of the tensors that one launch
// works on: sizes[t] values in each of arrays[0][t], arrays[1][t], … An address is 0
// where a kernel needs no such array. chunks has a word for each block.
func solverTables(sizes []int, arrays ...[]pointer) (chunks, table []uint64) {
	for t, n := range sizes {
		for i := range divUp(n, solverPiece) {
			chunks = append(chunks, uint64(t)<<32|uint64(i))
		}
		for _, a := range arrays {
			table = append(table, uint64(a[t]))
		}
		table = append(table, uint64(n))
	}
	return chunks, table
}

// solverGrid is a block for each word of chunks.
func solverGrid(chunks int) grid { return grid{x: chunks, threads: 256} }

// sgdNumbers are what sgdStep reads of a tensor in its step-th step, from 1, of w,
// momentum and gradient; the second is missing where h.Momentum is 0.
func sgdNumbers(h kernels.SGDHyper, step int) [5]float32 {
	n := [5]float32{float32(h.WeightDecay), float32(h.Momentum), float32(1 - h.Dampening), float32(h.LR)}
	if step == 1 {
		n[4] = 1
	}
	return n
}

// adamNumbers are what adamStep reads of a tensor in its step-th step, from 1, of w,
// both moments and gradient. decoupled makes it AdamW.
func adamNumbers(h kernels.AdamHyper, step int, decoupled bool) [9]float32 {
	decay, keep := h.WeightDecay, 1.
	if decoupled {
		decay, keep = 0, 1-h.LR*h.WeightDecay
	}
	return [9]float32{
		float32(decay),
		float32(h.Beta1), float32(1 - h.Beta1),
		float32(h.Beta2), float32(1 - h.Beta2),
		float32(1 / math.Sqrt(1-math.Pow(h.Beta2, float64(step)))), float32(h.Eps),
		float32(h.LR / (1 - math.Pow(h.Beta1, float64(step)))),
		float32(keep),
	}
}
