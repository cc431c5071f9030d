#include "kernel.h"
#include "tile.h"

// The gradient for a convolution's filters: dw (groups·outs, channels, kh, kw) of x
// (n, groups·channels, height, width) and dy (n, groups·outs, rows, columns), as a
// product of matrices of which that of x is never written down. gridDim.z is groups
// × pieces of the sums over images and pixels; with several pieces dw is as many
// tensors, each of a part of the sums.

// filterSteps are the steps that a thread is still to copy, its pixel in the next one, and
// how far it goes on with each.
typedef struct {
	int left, image, r, q;
	int images, nextR, nextQ;
} filterSteps;

// filterStepsOf are those from one to another, of a thread that copies pixel k of each.
DEVICE filterSteps filterStepsOf(int from, int to, int k, int pixels, int columns) {
	filterSteps s;
	int pixel = from * BK + k;
	s.left = to - from;
	s.image = pixel / pixels;
	s.r = (pixel - s.image * pixels) / columns;
	s.q = pixel - s.image * pixels - s.r * columns;
	s.images = BK / pixels;
	s.nextR = (BK - s.images * pixels) / columns;
	s.nextQ = BK - s.images * pixels - s.nextR * columns;
	return s;
}

// nextFilterStep goes on to the next. There are no branches, so that the compiler can mix
// this with products.
DEVICE void nextFilterStep(filterSteps* s, int rows, int columns) {
	s->left--;
	s->q += s->nextQ;
	int over = s->q >= columns;
	s->q -= over ? columns : 0;
	s->r += s->nextR + over;
	over = s->r >= rows;
	s->r -= over ? rows : 0;
	s->image += s->images + over;
}

#define BM 32
#define BN 64
#define TM 4
#define TN 4
#include "convfilter.inc"

#define BM 64
#define BN 64
#define TM 8
#define TN 4
#include "convfilter.inc"

#define BM 128
#define BN 64
#define TM 8
#define TN 8
#include "convfilter.inc"

#include "tf32.h"
#define BM 64
#define BN 64
#define TM 4
#define TN 16
#include "convfilter.inc"

#define BM 128
#define BN 64
#define TM 4
#define TN 16
#include "convfilter.inc"

#include "split.h"
#define BM 64
#define BN 32
#define TM 4
#define TN 8
#include "convfiltertap.inc"

#define BM 64
#define BN 64
#define TM 4
#define TN 8
#include "convfiltertap.inc"

#define BM 128
#define BN 64
#define TM 4
#define TN 16
#include "convfiltertap.inc"
#include "float32.h"

KERNEL_FOR(convFilter32x64, 128, 4)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilter32x64_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

KERNEL_FOR(convFilter64x64, 128, 4)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilter64x64_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

KERNEL_FOR(convFilter128x64, 128, 3)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilter128x64_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

// convFilterTap… is for multiples of as many output channels as a tile has rows, of as many
// channels as it has columns, and of BK pixels.
KERNEL_FOR(convFilterTap64x32Split, 64, 6)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilterTap64x32Split_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

KERNEL_FOR(convFilterTap64x64Split, 128, 3)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilterTap64x64Split_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

KERNEL_FOR(convFilterTap128x64Split, 128, 2)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilterTap128x64Split_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

KERNEL_FOR(convFilter64x64TF32, 64, 4)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilter64x64TF32_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

KERNEL_FOR(convFilter128x64TF32, 128, 2)(float* dw, const float* x, const float* dy, int n, int groups, int channels, int height, int width, int outs,
	int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int pieces) {
	convFilter128x64TF32_(dw, x, dy, n, groups, channels, height, width, outs, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, pieces);
}

// convFilterThin is for at most 4 output channels in a group: a block of 128 threads
// for a source's channel and up to 4 taps, gridDim.x, each group, gridDim.y, and each
// piece, gridDim.z.
KERNEL_FOR(convFilterThin, 128, 4)(float* RESTRICT dw, const float* RESTRICT x, const float* RESTRICT dy, int n, int groups, int channels, int height, int width,
	int outs, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) {
	SHARED float all[16][128];
	int taps = kh * kw, fours = (taps + 3) / 4, pixels = rows * columns, plane = height * width;
	int group = blockIdx.y, piece = blockIdx.z, pieces = gridDim.z, channel = blockIdx.x / fours, first = (blockIdx.x - channel * fours) * 4;
	int row[4], column[4];
	UNROLL for (int l = 0; l < 4; l++) {
		int t = (first + l) / kw;
		row[l] = first + l < taps ? t * dilationH - padH : -(1 << 30);
		column[l] = (first + l - t * kw) * dilationW - padW;
	}
	int begin = (long long)n * pixels * piece / pieces, end = (long long)n * pixels * (piece + 1) / pieces;
	int pixel = begin + threadIdx.x, image = pixel / pixels, r = (pixel - image * pixels) / columns, q = pixel - image * pixels - r * columns;
	int images = 128 / pixels, nextR = (128 - images * pixels) / columns, nextQ = 128 - images * pixels - nextR * columns;
	float sums[16];
	UNROLL for (int i = 0; i < 16; i++) sums[i] = 0.f;
	for (; pixel < end; pixel += 128) {
		const float* d = dy + (image * groups + group) * outs * pixels + r * columns + q;
		const float* from = x + ((image * groups + group) * channels + channel) * plane;
		float v[4], g[4];
		UNROLL for (int m = 0; m < 4; m++) g[m] = m < outs ? d[m * pixels] : 0.f;
		UNROLL for (int l = 0; l < 4; l++) {
			int h = r * strideH + row[l], w = q * strideW + column[l];
			v[l] = (unsigned)h < (unsigned)height && (unsigned)w < (unsigned)width ? from[h * width + w] : 0.f;
		}
		UNROLL for (int l = 0; l < 4; l++) {
			UNROLL for (int m = 0; m < 4; m++) sums[l * 4 + m] += v[l] * g[m];
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
	UNROLL for (int i = 0; i < 16; i++) all[i][threadIdx.x] = sums[i];
	__syncthreads();
	for (int half = 64; half > 0; half /= 2) {
		for (int i = threadIdx.x; i < 16 * half; i += 128) {
			int sum = i / half, at = i - sum * half;
			all[sum][at] += all[sum][at + half];
		}
		__syncthreads();
	}
	int l = threadIdx.x / 4, m = threadIdx.x % 4;
	if (l < 4 && first + l < taps && m < outs) dw[(((piece * groups + group) * outs + m) * channels + channel) * taps + first + l] = all[threadIdx.x][0];
}
