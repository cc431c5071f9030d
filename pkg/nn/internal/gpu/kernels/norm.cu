#include "kernel.h"
#include "block.inc"

// A thread of a norm holds HELD values in registers.
#define HELD 16

// A channel of x (n, c, spatial) is the run of its values, image by image.
// channelPlace is where value e of channel k lies.
DEVICE int channelPlace(int e, int k, int c, int spatial) {
	int image = (unsigned)e / spatial;
	return (image * c + k) * spatial + e - image * spatial;
}

// heldValue is which value of a run, of which the block holds those that begin with
// number from, is the thread's j-th: four side by side where quads says so.
DEVICE int heldValue(int j, int from, int quads) {
	int t = threadIdx.x, T = blockDim.x;
	return quads ? from + (t + T * (j >> 2)) * 4 + (j & 3) : from + t + T * j;
}

// hold takes values [from, to) of channel k into v; what lies behind them is 0.
DEVICE void hold(float* v, const float* x, int from, int to, int k, int c, int spatial, int quads) {
	int i;
	if (quads) {
		UNROLL
		for (i = 0; i < HELD; i += 4) {
			int e = heldValue(i, from, 1);
			float4 q;
			q.x = q.y = q.z = q.w = 0;
			if (e < to) q = *(const float4*)(x + channelPlace(e, k, c, spatial));
			v[i] = q.x;
			v[i + 1] = q.y;
			v[i + 2] = q.z;
			v[i + 3] = q.w;
		}
	} else {
		UNROLL
		for (i = 0; i < HELD; i++) {
			int e = heldValue(i, from, 0);
			v[i] = e < to ? x[channelPlace(e, k, c, spatial)] : 0;
		}
	}
}

// put writes v where hold took it from.
DEVICE void put(float* y, const float* v, int from, int to, int k, int c, int spatial, int quads) {
	int i;
	if (quads) {
		UNROLL
		for (i = 0; i < HELD; i += 4) {
			int e = heldValue(i, from, 1);
			float4 q;
			q.x = v[i];
			q.y = v[i + 1];
			q.z = v[i + 2];
			q.w = v[i + 3];
			if (e < to) *(float4*)(y + channelPlace(e, k, c, spatial)) = q;
		}
	} else {
		UNROLL
		for (i = 0; i < HELD; i++) {
			int e = heldValue(i, from, 0);
			if (e < to) y[channelPlace(e, k, c, spatial)] = v[i];
		}
	}
}

// heldSum is the sum of v over the block.
DEVICE float heldSum(const float* v) {
	float s0 = 0, s1 = 0;
	int i;
	UNROLL
	for (i = 0; i < HELD; i += 2) {
		s0 += v[i];
		s1 += v[i + 1];
	}
	return blockSum(s0 + s1);
}

// heldMoments are the mean of the block's values and the sum of the squares of
// their distances from it.
DEVICE void heldMoments(const float* v, int from, int to, int quads, float* mean, float* squares) {
	float count = to - from, m = heldSum(v) / count, s = 0, drift = 0;
	int i;
	UNROLL
	for (i = 0; i < HELD; i++) {
		float d = heldValue(i, from, quads) < to ? v[i] - m : 0;
		s += d * d;
		drift += d;
	}
	s = blockSum(s);
	drift = blockSum(drift); // of a rounded mean
	*mean = m + drift / count;
	*squares = s - drift * drift / count;
}

// Batch norm. A channel of at most HELD·256 values is one block's work; of others a
// block takes a chunk.

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
	hold(v, x, 0, size, k, c, spatial, quads);
	heldMoments(v, 0, size, quads, &m, &s);
	s /= size;
	if (threadIdx.x == 0) {
		mean[k] = m;
		variance[k] = s;
		moveRunning(runMean, runVar, k, m, s, size, momentum);
	}
	s = gamma[k] / sqrtf(s + eps);
	UNROLL
	for (i = 0; i < HELD; i++) v[i] = activate((v[i] - m) * s + beta[k], act, slope);
	put(y, v, 0, size, k, c, spatial, quads);
}

// batchNormMoments leaves in part (c, chunks, 2) the mean of each chunk and the sum
// of the squares of the distances from it: blockIdx.x is the chunk, y the channel.
KERNEL_FOR(batchNormMoments, 256, 4)(const float* x, float* part, int n, int c, int spatial) {
	float v[HELD], m, s;
	int k = blockIdx.y, size = n * spatial, quads = spatial % 4 == 0;
	int from = blockIdx.x * HELD * blockDim.x, to = from + HELD * (int)blockDim.x;
	if (to > size) to = size;
	hold(v, x, from, to, k, c, spatial, quads);
	heldMoments(v, from, to, quads, &m, &s);
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
	hold(v, x, from, to, k, c, spatial, quads);
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
	put(y, v, from, to, k, c, spatial, quads);
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
	hold(v, x, 0, size, k, c, spatial, quads);
	hold(g, dy, 0, size, k, c, spatial, quads);
	m = mean[k];
	inv = 1 / sqrtf(variance[k] + eps);
	UNROLL
	for (i = 0; i < HELD; i++) dot += g[i] * (v[i] - m);
	dot = blockSum(dot) * inv;
	sum = heldSum(g);
	if (threadIdx.x == 0) {
		dgamma[k] = dot;
		dbeta[k] = sum;
	}
	scale = inv * gamma[k];
	along = train ? inv * dot / size : 0;
	shift = train ? sum / size : 0;
	UNROLL
	for (i = 0; i < HELD; i++) g[i] = (g[i] - shift - (v[i] - m) * along) * scale;
	put(dx, g, 0, size, k, c, spatial, quads);
}

// batchNormSums leaves in part (c, chunks, 2) Σ dy·(x − mean) and Σ dy.
KERNEL_FOR(batchNormSums, 256, 4)(const float* dy, const float* x, const float* mean, float* part, int n, int c, int spatial) {
	float v[HELD], g[HELD], dot = 0, sum, m;
	int k = blockIdx.y, size = n * spatial, quads = spatial % 4 == 0, i;
	int from = blockIdx.x * HELD * blockDim.x, to = from + HELD * (int)blockDim.x;
	if (to > size) to = size;
	hold(v, x, from, to, k, c, spatial, quads);
	hold(g, dy, from, to, k, c, spatial, quads);
	m = mean[k];
	UNROLL
	for (i = 0; i < HELD; i++) dot += g[i] * (v[i] - m);
	dot = blockSum(dot);
	sum = heldSum(g);
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
	hold(v, x, from, to, k, c, spatial, quads);
	hold(g, dy, from, to, k, c, spatial, quads);
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
	put(dx, g, from, to, k, c, spatial, quads);
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

// Group norm and what a block of a diffusion network does behind it. A group's
// values lie side by side; a block takes a group.

// dropBits are the four numbers of 16 bits that decide about the values 4·quad to
// 4·quad + 3 of a tensor (Steele et al., 2014, SplitMix64).
DEVICE unsigned long long dropBits(unsigned long long seed, unsigned long long quad) {
	unsigned long long z = seed + (quad + 1) * 0x9e3779b97f4a7c15ULL;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

DEVICE int dropped(unsigned long long bits, int j, int below) { return (int)(bits >> (16 * j) & 0xffff) < below; }

// groupNormWhole is GroupNorm, and GatedNorm where gated. film may be missing, seed
// too where below is 0; below of 65536 values become 0, the others times keep.
KERNEL_FOR(groupNormWhole, 1024, 1)(const float* x, const float* gamma, const float* beta, const float* film, float* y, float* mean, float* rstd, const unsigned long long* seed, int c, int groups, int spatial, float eps, int gated, int below, float keep) {
	float v[HELD], m, s, scale = 0, shift = 0;
	int group = blockIdx.x, each = c / groups, size = each * spatial, chunk = HELD * blockDim.x;
	int quads = spatial % 4 == 0, from, to, i;
	unsigned long long bits = 0, first = (unsigned long long)group * ((size + 3) / 4);
	x += (size_t)group * size;
	y += (size_t)group * size;
	if (size <= chunk) {
		hold(v, x, 0, size, 0, 1, size, quads);
		heldMoments(v, 0, size, quads, &m, &s);
	} else {
		float drift = 0;
		s = 0;
		for (i = threadIdx.x; i < size; i += blockDim.x) s += x[i];
		m = blockSum(s) / size;
		s = 0;
		for (i = threadIdx.x; i < size; i += blockDim.x) {
			float d = x[i] - m;
			s += d * d;
			drift += d;
		}
		s = blockSum(s);
		drift = blockSum(drift);
		m += drift / size;
		s -= drift * drift / size;
	}
	s = 1 / sqrtf(s / size + eps);
	if (threadIdx.x == 0) {
		mean[group] = m;
		rstd[group] = s;
	}
	for (from = 0; from < size; from += chunk) {
		to = from + chunk < size ? from + chunk : size;
		if (size > chunk) hold(v, x, from, to, 0, 1, size, quads);
		UNROLL
		for (i = 0; i < HELD; i++) {
			int e = heldValue(i, from, quads);
			if (e < to) {
				if (!quads || i % 4 == 0) {
					int k = group % groups * each + e / spatial;
					scale = gamma[k];
					shift = beta[k];
					if (film) {
						const float* row = film + (size_t)(group / groups) * 2 * c;
						scale *= 1 + row[k];
						shift = shift * (1 + row[k]) + row[c + k];
					}
					scale *= s;
					if (below) bits = dropBits(seed[0], first + e / 4);
				}
				v[i] = (v[i] - m) * scale + shift;
				if (gated) v[i] *= logistic(v[i]);
				if (below) v[i] = dropped(bits, e & 3, below) ? v[i] * 0 : v[i] * keep;
			}
		}
		put(y, v, from, to, 0, 1, size, quads);
	}
}

// groupNormGradWhole is dx, which may be dy, and leaves in sums (n, c, 2)
// Σ dh·(x − mean) and Σ dh of each plane, h being the result of the norm, its scale
// and its shift. 32 threads take a plane.
KERNEL_FOR(groupNormGradWhole, 1024, 1)(const float* dy, const float* x, const float* gamma, const float* beta, const float* film, const float* mean, const float* rstd, float* dx, float* sums, const unsigned long long* seed, int c, int groups, int spatial, int gated, int below, float keep) {
	int group = blockIdx.x, each = c / groups, size = each * spatial, teams = blockDim.x / 32;
	int lane = threadIdx.x % 32, team = threadIdx.x / 32, k0 = group % groups * each, at, i;
	float m = mean[group], inv = rstd[group], dot = 0, sum = 0, along, shift;
	const float* row = film ? film + (size_t)(group / groups) * 2 * c : 0;
	unsigned long long first = (unsigned long long)group * ((size + 3) / 4);
	x += (size_t)group * size;
	dy += (size_t)group * size;
	dx += (size_t)group * size;
	sums += 2 * (size_t)group * each;
	for (at = 0; at < each; at += teams) {
		int ch = at + team, k = k0 + ch;
		float d = 0, s = 0;
		if (ch < each) {
			float factor = row ? 1 + row[k] : 1, scale = inv * (gamma[k] * factor), add = row ? row[c + k] : 0;
			add += beta[k] * factor;
			for (i = ch * spatial + lane; i < (ch + 1) * spatial; i += 32) {
				float v = x[i] - m, g = dy[i];
				if (below) g = dropped(dropBits(seed[0], first + i / 4), i & 3, below) ? g * 0 : g * keep;
				if (gated) {
					g *= siluSlope(v * scale + add);
					dx[i] = g;
				}
				d += g * v;
				s += g;
			}
		}
		d = rowSum(d);
		s = rowSum(s);
		if (ch < each && lane == 0) {
			sums[2 * ch] = d;
			sums[2 * ch + 1] = s;
		}
	}
	__syncthreads();
	for (i = threadIdx.x; i < each; i += blockDim.x) {
		float scale = gamma[k0 + i] * (row ? 1 + row[k0 + i] : 1);
		dot += scale * sums[2 * i];
		sum += scale * sums[2 * i + 1];
	}
	along = -blockSum(dot) * inv * inv * inv / size;
	shift = -blockSum(sum) * inv / size;
	if (gated) dy = dx;
	for (i = threadIdx.x; i < size; i += blockDim.x) {
		int k = k0 + i / spatial;
		dx[i] = dy[i] * (inv * (gamma[k] * (row ? 1 + row[k] : 1))) + (x[i] - m) * along + shift;
	}
}

// groupNormGradHeld is groupNormGradWhole where a block holds a group of at most
// HELD·512 values, spatial is a multiple of 4, and there are no more planes than
// threads.
KERNEL_FOR(groupNormGradHeld, 512, 1)(const float* dy, const float* x, const float* gamma, const float* beta, const float* film, const float* mean, const float* rstd, float* dx, float* sums, const unsigned long long* seed, int c, int groups, int spatial, int gated, int below, float keep) {
	SHARED float dots[512 * HELD / 4];
	SHARED float adds[512 * HELD / 4];
	float v[HELD], g[HELD], scale[HELD / 4];
	int group = blockIdx.x, each = c / groups, size = each * spatial, k0 = group % groups * each, t = threadIdx.x, T = blockDim.x, i, j;
	int few = spatial / 4, team = 1, plane, lane;
	float m = mean[group], inv = rstd[group], dot = 0, sum = 0, along, shift;
	const float* row = film ? film + (size_t)(group / groups) * 2 * c : 0;
	unsigned long long first = (unsigned long long)group * (size / 4);
	x += (size_t)group * size;
	dy += (size_t)group * size;
	dx += (size_t)group * size;
	hold(v, x, 0, size, 0, 1, size, 1);
	hold(g, dy, 0, size, 0, 1, size, 1);
	// The sums of each thread's values, four by four, which are of one plane.
	UNROLL
	for (i = 0; i < HELD; i += 4) {
		int at = t + T * (i / 4);
		if (at * 4 < size) {
			int k = k0 + (unsigned)at / few;
			float factor = row ? 1 + row[k] : 1, d = 0, a = 0, add = beta[k] * factor + (row ? row[c + k] : 0);
			unsigned long long bits = below ? dropBits(seed[0], first + at) : 0;
			scale[i / 4] = inv * (gamma[k] * factor);
			UNROLL
			for (j = i; j < i + 4; j++) {
				v[j] -= m;
				if (below) g[j] = dropped(bits, j & 3, below) ? g[j] * 0 : g[j] * keep;
				if (gated) g[j] *= siluSlope(v[j] * scale[i / 4] + add);
				d += g[j] * v[j];
				a += g[j];
			}
			dots[at] = d;
			adds[at] = a;
		}
	}
	__syncthreads();
	// Those of each plane: a team of threads takes a plane, first each thread some.
	while (team < 32 && 2 * team * each <= T && 2 * team <= few) team *= 2;
	plane = t / team;
	lane = t - plane * team;
	if (plane < each) {
		for (i = plane * few + lane; i < (plane + 1) * few; i += team) {
			dot += dots[i];
			sum += adds[i];
		}
	}
	__syncthreads();
	dots[t] = dot;
	adds[t] = sum;
	__syncthreads();
	if (plane < each && lane == 0) {
		float factor = gamma[k0 + plane] * (row ? 1 + row[k0 + plane] : 1);
		for (i = 1; i < team; i++) {
			dot += dots[t + i];
			sum += adds[t + i];
		}
		sums += 2 * ((size_t)group * each + plane);
		sums[0] = dot;
		sums[1] = sum;
		dot *= factor;
		sum *= factor;
	} else {
		dot = sum = 0;
	}
	along = -blockSum(dot) * inv * inv * inv / size;
	shift = -blockSum(sum) * inv / size;
	UNROLL
	for (i = 0; i < HELD; i++) g[i] = g[i] * scale[i / 4] + v[i] * along + shift;
	put(dx, g, 0, size, 0, 1, size, 1);
}

// groupNormGradSums makes of sums the gradients of scale and shift, and that of film
// where there is one: a block a channel.
KERNEL(groupNormGradSums)(const float* sums, const float* gamma, const float* beta, const float* film, const float* rstd, float* dgamma, float* dbeta, float* dfilm, int n, int c, int groups) {
	int k = blockIdx.x, i;
	float scale = 0, shift = 0;
	for (i = threadIdx.x; i < n; i += blockDim.x) {
		float dot = sums[2 * ((size_t)i * c + k)] * rstd[i * groups + k / (c / groups)], sum = sums[2 * ((size_t)i * c + k) + 1];
		float factor = film ? 1 + film[(size_t)i * 2 * c + k] : 1;
		scale += factor * dot;
		shift += factor * sum;
		if (film) {
			dfilm[(size_t)i * 2 * c + k] = gamma[k] * dot + beta[k] * sum;
			dfilm[(size_t)i * 2 * c + c + k] = sum;
		}
	}
	scale = blockSum(scale);
	shift = blockSum(shift);
	if (threadIdx.x == 0) {
		dgamma[k] = scale;
		dbeta[k] = shift;
	}
}
