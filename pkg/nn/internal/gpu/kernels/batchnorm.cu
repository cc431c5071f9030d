#include "kernel.h"
#include "hold.inc"

// Batch norm. A block takes a channel that it can hold, else a chunk of HELD·256
// values.

// moveRunning moves running statistics, if there are any, by momentum towards those
// of a batch of count values.
DEVICE void moveRunning(float* runMean, float* runVar, int k, float mean, float variance, float count, float momentum) {
	if (!runMean) return;
	runMean[k] = (1 - momentum) * runMean[k] + momentum * mean;
	runVar[k] = (1 - momentum) * runVar[k] + momentum * (count / (count - 1)) * variance;
}

KERNEL_FOR(batchNormWhole, 1024, 1)(const float* x, const float* gamma, const float* beta, float* y, float* mean, float* variance, float* runMean, float* runVar, int n, int c, int spatial, float eps, float momentum, int act, float slope) {
	float v[HELD], m, s;
	int k = blockIdx.x, size = n * spatial, quads = spatial % 4 == 0, i;
	hold(v, HELD, x, 0, size, k, c, spatial, quads);
	heldMoments(v, HELD, 0, size, quads, &m, &s);
	s /= size;
	if (threadIdx.x == 0) {
		mean[k] = m;
		variance[k] = s;
		moveRunning(runMean, runVar, k, m, s, size, momentum);
	}
	s = gamma[k] / sqrtf(s + eps);
	UNROLL
	for (i = 0; i < HELD; i++) v[i] = activate((v[i] - m) * s + beta[k], act, slope);
	put(y, v, HELD, 0, size, k, c, spatial, quads);
}

// batchNormMoments leaves in part (c, chunks, 2) the mean of each chunk and the sum
// of the squares of the distances from it: blockIdx.x is the chunk, y the channel.
KERNEL_FOR(batchNormMoments, 256, 4)(const float* x, float* part, int n, int c, int spatial) {
	float v[HELD], m, s;
	int k = blockIdx.y, size = n * spatial, quads = spatial % 4 == 0;
	int from = blockIdx.x * HELD * blockDim.x, to = from + HELD * (int)blockDim.x;
	if (to > size) to = size;
	hold(v, HELD, x, from, to, k, c, spatial, quads);
	heldMoments(v, HELD, from, to, quads, &m, &s);
	if (threadIdx.x == 0) {
		part += 2 * (k * (int)gridDim.x + (int)blockIdx.x);
		part[0] = m;
		part[1] = s;
	}
}

// batchNormFinish normalises what batchNormMoments took of x, in the same grid. Each
// block makes the channel's mean and variance of part, the first chunk's writes them.
KERNEL_FOR(batchNormFinish, 256, 4)(const float* x, const float* gamma, const float* beta, const float* part, float* y, float* mean, float* variance, float* runMean, float* runVar, int n, int c, int spatial, float eps, float momentum, int act, float slope) {
	float v[HELD], m = 0, s = 0, drift = 0, b;
	int k = blockIdx.y, size = n * spatial, quads = spatial % 4 == 0, chunks = gridDim.x, length = HELD * blockDim.x, i;
	int from = blockIdx.x * length, to = MIN(from + length, size);
	hold(v, HELD, x, from, to, k, c, spatial, quads);
	part += 2 * k * chunks;
	for (i = threadIdx.x; i < chunks; i += blockDim.x) m += part[2 * i] * MIN(length, size - i * length);
	m = blockSum(m) / size;
	for (i = threadIdx.x; i < chunks; i += blockDim.x) {
		float d = part[2 * i] - m, count = MIN(length, size - i * length);
		s += part[2 * i + 1] + d * d * count;
		drift += d * count;
	}
	s = blockSum(s);
	drift = blockSum(drift) / size;
	m += drift;
	s = s / size - drift * drift;
	if (blockIdx.x == 0 && threadIdx.x == 0) {
		mean[k] = m;
		variance[k] = s;
		moveRunning(runMean, runVar, k, m, s, size, momentum);
	}
	s = gamma[k] / sqrtf(s + eps);
	b = beta[k];
	UNROLL
	for (i = 0; i < HELD; i++) v[i] = activate((v[i] - m) * s + b, act, slope);
	put(y, v, HELD, from, to, k, c, spatial, quads);
}

// batchNormStatistics makes of part, where chunks are too many for that, of chunks of length values, the mean and the
// variance of each channel's size values: a block a channel.
KERNEL(batchNormStatistics)(const float* part, float* mean, float* variance, float* runMean, float* runVar, int chunks, int length, int size, float momentum) {
	int k = blockIdx.x, i;
	double m = 0, s = 0;
	part += 2 * k * chunks;
	for (i = threadIdx.x; i < chunks; i += blockDim.x) m += (double)part[2 * i] * (i + 1 < chunks ? length : size - i * length);
	m = blockSum64(m) / size;
	for (i = threadIdx.x; i < chunks; i += blockDim.x) {
		double d = part[2 * i] - m;
		s += part[2 * i + 1] + d * d * (i + 1 < chunks ? length : size - i * length);
	}
	s = blockSum64(s) / size;
	if (threadIdx.x == 0) {
		mean[k] = (float)m;
		variance[k] = (float)s;
		moveRunning(runMean, runVar, k, (float)m, (float)s, size, momentum);
	}
}

// batchNormEach normalises all of x, length values, by given statistics.
KERNEL(batchNormEach)(const float* x, const float* gamma, const float* beta, const float* mean, const float* variance, float* y, int length, int c, int spatial, float eps, int act, float slope) {
	int i;
	if (spatial % 4 == 0) {
		for (i = HERE; i < length >> 2; i += THREADS) {
			int k = (unsigned)i / (spatial >> 2) % c;
			float4 v = ((const float4*)x)[i];
			float m = mean[k], s = gamma[k] * rsqrtf(variance[k] + eps), b = beta[k];
			v.x = activate((v.x - m) * s + b, act, slope);
			v.y = activate((v.y - m) * s + b, act, slope);
			v.z = activate((v.z - m) * s + b, act, slope);
			v.w = activate((v.w - m) * s + b, act, slope);
			((float4*)y)[i] = v;
		}
		return;
	}
	for (i = HERE; i < length; i += THREADS) {
		int k = (unsigned)i / spatial % c;
		y[i] = activate((x[i] - mean[k]) * (gamma[k] * rsqrtf(variance[k] + eps)) + beta[k], act, slope);
	}
}

// batchNormGradWhole is the gradient where a channel is one block's work, with
// constant statistics unless train.
KERNEL_FOR(batchNormGradWhole, 1024, 1)(const float* dy, const float* x, const float* gamma, const float* mean, const float* variance, float* dx, float* dgamma, float* dbeta, int n, int c, int spatial, float eps, int train) {
	float v[HELD], g[HELD], dot = 0, sum, m, inv, scale, shift, along;
	int k = blockIdx.x, size = n * spatial, quads = spatial % 4 == 0, i;
	hold(v, HELD, x, 0, size, k, c, spatial, quads);
	hold(g, HELD, dy, 0, size, k, c, spatial, quads);
	m = mean[k];
	inv = 1 / sqrtf(variance[k] + eps);
	UNROLL
	for (i = 0; i < HELD; i++) dot += g[i] * (v[i] - m);
	dot = blockSum(dot) * inv;
	sum = heldSum(g, HELD);
	if (threadIdx.x == 0) {
		dgamma[k] = dot;
		dbeta[k] = sum;
	}
	scale = inv * gamma[k];
	along = train ? inv * dot / size : 0;
	shift = train ? sum / size : 0;
	UNROLL
	for (i = 0; i < HELD; i++) g[i] = (g[i] - shift - (v[i] - m) * along) * scale;
	put(dx, g, HELD, 0, size, k, c, spatial, quads);
}

// batchNormSums leaves in part (c, chunks, 2) Σ dy·(x − mean) and Σ dy.
KERNEL_FOR(batchNormSums, 256, 4)(const float* dy, const float* x, const float* mean, float* part, int n, int c, int spatial) {
	float v[HELD], g[HELD], dot = 0, sum, m;
	int k = blockIdx.y, size = n * spatial, quads = spatial % 4 == 0, i;
	int from = blockIdx.x * HELD * blockDim.x, to = from + HELD * (int)blockDim.x;
	if (to > size) to = size;
	hold(v, HELD, x, from, to, k, c, spatial, quads);
	hold(g, HELD, dy, from, to, k, c, spatial, quads);
	m = mean[k];
	UNROLL
	for (i = 0; i < HELD; i++) dot += g[i] * (v[i] - m);
	dot = blockSum(dot);
	sum = heldSum(g, HELD);
	if (threadIdx.x == 0) {
		part += 2 * (k * (int)gridDim.x + (int)blockIdx.x);
		part[0] = dot;
		part[1] = sum;
	}
}

// batchNormGradFinish is dx of what batchNormSums took, in the same grid. Each block
// adds up part, the first chunk's writes dgamma and dbeta.
KERNEL_FOR(batchNormGradFinish, 256, 4)(const float* dy, const float* x, const float* gamma, const float* mean, const float* variance, const float* part, float* dx, float* dgamma, float* dbeta, int n, int c, int spatial, float eps, float share) {
	float v[HELD], g[HELD], dot = 0, sum = 0, m, inv, along, shift;
	int k = blockIdx.y, size = n * spatial, quads = spatial % 4 == 0, chunks = gridDim.x, length = HELD * blockDim.x, i;
	int from = blockIdx.x * length, to = MIN(from + length, size);
	hold(v, HELD, x, from, to, k, c, spatial, quads);
	hold(g, HELD, dy, from, to, k, c, spatial, quads);
	part += 2 * k * chunks;
	for (i = threadIdx.x; i < chunks; i += blockDim.x) {
		dot += part[2 * i];
		sum += part[2 * i + 1];
	}
	m = mean[k];
	inv = 1 / sqrtf(variance[k] + eps);
	dot = blockSum(dot) * inv;
	sum = blockSum(sum);
	if (blockIdx.x == 0 && threadIdx.x == 0) {
		dgamma[k] = dot;
		dbeta[k] = sum;
	}
	along = inv * dot * share;
	shift = sum * share;
	inv *= gamma[k];
	UNROLL
	for (i = 0; i < HELD; i++) g[i] = (g[i] - shift - (v[i] - m) * along) * inv;
	put(dx, g, HELD, from, to, k, c, spatial, quads);
}

KERNEL(batchNormGradSums)(const float* part, const float* variance, float* dgamma, float* dbeta, int chunks, float eps) {
	int k = blockIdx.x, i;
	double dot = 0, sum = 0;
	part += 2 * k * chunks;
	for (i = threadIdx.x; i < chunks; i += blockDim.x) {
		dot += part[2 * i];
		sum += part[2 * i + 1];
	}
	dot = blockSum64(dot);
	sum = blockSum64(sum);
	if (threadIdx.x == 0) {
		dgamma[k] = (float)(dot / sqrt((double)variance[k] + eps));
		dbeta[k] = (float)sum;
	}
}

// batchNormGradEach is dx of all length values; share is 1 over the values of a
// channel, or 0 where the statistics are constants.
KERNEL(batchNormGradEach)(const float* dy, const float* x, const float* gamma, const float* mean, const float* variance, const float* dgamma, const float* dbeta, float* dx, int length, int c, int spatial, float eps, float share) {
	int i;
	if (spatial % 4 == 0) {
		for (i = HERE; i < length >> 2; i += THREADS) {
			int k = (unsigned)i / (spatial >> 2) % c;
			float4 v = ((const float4*)x)[i], g = ((const float4*)dy)[i];
			float m = mean[k], inv = rsqrtf(variance[k] + eps), scale = inv * gamma[k];
			float along = inv * dgamma[k] * share, shift = dbeta[k] * share;
			g.x = (g.x - shift - (v.x - m) * along) * scale;
			g.y = (g.y - shift - (v.y - m) * along) * scale;
			g.z = (g.z - shift - (v.z - m) * along) * scale;
			g.w = (g.w - shift - (v.w - m) * along) * scale;
			((float4*)dx)[i] = g;
		}
		return;
	}
	for (i = HERE; i < length; i += THREADS) {
		int k = (unsigned)i / spatial % c;
		float inv = rsqrtf(variance[k] + eps);
		dx[i] = (dy[i] - dbeta[k] * share - (x[i] - mean[k]) * (inv * dgamma[k] * share)) * (inv * gamma[k]);
	}
}
