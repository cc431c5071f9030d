#include "kernel.h"
#include "block.inc"

// Losses that compare each value of x with a target t.
#define LOSS_BCE 0
#define LOSS_SQUARE 1
#define LOSS_HINGE 2
#define LOSS_WEIGHTED_BCE 3

// comparison is what kind of loss x and its target make; p is the weight of
// positives and smooth the share of t that becomes ½, for LOSS_WEIGHTED_BCE.
DEVICE float comparison(int kind, float x, float t, float p, float smooth) {
	switch (kind) {
	case LOSS_BCE:
		return (x > 0 || x != x ? x : 0) - x * t + log1pf(expf(-fabsf(x)));
	case LOSS_SQUARE:
		return (x - t) * (x - t);
	case LOSS_HINGE:
		x = 1 - t * x;
		return x <= 0 ? 0 : x;
	}
	t += smooth * (0.5f - t);
	return (1 - t) * x + (1 + (p - 1) * t) * ((x < 0 ? -x : 0) + log1pf(expf(-fabsf(x))));
}

// comparisonSlope is its derivative; that of the square without the factor 2. Of
// cross-entropies it is (1−t)·logistic x − p·t·logistic −x, which loses no digits
// where the logits are right.
DEVICE float comparisonSlope(int kind, float x, float t, float p, float smooth) {
	switch (kind) {
	case LOSS_SQUARE:
		return x - t;
	case LOSS_HINGE:
		return 1 - t * x > 0 ? -t : 0;
	case LOSS_BCE:
		return (1 - t) * logistic(x) - t * logistic(-x);
	}
	t += smooth * (0.5f - t);
	return (1 - t) * logistic(x) - p * t * logistic(-x);
}

// lossParts leaves scale times the sum over each block's piece of 4096 values.
KERNEL(lossParts)(const float* x, const float* t, float* part, int n, int kind, float p, float smooth, float scale) {
	int from = blockIdx.x * 4096, to = from + 4096 < n ? from + 4096 : n, i;
	float s = 0;
	for (i = from + threadIdx.x; i < to; i += blockDim.x) s += comparison(kind, x[i], t[i], p, smooth);
	s = blockSum(s);
	if (threadIdx.x == 0) part[blockIdx.x] = s * scale;
}

// lossGradEach is the gradient, up[0] being that of the loss.
KERNEL(lossGradEach)(const float* x, const float* t, const float* up, float* dx, int n, int kind, float p, float smooth, float scale) {
	int i;
	scale *= up[0];
	for (i = HERE; i < n; i += THREADS) dx[i] = scale * comparisonSlope(kind, x[i], t[i], p, smooth);
}

// share is what class k of a row of softmax cross-entropy should have: target is the
// row's class number where hard, else its shares.
DEVICE float share(const float* target, const float* weights, int k, int classes, int hard, float smooth) {
	float t = hard ? (target[0] == k) : target[k];
	if (smooth != 0) t = (1 - smooth) * t + smooth / classes;
	return weights ? t * weights[k] : t;
}

// crossEntropyRows leaves in part (2, n) Σ t·(log Σ exp x − x) of each row of x
// (n, classes), and the weight of its class where there are weights and it is hard.
// A class number that is none gives NaN. 32 threads take a row.
KERNEL(crossEntropyRows)(const float* x, const float* target, const float* weights, float* part, int n, int classes, int hard, float smooth) {
	int lane = threadIdx.x % 32, row = HERE / 32, live = row < n, count = live ? classes : 0, i;
	float top = -INFINITY_F, sum = 0, loss = 0;
	if (live) {
		x += (size_t)row * classes;
		target += hard ? row : (size_t)row * classes;
	}
	for (i = lane; i < count; i += 32) top = larger(top, x[i]);
	top = rowMax(top);
	for (i = lane; i < count; i += 32) sum += expf(x[i] - top);
	sum = rowSum(sum);
	sum = top - top == 0 ? logf(sum) : 0;
	for (i = lane; i < count; i += 32) {
		float t = share(target, weights, i, classes, hard, smooth);
		if (t != 0) loss += t * (sum - (x[i] - top));
	}
	loss = rowSum(loss);
	if (live && lane == 0) {
		int k = hard ? wholeNumber(target[0], classes) : 0;
		part[row] = k < 0 ? NAN_F : loss;
		part[n + row] = k < 0 ? NAN_F : hard && weights ? weights[k] : 1;
	}
}

// crossEntropyMean is the sum of part's first n numbers by that of the others.
KERNEL(crossEntropyMean)(const float* part, float* y, int n) {
	double loss = 0, weight = 0;
	int i;
	for (i = threadIdx.x; i < n; i += blockDim.x) {
		loss += part[i];
		weight += part[n + i];
	}
	loss = blockSum64(loss);
	weight = blockSum64(weight);
	if (threadIdx.x == 0) y[0] = (float)(loss / weight);
}

// targetWeight is the sum of the weights of n classes.
KERNEL(targetWeight)(const float* target, const float* weights, float* y, int n, int classes) {
	double weight = 0;
	int i;
	for (i = threadIdx.x; i < n; i += blockDim.x) {
		int k = wholeNumber(target[i], classes);
		weight += k < 0 ? NAN_F : weights[k];
	}
	weight = blockSum64(weight);
	if (threadIdx.x == 0) y[0] = (float)weight;
}

// crossEntropyGradRows is up/weight·(softmax x·Σ t − t); the weight is n where it is
// missing.
KERNEL(crossEntropyGradRows)(const float* x, const float* target, const float* weights, const float* up, const float* weight, float* dx, int n, int classes, int hard, float smooth) {
	int lane = threadIdx.x % 32, row = HERE / 32, live = row < n, count = live ? classes : 0, i;
	float top = -INFINITY_F, sum = 0, all = 0, scale = up[0] / (weight ? weight[0] : n);
	if (live) {
		x += (size_t)row * classes;
		dx += (size_t)row * classes;
		target += hard ? row : (size_t)row * classes;
	}
	for (i = lane; i < count; i += 32) top = larger(top, x[i]);
	top = rowMax(top);
	for (i = lane; i < count; i += 32) {
		sum += expf(x[i] - top);
		all += share(target, weights, i, classes, hard, smooth);
	}
	sum = rowSum(sum);
	all = rowSum(all);
	sum = top - top == 0 ? all / sum : all;
	if (live && hard && wholeNumber(target[0], classes) < 0) scale = NAN_F;
	for (i = lane; i < count; i += 32) {
		float t = share(target, weights, i, classes, hard, smooth);
		dx[i] = scale * (expf(x[i] - top) * sum - t);
	}
}
