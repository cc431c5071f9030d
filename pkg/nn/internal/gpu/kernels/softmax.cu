#include "kernel.h"
#include "block.inc"

// A softmax works on rows: the runs of the middle axis of (outer, n, inner). Where
// inner is 1, 32 threads take a row, else one thread.

// finite1 is sum, or 1 where the largest value, top, is infinite.
DEVICE float finite1(float sum, float top) { return top - top == 0 ? sum : 1; }

KERNEL(softmaxRows)(const float* x, float* y, int rows, int n, int log) {
	int lane = threadIdx.x % 32, row = HERE / 32, live = row < rows, i;
	float top = -INFINITY_F, sum = 0;
	if (!live) n = 0;
	x += live ? (size_t)row * n : 0;
	y += live ? (size_t)row * n : 0;
	for (i = lane; i < n; i += 32) top = larger(top, x[i]);
	top = rowMax(top);
	for (i = lane; i < n; i += 32) sum += expf(x[i] - top);
	sum = finite1(rowSum(sum), top);
	if (log) {
		sum = logf(sum);
		for (i = lane; i < n; i += 32) y[i] = x[i] - top - sum;
	} else {
		sum = 1 / sum;
		for (i = lane; i < n; i += 32) y[i] = expf(x[i] - top) * sum;
	}
}

KERNEL(softmaxColumns)(const float* x, float* y, int columns, int n, int inner, int log) {
	int e;
	for (e = HERE; e < columns; e += THREADS) {
		size_t at = (size_t)(e / inner) * n * inner + e % inner;
		float top = -INFINITY_F, sum = 0;
		int i;
		for (i = 0; i < n; i++) top = larger(top, x[at + (size_t)i * inner]);
		for (i = 0; i < n; i++) sum += expf(x[at + (size_t)i * inner] - top);
		sum = finite1(sum, top);
		sum = log ? logf(sum) : 1 / sum;
		for (i = 0; i < n; i++) {
			float d = x[at + (size_t)i * inner] - top;
			y[at + (size_t)i * inner] = log ? d - sum : expf(d) * sum;
		}
	}
}

KERNEL(softmaxGradRows)(const float* dy, const float* y, float* dx, int rows, int n, int log) {
	int lane = threadIdx.x % 32, row = HERE / 32, live = row < rows, i;
	float sum = 0;
	if (live) {
		dy += (size_t)row * n;
		y += (size_t)row * n;
		dx += (size_t)row * n;
	} else {
		n = 0;
	}
	for (i = lane; i < n; i += 32) sum += log ? dy[i] : dy[i] * y[i];
	sum = rowSum(sum);
	for (i = lane; i < n; i += 32) dx[i] = log ? dy[i] - expf(y[i]) * sum : y[i] * (dy[i] - sum);
}

KERNEL(softmaxGradColumns)(const float* dy, const float* y, float* dx, int columns, int n, int inner, int log) {
	int e;
	for (e = HERE; e < columns; e += THREADS) {
		size_t at = (size_t)(e / inner) * n * inner + e % inner;
		float sum = 0;
		int i;
		for (i = 0; i < n; i++) {
			size_t p = at + (size_t)i * inner;
			sum += log ? dy[p] : dy[p] * y[p];
		}
		for (i = 0; i < n; i++) {
			size_t p = at + (size_t)i * inner;
			dx[p] = log ? dy[p] - expf(y[p]) * sum : y[p] * (dy[p] - sum);
		}
	}
}

KERNEL(logSumExpRows)(const float* x, float* y, int rows, int n) {
	int lane = threadIdx.x % 32, row = HERE / 32, live = row < rows, i;
	float top = -INFINITY_F, sum = 0;
	if (live) {
		x += (size_t)row * n;
	} else {
		n = 0;
	}
	for (i = lane; i < n; i += 32) top = larger(top, x[i]);
	top = rowMax(top);
	for (i = lane; i < n; i += 32) sum += expf(x[i] - top);
	sum = finite1(rowSum(sum), top);
	if (live && lane == 0) y[row] = top + logf(sum);
}

KERNEL(logSumExpColumns)(const float* x, float* y, int columns, int n, int inner) {
	int e;
	for (e = HERE; e < columns; e += THREADS) {
		size_t at = (size_t)(e / inner) * n * inner + e % inner;
		float top = -INFINITY_F, sum = 0;
		int i;
		for (i = 0; i < n; i++) top = larger(top, x[at + (size_t)i * inner]);
		for (i = 0; i < n; i++) sum += expf(x[at + (size_t)i * inner] - top);
		y[e] = top + logf(finite1(sum, top));
	}
}

// logSumExpGradEach is dy·exp(x − y) for all of x (outer, n, inner), length values.
KERNEL(logSumExpGradEach)(const float* dy, const float* x, const float* y, float* dx, int length, int n, int inner) {
	int e;
	for (e = HERE; e < length; e += THREADS) {
		int from = e / inner / n * inner + e % inner;
		dx[e] = dy[from] * expf(x[e] - y[from]);
	}
}
