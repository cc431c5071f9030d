#include "kernel.h"

// Windows of kh×kw, strideH and strideW apart, over planes height×width that are
// padded by padH and padW; rows×columns of them.

// largest is the place in a plane of the maximum of window (r, q): the first, or
// the last NaN where there is one.
DEVICE int largest(const float* plane, int r, int q, int height, int width, int kh, int kw, int strideH, int strideW, int padH, int padW) {
	int top = r * strideH - padH, left = q * strideW - padW;
	int bottom = MIN(top + kh, height), right = MIN(left + kw, width);
	top = MAX(top, 0);
	left = MAX(left, 0);
	float best = -INFINITY_F;
	int at = top * width + left;
	for (int i = top; i < bottom; i++) {
		for (int j = left; j < right; j++) {
			float v = plane[i * width + j];
			if (v > best || v != v) {
				best = v;
				at = i * width + j;
			}
		}
	}
	return at;
}

// maxPool is y (planes, rows, columns), the largest value of each window of x.
KERNEL(maxPool)(float* RESTRICT y, const float* RESTRICT x, int planes, int height, int width, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH,
	int padW, int act, float slope) {
	int n = planes * rows * columns;
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
		int row = i / columns, plane = row / rows;
		const float* from = x + plane * height * width;
		y[i] = activate(from[largest(from, row - plane * rows, i - row * columns, height, width, kh, kw, strideH, strideW, padH, padW)], act, slope);
	}
}

// maxPoolGrad is dx: each value looks which of the windows over it it is the
// largest of.
KERNEL(maxPoolGrad)(float* RESTRICT dx, const float* RESTRICT dy, const float* RESTRICT x, int planes, int height, int width, int rows, int columns, int kh, int kw,
	int strideH, int strideW, int padH, int padW) {
	int n = planes * height * width;
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
		int row = i / width, plane = row / height, h = row - plane * height + padH, w = i - row * width + padW;
		const float *from = x + plane * height * width, *d = dy + plane * rows * columns;
		int at = i - plane * height * width;
		float sum = 0.f;
		for (int r = MAX((h - kh + strideH) / strideH, 0); r < rows && r * strideH <= h; r++) {
			for (int q = MAX((w - kw + strideW) / strideW, 0); q < columns && q * strideW <= w; q++) {
				if (largest(from, r, q, height, width, kh, kw, strideH, strideW, padH, padW) == at) sum += d[r * columns + q];
			}
		}
		dx[i] = sum;
	}
}

// halveGrad is dx for windows of 2×2 side by side, a thread for each of n windows;
// half is the width of dy. dx may be x.
KERNEL(halveGrad)(float* dx, const float* dy, const float* x, int n, int half) {
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
		int row = i / half, at = row * 4 * half + (i - row * half) * 2, below = at + 2 * half;
		float2 top = *(const float2*)(x + at), bottom = *(const float2*)(x + below);
		float best = top.x, d = dy[i];
		int place = 0;
		if (top.y > best || top.y != top.y) {
			best = top.y;
			place = 1;
		}
		if (bottom.x > best || bottom.x != bottom.x) {
			best = bottom.x;
			place = 2;
		}
		if (bottom.y > best || bottom.y != bottom.y) place = 3;
		*(float2*)(dx + at) = make_float2(place == 0 ? d : 0.f, place == 1 ? d : 0.f);
		*(float2*)(dx + below) = make_float2(place == 2 ? d : 0.f, place == 3 ? d : 0.f);
	}
}

// avgPool is y, scale times the sum of each window of x.
KERNEL(avgPool)(float* RESTRICT y, const float* RESTRICT x, int planes, int height, int width, int rows, int columns, int kh, int kw, int strideH, int strideW, int padH,
	int padW, float scale) {
	int n = planes * rows * columns;
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
		int row = i / columns, plane = row / rows;
		const float* from = x + plane * height * width;
		int top = (row - plane * rows) * strideH - padH, left = (i - row * columns) * strideW - padW;
		int bottom = MIN(top + kh, height), right = MIN(left + kw, width);
		float sum = 0.f;
		for (int h = MAX(top, 0); h < bottom; h++) {
			for (int w = MAX(left, 0); w < right; w++) sum += from[h * width + w];
		}
		y[i] = sum * scale;
	}
}

// avgPoolGrad is dx: each value's share of the windows over it.
KERNEL(avgPoolGrad)(float* RESTRICT dx, const float* RESTRICT dy, int planes, int height, int width, int rows, int columns, int kh, int kw, int strideH, int strideW,
	int padH, int padW, float scale) {
	int n = planes * height * width;
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
		int row = i / width, plane = row / height, h = row - plane * height + padH, w = i - row * width + padW;
		const float* d = dy + plane * rows * columns;
		float sum = 0.f;
		for (int r = MAX((h - kh + strideH) / strideH, 0); r < rows && r * strideH <= h; r++) {
			for (int q = MAX((w - kw + strideW) / strideW, 0); q < columns && q * strideW <= w; q++) sum += d[r * columns + q];
		}
		dx[i] = sum * scale;
	}
}
