#include "kernel.h"
#include "block.inc"

// Long sums are made in two or more passes: each folds pieces of some thousand
// values, and the last pieces' results.

// foldRows folds pieces of the rows of x (rows, n), each of size values, the last
// one of what is left: y (rows, pieces), times scale. 32 threads take a piece; max
// takes the largest value instead of the sum.
KERNEL(foldRows)(const float* x, float* y, int rows, int n, int size, int pieces, int max, float scale) {
	int lane = threadIdx.x % 32, item = HERE / 32, row = item / pieces, from = (item - row * pieces) * size;
	int live = row < rows, to = from + size < n ? from + size : n, i;
	const float* s = x + (size_t)(live ? row : 0) * n;
	if (max) {
		float m = -INFINITY_F;
		if (live) {
			for (i = from + lane; i < to; i += 32) m = larger(m, s[i]);
		}
		m = rowMax(m);
		if (live && lane == 0) y[item] = m;
		return;
	}
	{
		float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
		if (live) {
			for (i = from + lane; i + 96 < to; i += 128) {
				s0 += s[i];
				s1 += s[i + 32];
				s2 += s[i + 64];
				s3 += s[i + 96];
			}
			for (; i < to; i += 32) s0 += s[i];
		}
		s0 = rowSum((s0 + s1) + (s2 + s3));
		if (live && lane == 0) y[item] = s0 * scale;
	}
}

// foldColumns folds pieces of the middle axis of x (outer, n, inner), each of size
// rows: y (outer, pieces, inner), times scale. A block of 256 threads takes 32
// neighbouring columns of a piece, blockIdx.y is outer's and blockIdx.z the piece's
// number.
KERNEL(foldColumns)(const float* x, float* y, int n, int inner, int size, int max, float scale) {
	SHARED float part[256];
	int lane = threadIdx.x % 32, row = threadIdx.x / 32, column = blockIdx.x * 32 + lane;
	int from = blockIdx.z * size, to = from + size < n ? from + size : n, i;
	const float* s = x + (size_t)blockIdx.y * n * inner;
	float v = max ? -INFINITY_F : 0;
	if (column < inner) {
		for (i = from + row; i < to; i += 8) {
			float w = s[(size_t)i * inner + column];
			v = max ? larger(v, w) : v + w;
		}
	}
	part[threadIdx.x] = v;
	__syncthreads();
	if (row == 0 && column < inner) {
		for (i = 1; i < 8; i++) v = max ? larger(v, part[lane + 32 * i]) : v + part[lane + 32 * i];
		y[((size_t)blockIdx.y * gridDim.z + blockIdx.z) * inner + column] = max ? v : v * scale;
	}
}

// dotRows is the sum of a·b over each plane of spatial values: y (planes).
KERNEL(dotRows)(const float* a, const float* b, float* y, int planes, int spatial) {
	int lane = threadIdx.x % 32, plane = HERE / 32, live = plane < planes, i;
	float s0 = 0, s1 = 0;
	if (live) {
		a += (size_t)plane * spatial;
		b += (size_t)plane * spatial;
		for (i = lane; i + 32 < spatial; i += 64) {
			s0 += a[i] * b[i];
			s1 += a[i + 32] * b[i + 32];
		}
		if (i < spatial) s0 += a[i] * b[i];
	}
	s0 = rowSum(s0 + s1);
	if (live && lane == 0) y[plane] = s0;
}

// dotParts leaves in part the sum of a·b over each block's pieces of 4096 values.
KERNEL(dotParts)(const float* a, const float* b, float* part, int n) {
	int from = blockIdx.x * 4096, to = from + 4096 < n ? from + 4096 : n, i;
	float s = 0;
	for (i = from + threadIdx.x; i < to; i += blockDim.x) s += a[i] * b[i];
	s = blockSum(s);
	if (threadIdx.x == 0) part[blockIdx.x] = s;
}

// foldParts is scale times the sum of n parts, by one block.
KERNEL(foldParts)(const float* part, float* y, int n, float scale) {
	int i;
	double s = 0;
	for (i = threadIdx.x; i < n; i += blockDim.x) s += part[i];
	s = blockSum64(s);
	if (threadIdx.x == 0) y[0] = (float)(s * scale);
}
