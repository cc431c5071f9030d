#include "kernel.h"

// turned is where value i of n, tap by tap, lies where a value's taps follow each other.
DEVICE int turned(int i, int n, int taps) {
	int values = n / taps, tap = i / values;
	return (i - tap * values) * taps + tap;
}

// sumPieces is y (n), the sums of pieces of them that follow each other in parts,
// plus bias, where there is one: its channels follow each other in y, each values
// of one channel after those of the one before; and then the activation. In parts, other
// than in y, all values of a tap may come before those of the next: there are taps.
KERNEL(sumPieces)(float* RESTRICT y, const float* RESTRICT parts, const float* RESTRICT bias, int n, int pieces, int channels, int each, int taps, int act, float slope) {
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
		float sum = bias ? bias[i / each % channels] : 0.f;
		UNROLL4 for (int p = 0; p < pieces; p++) sum += parts[p * n + i];
		y[turned(i, n, taps)] = activate(sum, act, slope);
	}
}

// sumManyPieces is sumPieces for many pieces: a block of 256 threads for 32 values,
// each of which 8 threads add up.
KERNEL_FOR(sumManyPieces, 256, 8)(float* RESTRICT y, const float* RESTRICT parts, const float* RESTRICT bias, int n, int pieces, int channels, int each, int taps,
	int act, float slope) {
	SHARED float sums[256];
	int i = blockIdx.x * 32 + threadIdx.x % 32;
	float sum = 0.f;
	if (i < n) {
		UNROLL4 for (int p = threadIdx.x / 32; p < pieces; p += 8) sum += parts[p * n + i];
	}
	sums[threadIdx.x] = sum;
	__syncthreads();
	for (int half = 128; half >= 32; half /= 2) {
		if (threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
		__syncthreads();
	}
	if (threadIdx.x < 32 && i < n) y[turned(i, n, taps)] = activate(sums[threadIdx.x] + (bias ? bias[i / each % channels] : 0.f), act, slope);
}

// channelSums is y (pieces, channels), gridDim.y pieces of the sums of x
// (n, channels, each) over all but the channels: one block of 256 threads for each.
KERNEL_FOR(channelSums, 256, 4)(float* RESTRICT y, const float* RESTRICT x, int n, int channels, int each) {
	int channel = blockIdx.x, count = n * each, pieces = gridDim.y, piece = blockIdx.y;
	int from = (long long)count * piece / pieces, to = (long long)count * (piece + 1) / pieces;
	float sum = 0.f;
	int i = from + threadIdx.x, image = i / each, at = i - image * each, images = 256 / each, rest = 256 - images * each;
	UNROLL4 for (; i < to; i += 256) {
		sum += x[(image * channels + channel) * each + at];
		image += images;
		at += rest;
		if (at >= each) {
			at -= each;
			image++;
		}
	}
	sum = blockSum(sum);
	if (threadIdx.x == 0) y[piece * channels + channel] = sum;
}

// columnSums is y (pieces, columns), gridDim.y pieces of the sums of the columns of
// x (n, columns): a block of 256 threads for 32 columns.
KERNEL_FOR(columnSums, 256, 4)(float* RESTRICT y, const float* RESTRICT x, int n, int columns) {
	SHARED float sums[256];
	int column = blockIdx.x * 32 + threadIdx.x % 32, pieces = gridDim.y, piece = blockIdx.y;
	int from = (long long)n * piece / pieces, to = (long long)n * (piece + 1) / pieces;
	float sum = 0.f;
	if (column < columns) {
		UNROLL4 for (int i = from + threadIdx.x / 32; i < to; i += 8) sum += x[i * columns + column];
	}
	sums[threadIdx.x] = sum;
	__syncthreads();
	for (int half = 128; half >= 32; half /= 2) {
		if (threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
		__syncthreads();
	}
	if (threadIdx.x < 32 && column < columns) y[piece * columns + column] = sums[threadIdx.x];
}
