#include "kernel.h"
#include "tile.h"

// Convolutions and their transposes, as products of matrices that are never
// written down: filters (output channel; tap, source channel) times what the taps
// meet in the source (tap, source channel; image, pixel).
//
// Where spread is 0, y (n, groups·outs, rows, columns) is the convolution of x
// (n, groups·channels, height, width). Where it is 1, x is spread to y: the
// gradient for a convolution's input, and what a transposed convolution does. With
// strides, pixels of y whose rows and columns leave the same remainders meet the
// same taps: each such class is, by itself, a convolution of x without strides.
// gridDim.z is classes × groups × pieces of the sums; with several pieces y is as
// many tensors, each of a part of the sums, without bias and activation.
//
// Filters are packed, by packTurned or packStraight: (group, tap, channel, output
// channel), the last of which are rounded up to pitch: what a tile has rows for, 4 for
// convThin.

// convTaps are the taps that the pixels of one class meet: h×w of those of a filter.
typedef struct {
	int h, w;
	int row, column;         // of the source that the first meets, from the pixel's place
	int leapRow, leapColumn; // from there to what the next meets
	int first, nextH, nextW; // the first's place in the filter, and steps to the next
	int i, j, rows, columns; // the class's first pixel in y, and how many there are
	int nextRow, nextColumn; // steps between its pixels in y
	int stepH, stepW;        // and between their places in the source
} convTaps;

// firstTap is the first tap that meets a place of the source, for pixels whose
// remainder is i.
DEVICE int firstTap(int i, int taps, int stride, int pad, int dilation) {
	int tap = 0;
	while (tap < taps && (i + pad - tap * dilation) % stride != 0) tap++;
	return tap;
}

// tapsOf are those of a class. Of the taps that meet anything at all, every leapH-th
// (leapW-th) does.
DEVICE convTaps tapsOf(int number, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW) {
	convTaps t;
	if (!spread) {
		t.h = kh;
		t.w = kw;
		t.row = -padH;
		t.column = -padW;
		t.leapRow = dilationH;
		t.leapColumn = dilationW;
		t.first = 0;
		t.nextH = kw;
		t.nextW = 1;
		t.i = t.j = 0;
		t.rows = rows;
		t.columns = columns;
		t.nextRow = t.nextColumn = 1;
		t.stepH = strideH;
		t.stepW = strideW;
		return t;
	}
	int across = MIN(strideW, columns);
	t.i = number / across;
	t.j = number - t.i * across;
	int r = firstTap(t.i, kh, strideH, padH, dilationH), q = firstTap(t.j, kw, strideW, padW, dilationW);
	t.h = (kh - r + leapH - 1) / leapH;
	t.w = (kw - q + leapW - 1) / leapW;
	if (t.h == 0 || t.w == 0) t.h = t.w = 0;
	t.row = (t.i + padH - r * dilationH) / strideH;
	t.column = (t.j + padW - q * dilationW) / strideW;
	t.leapRow = -(leapH * dilationH / strideH);
	t.leapColumn = -(leapW * dilationW / strideW);
	t.first = r * kw + q;
	t.nextH = leapH * kw;
	t.nextW = leapW;
	t.rows = (rows - t.i + strideH - 1) / strideH;
	t.columns = (columns - t.j + strideW - 1) / strideW;
	t.nextRow = strideH;
	t.nextColumn = strideW;
	t.stepH = t.stepW = 1;
	return t;
}

// convSteps are the steps that are still to be copied, and the next one's tap and
// first channel.
typedef struct {
	int left, channel, t, u;
} convSteps;

#define BM 32
#define BN 64
#define TM 4
#define TN 4
#define FEW 1024
#include "conv.inc"

#define BM 64
#define BN 64
#define TM 8
#define TN 4
#define ANY
#include "conv.inc"

#include "tf32.h"
#define BM 64
#define BN 64
#define TM 4
#define TN 16
#define ANY
#include "conv.inc"

#define BM 64
#define BN 64
#define TM 4
#define TN 16
#include "conv.inc"

#define BM 128
#define BN 64
#define TM 4
#define TN 16
#include "conv.inc"

#include "split.h"
#define BM 32
#define BN 64
#define TM 4
#define TN 8
#include "conv.inc"

#define BM 64
#define BN 64
#define TM 4
#define TN 8
#include "conv.inc"

#define BM 128
#define BN 64
#define TM 4
#define TN 16
#include "conv.inc"
#include "float32.h"

// convFew32x64 is for sources of few channels: at most 1024 pairs of taps and channels.
KERNEL_FOR(convFew32x64, 128, 4)(float* y, const float* x, const float* w, const float* bias, int n, int groups, int channels, int height,
	int width, int outs, int pitch, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	convFew32x64_(y, x, w, bias, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread,
		leapH, leapW, pieces, act, slope);
}

// convAny64x64 is for sources of any number of channels, the others for multiples of 16.
KERNEL_FOR(convAny64x64, 128, 4)(float* y, const float* x, const float* w, const float* bias, int n, int groups, int channels, int height,
	int width, int outs, int pitch, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	convAny64x64_(y, x, w, bias, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread,
		leapH, leapW, pieces, act, slope);
}

KERNEL_FOR(convAny64x64TF32, 64, 6)(float* y, const float* x, const float* w, const float* bias, int n, int groups, int channels, int height,
	int width, int outs, int pitch, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	convAny64x64TF32_(y, x, w, bias, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread,
		leapH, leapW, pieces, act, slope);
}

KERNEL_FOR(conv64x64TF32, 64, 6)(float* y, const float* x, const float* w, const float* bias, int n, int groups, int channels, int height,
	int width, int outs, int pitch, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	conv64x64TF32_(y, x, w, bias, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread,
		leapH, leapW, pieces, act, slope);
}

KERNEL_FOR(conv128x64TF32, 128, 3)(float* y, const float* x, const float* w, const float* bias, int n, int groups, int channels, int height,
	int width, int outs, int pitch, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	conv128x64TF32_(y, x, w, bias, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread,
		leapH, leapW, pieces, act, slope);
}

KERNEL_FOR(conv32x64Split, 64, 6)(float* y, const float* x, const float* w, const float* bias, int n, int groups, int channels, int height,
	int width, int outs, int pitch, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	conv32x64Split_(y, x, w, bias, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread,
		leapH, leapW, pieces, act, slope);
}

KERNEL_FOR(conv64x64Split, 128, 3)(float* y, const float* x, const float* w, const float* bias, int n, int groups, int channels, int height,
	int width, int outs, int pitch, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	conv64x64Split_(y, x, w, bias, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread,
		leapH, leapW, pieces, act, slope);
}

KERNEL_FOR(conv128x64Split, 128, 2)(float* y, const float* x, const float* w, const float* bias, int n, int groups, int channels, int height,
	int width, int outs, int pitch, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	conv128x64Split_(y, x, w, bias, n, groups, channels, height, width, outs, pitch, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread,
		leapH, leapW, pieces, act, slope);
}

// convThin is for at most 4 output channels in a group: a thread for each pixel.
// gridDim.y is groups, gridDim.z classes × pieces.
KERNEL_FOR(convThin, 128, 8)(float* RESTRICT y, const float* RESTRICT x, const float* RESTRICT w, const float* RESTRICT bias, int n, int groups, int channels,
	int height, int width, int outs, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int spread,
	int leapH, int leapW, int pieces, int act, float slope) {
	int group = blockIdx.y, piece = blockIdx.z % pieces, plane = height * width, out = rows * columns;
	convTaps taps = tapsOf(blockIdx.z / pieces, rows, columns, kh, kw, strideH, strideW, padH, padW, dilationH, dilationW, spread, leapH, leapW);
	int pixels = taps.rows * taps.columns, pixel = blockIdx.x * blockDim.x + threadIdx.x;
	if (pixel >= n * pixels) return;
	int image = pixel / pixels, at = pixel - image * pixels, a = at / taps.columns, b = at - a * taps.columns;
	int begin = channels * piece / pieces, end = channels * (piece + 1) / pieces;
	const float* from = x + (image * groups + group) * channels * plane;
	const float* filters = w + group * kh * kw * channels * 4;
	float sums[4] = {0.f, 0.f, 0.f, 0.f};
	for (int t = 0; t < taps.h; t++) {
		int r = a * taps.stepH + taps.row + t * taps.leapRow;
		if ((unsigned)r >= (unsigned)height) continue;
		for (int u = 0; u < taps.w; u++) {
			int q = b * taps.stepW + taps.column + u * taps.leapColumn;
			if ((unsigned)q >= (unsigned)width) continue;
			const float* source = from + r * width + q;
			const float* weights = filters + (taps.first + t * taps.nextH + u * taps.nextW) * channels * 4;
			UNROLL4 for (int c = begin; c < end; c++) {
				float v = source[c * plane];
				float4 f = LOAD4(weights + c * 4);
				sums[0] += f.x * v;
				sums[1] += f.y * v;
				sums[2] += f.z * v;
				sums[3] += f.w * v;
			}
		}
	}
	y += piece * n * groups * outs * out + (image * groups + group) * outs * out + (taps.i + a * taps.nextRow) * columns + taps.j + b * taps.nextColumn;
	UNROLL for (int m = 0; m < 4; m++) {
		if (m >= outs) break;
		float shift = bias && pieces == 1 ? bias[group * outs + m] : 0.f;
		y[m * out] = activate(sums[m] + shift, act && pieces == 1, slope);
	}
}

// packTurned packs filters (groups, outs, channels, taps): 32×32 of a group's at a
// time, in blocks of 256 threads. gridDim.z is groups.
KERNEL_FOR(packTurned, 256, 4)(float* RESTRICT packed, const float* RESTRICT w, int channels, int outs, int taps, int pitch) {
	SHARED float tile[32][33];
	int depth = channels * taps, left = blockIdx.x * 32, top = blockIdx.y * 32, lane = threadIdx.x % 32;
	w += blockIdx.z * outs * depth;
	packed += blockIdx.z * depth * pitch;
	for (int i = threadIdx.x / 32; i < 32; i += 8) {
		tile[i][lane] = top + i < outs && left + lane < depth ? w[(top + i) * depth + left + lane] : 0.f;
	}
	__syncthreads();
	for (int i = threadIdx.x / 32; i < 32; i += 8) {
		int channel = (left + i) / taps, tap = left + i - channel * taps;
		if (left + i < depth && top + lane < pitch) packed[(tap * channels + channel) * pitch + top + lane] = tile[lane][i];
	}
}

// packStraight packs filters (groups, channels, outs, taps), those of a
// convolution whose gradient for the input is meant. gridDim.z is groups.
KERNEL(packStraight)(float* RESTRICT packed, const float* RESTRICT w, int channels, int outs, int taps, int pitch) {
	int n = taps * channels * pitch;
	w += blockIdx.z * outs * channels * taps;
	packed += blockIdx.z * n;
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
		int row = i / pitch, m = i - row * pitch, tap = row / channels, channel = row - tap * channels;
		packed[i] = m < outs ? w[(channel * outs + m) * taps + tap] : 0.f;
	}
}
