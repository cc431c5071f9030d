#include "kernel.h"
#include "tile.h"

// The gradient for a convolution's filters: dw (groups·outs, channels, kh, kw) of x
// (n, groups·channels, height, width) and dy (n, groups·outs, rows, columns), as a
// product of matrices of which that of x is never written down. gridDim.z is groups
// × pieces of the sums over images and pixels; with several pieces dw is as many
// tensors, each of a part of the sums.

#define BM 32
#define BN 64
#define TM 4
#define TN 4
#include "convfilter.inc"

#define BM 64
#define BN 64
#define TM 4
#define TN 4
#include "convfilter.inc"

#define BM 128
#define BN 64
#define TM 8
#define TN 4
#include "convfilter.inc"

KERNEL_FOR(convFilter32x64, 128, 5)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilter32x64_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

KERNEL_FOR(convFilter64x64, 256, 3)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilter64x64_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

KERNEL_FOR(convFilter128x64, 256, 2)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilter128x64_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

// convFilterThin is for at most 4 output channels in a group: a block of 256 threads
// for each pair of a source's channel and a tap, gridDim.x, each group, gridDim.y,
// and each piece, gridDim.z.
KERNEL_FOR(convFilterThin, 256, 4)(float* RESTRICT dw, const float* RESTRICT x, const float* RESTRICT dy, int n, int groups, int channels, int height, int width,
	int outs, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) {
	SHARED float all[4][256];
	int taps = kh * kw, depth = channels * taps, pixels = rows * columns, plane = height * width;
	int at = blockIdx.x, group = blockIdx.y, piece = blockIdx.z, pieces = gridDim.z;
	int channel = at / taps, tap = at - channel * taps, t = tap / kw;
	int row = t * dilationH - padH, column = (tap - t * kw) * dilationW - padW;
	int begin = (long long)n * pixels * piece / pieces, end = (long long)n * pixels * (piece + 1) / pieces;
	int pixel = begin + threadIdx.x, image = pixel / pixels, r = (pixel - image * pixels) / columns, q = pixel - image * pixels - r * columns;
	int images = 256 / pixels, nextR = (256 - images * pixels) / columns, nextQ = 256 - images * pixels - nextR * columns;
	float sums[4] = {0.f, 0.f, 0.f, 0.f};
	for (; pixel < end; pixel += 256) {
		int h = r * strideH + row, w = q * strideW + column;
		if ((unsigned)h < (unsigned)height && (unsigned)w < (unsigned)width) {
			float v = x[((image * groups + group) * channels + channel) * plane + h * width + w];
			const float* d = dy + (image * groups + group) * outs * pixels + r * columns + q;
			UNROLL for (int m = 0; m < 4; m++) {
				if (m < outs) sums[m] += v * d[m * pixels];
			}
		}
		q += nextQ;
		r += nextR;
		image += images;
		if (q >= columns) {
			q -= columns;
			r++;
		}
		if (r >= rows) {
			r -= rows;
			image++;
		}
	}
	UNROLL for (int m = 0; m < 4; m++) all[m][threadIdx.x] = sums[m];
	__syncthreads();
	for (int half = 128; half > 0; half /= 2) {
		if (threadIdx.x < half) {
			UNROLL for (int m = 0; m < 4; m++) all[m][threadIdx.x] += all[m][threadIdx.x + half];
		}
		__syncthreads();
	}
	if (threadIdx.x < outs) dw[((piece * groups + group) * outs + threadIdx.x) * depth + at] = all[threadIdx.x][0];
}
