#include "kernel.h"
#include "block.inc"

// A solver's launch works on many tensors, which a table lists: for each its arrays'
// addresses and its number of values. chunks has a word for each block: the tensor's
// number in the upper half, that of its piece of SOLVER_CHUNK values in the lower.
// numbers has as many for each tensor as the computation needs, made by the host.
// Each product and each sum is rounded by itself, so that weights are those that the
// processor makes, bit for bit.
#define SOLVER_CHUNK 4096

// A piece of a tensor: values [from, to).
struct piece {
	int tensor, from, to;
};

DEVICE struct piece pieceOf(const unsigned long long* chunks, const unsigned long long* table, int arrays) {
	struct piece p;
	unsigned long long size;
	p.tensor = (int)(chunks[blockIdx.x] >> 32);
	p.from = (int)(chunks[blockIdx.x] & 0xffffffff) * SOLVER_CHUNK;
	size = table[p.tensor * (arrays + 1) + arrays];
	p.to = (unsigned long long)p.from + SOLVER_CHUNK < size ? p.from + SOLVER_CHUNK : (int)size;
	return p;
}

#define ARRAY(i, arrays) ((float*)(size_t)table[p.tensor * ((arrays) + 1) + (i)])

// sgdStep moves weights w against gradients g: arrays w, momentum (0 for none), g;
// numbers decay, momentum, what the gradient counts in it, rate, and 1 in a
// tensor's first step, which makes the momentum the gradient.
KERNEL(sgdStep)(const unsigned long long* chunks, const unsigned long long* table, const float* numbers, int nesterov) {
	struct piece p = pieceOf(chunks, table, 3);
	float *w = ARRAY(0, 3), *buffer = ARRAY(1, 3), *g = ARRAY(2, 3);
	const float* c = numbers + 5 * p.tensor;
	float decay = c[0], momentum = c[1], damp = c[2], rate = c[3];
	int first = c[4] != 0, i;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) {
		float x = w[i], d = ADD(g[i], MUL(decay, x));
		if (buffer) {
			float b = first ? ADD(0.f, d) : ADD(MUL(momentum, buffer[i]), MUL(damp, d));
			buffer[i] = b;
			d = nesterov ? ADD(d, MUL(momentum, b)) : b;
		}
		w[i] = SUB(x, MUL(rate, d));
	}
}

// adamStep is a step of Adam or AdamW: arrays w, m, v, g; numbers decay, β₁, 1−β₁,
// β₂, 1−β₂, 1/√(1−β₂ⁿ), ε, rate/(1−β₁ⁿ), and what is kept of w.
KERNEL(adamStep)(const unsigned long long* chunks, const unsigned long long* table, const float* numbers) {
	struct piece p = pieceOf(chunks, table, 4);
	float *w = ARRAY(0, 4), *m = ARRAY(1, 4), *v = ARRAY(2, 4), *g = ARRAY(3, 4);
	const float* c = numbers + 9 * p.tensor;
	float decay = c[0], b1 = c[1], c1 = c[2], b2 = c[3], c2 = c[4], root = c[5], eps = c[6], rate = c[7], keep = c[8];
	int i;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) {
		float x = w[i], d = ADD(g[i], MUL(decay, x));
		float m1 = ADD(MUL(b1, m[i]), MUL(c1, d)), v1 = ADD(MUL(b2, v[i]), MUL(MUL(c2, d), d));
		m[i] = m1;
		v[i] = v1;
		w[i] = SUB(MUL(x, keep), MUL(rate, m1) / ADD(MUL(sqrtf(v1), root), eps));
	}
}

// averageStep moves averages towards weights by share: arrays average, w.
KERNEL(averageStep)(const unsigned long long* chunks, const unsigned long long* table, float share) {
	struct piece p = pieceOf(chunks, table, 2);
	float *average = ARRAY(0, 2), *w = ARRAY(1, 2);
	int i;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) average[i] = ADD(average[i], MUL(SUB(w[i], average[i]), share));
}

// swapEach exchanges the values of two arrays.
KERNEL(swapEach)(const unsigned long long* chunks, const unsigned long long* table) {
	struct piece p = pieceOf(chunks, table, 2);
	float *a = ARRAY(0, 2), *b = ARRAY(1, 2);
	int i;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) {
		float x = a[i];
		a[i] = b[i];
		b[i] = x;
	}
}

// squareParts leaves the sum of the squares of each piece, of one array, in part.
KERNEL(squareParts)(const unsigned long long* chunks, const unsigned long long* table, float* part) {
	struct piece p = pieceOf(chunks, table, 1);
	float *x = ARRAY(0, 1), s = 0;
	int i;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) s += x[i] * x[i];
	s = blockSum(s);
	if (threadIdx.x == 0) part[blockIdx.x] = s;
}

// clipFactor makes of squareParts' n parts y: its root, the norm, and the
// factor that makes it limit at most, 1 where it is already or is no number.
KERNEL(clipFactor)(const float* part, float* y, int n, float limit) {
	double s = 0;
	int i;
	for (i = threadIdx.x; i < n; i += blockDim.x) s += part[i];
	s = sqrt(blockSum64(s));
	if (threadIdx.x == 0) {
		float factor = (float)(limit / (s + 1e-6));
		y[0] = (float)s;
		y[1] = factor < 1 && s - s == 0 ? factor : 1;
	}
}

// scaleMany multiplies one array by a factor, unless that is 1.
KERNEL(scaleMany)(const unsigned long long* chunks, const unsigned long long* table, const float* factor) {
	struct piece p = pieceOf(chunks, table, 1);
	float *x = ARRAY(0, 1), by = factor[0];
	int i;
	if (by == 1) return;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) x[i] *= by;
}
