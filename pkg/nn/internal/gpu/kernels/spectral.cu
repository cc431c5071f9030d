#include "kernel.h"
#include "block.inc"

// Filters are a matrix of rows and outer·inner columns: element (row, (a, b)) is at
// (a·rows + row)·inner + b.

// The length of a vector is kept from 0, as PyTorch does.
#define SHORTEST 1e-12f

// spectralColumns is part (pieces, cols), the sums of w·u over pieces of size rows
// of each column: a block of 256 threads takes 32 neighbouring columns b of one a,
// blockIdx.y, and one piece, blockIdx.z.
KERNEL(spectralColumns)(const float* w, const float* u, float* part, int rows, int inner, int size) {
	SHARED float sums[256];
	int lane = threadIdx.x % 32, line = threadIdx.x / 32, b = blockIdx.x * 32 + lane, r;
	int from = blockIdx.z * size, to = MIN(from + size, rows);
	float s = 0;
	w += (size_t)blockIdx.y * rows * inner;
	if (b < inner) {
		for (r = from + line; r < to; r += 8) s += u[r] * w[(size_t)r * inner + b];
	}
	sums[threadIdx.x] = s;
	__syncthreads();
	if (line == 0 && b < inner) {
		for (r = 1; r < 8; r++) s += sums[lane + 32 * r];
		part[((size_t)blockIdx.z * gridDim.y + blockIdx.y) * inner + b] = s;
	}
}

// lengthened is what a vector of that sum of squares is multiplied by to have
// length 1.
DEVICE float lengthened(float squares) {
	float length = sqrtf(squares);
	return 1 / (length > SHORTEST ? length : SHORTEST);
}

// spectralRows is sums (rows), W·v, a block a row. Where pieces is not 0, v is first
// made: the sums over pieces of part (pieces, outer·inner) at length 1. All blocks
// make it, the first one writes it.
KERNEL(spectralRows)(const float* w, const float* part, float* v, float* nowV, float* sums, int rows, int outer, int inner, int pieces) {
	int cols = outer * inner, row = blockIdx.x, i, k;
	float s = 0, scale = 1;
	if (pieces) {
		for (i = threadIdx.x; i < cols; i += blockDim.x) {
			float x = 0;
			for (k = 0; k < pieces; k++) x += part[(size_t)k * cols + i];
			s += x * x;
		}
		scale = lengthened(blockSum(s));
		s = 0;
	}
	for (i = threadIdx.x; i < cols; i += blockDim.x) {
		float x = 0;
		if (pieces) {
			for (k = 0; k < pieces; k++) x += part[(size_t)k * cols + i];
			x *= scale;
			if (row == 0) v[i] = x;
		} else {
			x = v[i];
		}
		if (row == 0) nowV[i] = x;
		s += x * w[((size_t)(i / inner) * rows + row) * inner + i % inner];
	}
	s = blockSum(s);
	if (threadIdx.x == 0) sums[row] = s;
}

// spectralScale is w/σ, n values, σ being u times sums (rows). Where train, u is first
// made: sums at length 1. All blocks make it, the first one writes it and σ.
KERNEL(spectralScale)(const float* w, const float* sums, float* u, float* nowU, float* sigma, float* y, int n, int rows, int train) {
	float scale = 1, s = 0;
	int i;
	if (train) {
		for (i = threadIdx.x; i < rows; i += blockDim.x) s += sums[i] * sums[i];
		scale = lengthened(blockSum(s));
		s = 0;
	}
	for (i = threadIdx.x; i < rows; i += blockDim.x) {
		float x = train ? sums[i] * scale : u[i];
		s += x * sums[i];
		if (blockIdx.x == 0) {
			if (train) u[i] = x;
			nowU[i] = x;
		}
	}
	s = blockSum(s);
	if (HERE == 0) sigma[0] = s;
	s = 1 / s;
#define F(x) ((x) * s)
	EACH1(n, y, w, F)
#undef F
}

// spectralGradEach is dw = (dy − ⟨dy, y⟩·uvᵀ)/σ, n values; part are the parts of
// ⟨dy, y⟩.
KERNEL(spectralGradEach)(const float* dy, const float* part, const float* u, const float* v, const float* sigma, float* dw, int n, int parts, int rows, int inner) {
	float along = 0, scale = 1 / sigma[0];
	int i;
	for (i = threadIdx.x; i < parts; i += blockDim.x) along += part[i];
	along = blockSum(along);
	for (i = HERE; i < n; i += THREADS) {
		int line = i / inner;
		dw[i] = (dy[i] - along * u[line % rows] * v[line / rows * inner + i % inner]) * scale;
	}
}
