#include "kernel.h"

// Whole planes of x (planes, spatial), each by as many lanes of a block of 256
// threads: 32 or 256.

// planeSums is y (planes, pieces), scale times the sums of gridDim.y pieces of each
// plane.
KERNEL_FOR(planeSums, 256, 4)(float* RESTRICT y, const float* RESTRICT x, int planes, int spatial, int lanes, float scale) {
	SHARED float sums[256];
	int lane = threadIdx.x % lanes, plane = blockIdx.x * (256 / lanes) + threadIdx.x / lanes, piece = blockIdx.y, pieces = gridDim.y;
	int from = (long long)spatial * piece / pieces, to = (long long)spatial * (piece + 1) / pieces;
	float sum = 0.f;
	if (plane < planes) {
		const float* mine = x + plane * spatial;
		UNROLL4 for (int i = from + lane; i < to; i += lanes) sum += mine[i];
	}
	sums[threadIdx.x] = sum;
	__syncthreads();
	for (int half = lanes / 2; half > 0; half /= 2) {
		if (lane < half) sums[threadIdx.x] += sums[threadIdx.x + half];
		__syncthreads();
	}
	if (lane == 0 && plane < planes) y[plane * pieces + piece] = sums[threadIdx.x] * scale;
}

// before reports whether value v at place i comes before value w at place j as a
// maximum: the largest, the first of equals, but the last NaN before all.
DEVICE int before(float v, int i, float w, int j) {
	if (v != v || w != w) return v != v && (w == w || i > j);
	return v > w || (v == w && i < j);
}

// planeLargest is the place in its plane of the maximum that the thread's lanes
// find, the same for all of them.
DEVICE int planeLargest(const float* x, int plane, int planes, int spatial, int lane, int lanes) {
	SHARED float values[256];
	SHARED int places[256];
	float best = -INFINITY_F;
	int at = lane < spatial ? lane : 0;
	if (plane < planes) {
		for (int i = lane; i < spatial; i += lanes) {
			float v = x[plane * spatial + i];
			if (v > best || v != v) {
				best = v;
				at = i;
			}
		}
	}
	values[threadIdx.x] = best;
	places[threadIdx.x] = at;
	__syncthreads();
	for (int half = lanes / 2; half > 0; half /= 2) {
		if (lane < half) {
			int other = threadIdx.x + half;
			if (before(values[other], places[other], values[threadIdx.x], places[threadIdx.x])) {
				values[threadIdx.x] = values[other];
				places[threadIdx.x] = places[other];
			}
		}
		__syncthreads();
	}
	return places[threadIdx.x - lane];
}

// planeMax is y (planes), the largest value of each plane.
KERNEL_FOR(planeMax, 256, 4)(float* RESTRICT y, const float* RESTRICT x, int planes, int spatial, int lanes) {
	int lane = threadIdx.x % lanes, plane = blockIdx.x * (256 / lanes) + threadIdx.x / lanes;
	int at = planeLargest(x, plane, planes, spatial, lane, lanes);
	if (lane == 0 && plane < planes) y[plane] = x[plane * spatial + at];
}

// planeMaxGrad is dx: dy (planes) at the largest value of each plane of x, 0 elsewhere.
KERNEL_FOR(planeMaxGrad, 256, 4)(float* RESTRICT dx, const float* RESTRICT dy, const float* RESTRICT x, int planes, int spatial, int lanes) {
	int lane = threadIdx.x % lanes, plane = blockIdx.x * (256 / lanes) + threadIdx.x / lanes;
	int at = planeLargest(x, plane, planes, spatial, lane, lanes);
	if (plane >= planes) return;
	float d = dy[plane];
	for (int i = lane; i < spatial; i += lanes) dx[plane * spatial + i] = i == at ? d : 0.f;
}

// planeSpread is dx (n values), scale times dy of each value's plane.
KERNEL(planeSpread)(float* RESTRICT dx, const float* RESTRICT dy, int n, int spatial, float scale) {
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) dx[i] = dy[i / spatial] * scale;
}
