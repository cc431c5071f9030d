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

// The verdict on an update, where there is one, is two words for the gradients'
// norm, of double precision, the factor that makes it the limit, and 1 where weights
// are moved, 0 where they are not.
#define STAYS(verdict) ((verdict) && (verdict)[3] == 0.f)

// sgdStep moves weights w against gradients g: arrays w, momentum (0 for none), g;
// numbers decay, momentum, what the gradient counts in it, rate, and 1 in a
// tensor's first step, which makes the momentum the gradient.
KERNEL(sgdStep)(const unsigned long long* chunks, const unsigned long long* table, const float* numbers, const float* verdict, int nesterov) {
	struct piece p = pieceOf(chunks, table, 3);
	float *w = ARRAY(0, 3), *buffer = ARRAY(1, 3), *g = ARRAY(2, 3);
	const float* c = numbers + 5 * p.tensor;
	float decay = c[0], momentum = c[1], damp = c[2], rate = c[3];
	int first = c[4] != 0, i;
	if (STAYS(verdict)) return;
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
KERNEL(adamStep)(const unsigned long long* chunks, const unsigned long long* table, const float* numbers, const float* verdict) {
	struct piece p = pieceOf(chunks, table, 4);
	float *w = ARRAY(0, 4), *m = ARRAY(1, 4), *v = ARRAY(2, 4), *g = ARRAY(3, 4);
	const float* c = numbers + 9 * p.tensor;
	float decay = c[0], b1 = c[1], c1 = c[2], b2 = c[3], c2 = c[4], root = c[5], eps = c[6], rate = c[7], keep = c[8];
	int i;
	if (STAYS(verdict)) return;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) {
		float x = w[i], d = ADD(g[i], MUL(decay, x));
		float m1 = ADD(MUL(b1, m[i]), MUL(c1, d)), v1 = ADD(MUL(b2, v[i]), MUL(MUL(c2, d), d));
		m[i] = m1;
		v[i] = v1;
		w[i] = SUB(MUL(x, keep), MUL(rate, m1) / ADD(MUL(sqrtf(v1), root), eps));
	}
}

// averageStep moves averages towards weights by share: arrays average, w.
KERNEL(averageStep)(const unsigned long long* chunks, const unsigned long long* table, const float* verdict, float share) {
	struct piece p = pieceOf(chunks, table, 2);
	float *average = ARRAY(0, 2), *w = ARRAY(1, 2);
	int i;
	if (STAYS(verdict)) return;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) average[i] = ADD(average[i], MUL(SUB(w[i], average[i]), share));
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

// judge makes the verdict y, in one block of 256 threads: nothing is moved where one
// of count scalars, or the norm, is no number or infinite. The norm is that of
// squareParts' parts, added in their order; limit, of double precision, is its most.
KERNEL(judge)(const float* part, int parts, const unsigned long long* scalars, int count, const float* limit, float* y) {
	SHARED double some[256];
	double sum = 0, norm;
	float factor = 1;
	int t = threadIdx.x, moves = 1, at, i;
	for (at = 0; at < parts; at += 256) {
		if (at + t < parts) some[t] = part[at + t];
		__syncthreads();
		if (t == 0) {
			for (i = 0; i < MIN(256, parts - at); i++) sum += some[i];
		}
		__syncthreads();
	}
	if (t != 0) return;
	for (i = 0; i < count; i++) {
		float v = *(const float*)(size_t)scalars[i];
		if (!(v - v == 0)) moves = 0;
	}
	norm = sqrt(sum);
	if (!(norm - norm == 0)) moves = 0;
	if (parts && moves) factor = (float)(*(const double*)limit / (norm + 1e-6));
	*(double*)y = norm;
	y[2] = factor < 1 ? factor : 1;
	y[3] = moves;
}

// scaleMany multiplies one array by a factor, unless that is 1.
KERNEL(scaleMany)(const unsigned long long* chunks, const unsigned long long* table, const float* factor) {
	struct piece p = pieceOf(chunks, table, 1);
	float *x = ARRAY(0, 1), by = factor[0];
	int i;
	if (by == 1) return;
	for (i = p.from + (int)threadIdx.x; i < p.to; i += blockDim.x) x[i] *= by;
}
