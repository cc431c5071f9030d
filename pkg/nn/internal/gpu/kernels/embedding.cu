#include "kernel.h"
#include "block.inc"

// embeddingRows copies rows of w (rows, dim): y (n, dim), length values. A row number
// that is none gives NaN.
KERNEL(embeddingRows)(const float* w, const float* index, float* y, int length, int rows, int dim) {
	int e;
	for (e = HERE; e < length; e += THREADS) {
		int k = wholeNumber(index[e / dim], rows);
		y[e] = k < 0 ? NAN_F : w[(size_t)k * dim + e % dim];
	}
}

// embeddingGradRows is dw (rows, dim): row blockIdx.x is the sum of the rows of dy
// (n, dim) that it was copied to, first to last.
KERNEL(embeddingGradRows)(const float* dy, const float* index, float* dw, int n, int dim) {
	SHARED float some[128];
	int row = blockIdx.x, column = blockIdx.y * blockDim.x + threadIdx.x, from, i;
	float s = 0;
	for (from = 0; from < n; from += 128) {
		int count = n - from < 128 ? n - from : 128;
		__syncthreads();
		for (i = threadIdx.x; i < count; i += blockDim.x) some[i] = index[from + i];
		__syncthreads();
		if (column < dim) {
			for (i = 0; i < count; i++) {
				if (some[i] == row) s += dy[(size_t)(from + i) * dim + column];
			}
		}
	}
	if (column < dim) dw[(size_t)row * dim + column] = s;
}
