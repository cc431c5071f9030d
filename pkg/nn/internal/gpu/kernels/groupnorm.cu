#include "kernel.h"
#include "hold.inc"

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
	float v[GROUP_HELD], m, s, scale = 0, shift = 0;
	int group = blockIdx.x, each = c / groups, size = each * spatial, chunk = GROUP_HELD * blockDim.x;
	int quads = spatial % 4 == 0, from, to, i;
	unsigned long long bits = 0, first = (unsigned long long)group * ((size + 3) / 4);
	x += (size_t)group * size;
	y += (size_t)group * size;
	if (size <= chunk) {
		hold(v, GROUP_HELD, x, 0, size, 0, 1, size, quads);
		heldMoments(v, GROUP_HELD, 0, size, quads, &m, &s);
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
		if (size > chunk) hold(v, GROUP_HELD, x, from, to, 0, 1, size, quads);
		UNROLL
		for (i = 0; i < GROUP_HELD; i++) {
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
		put(y, v, GROUP_HELD, from, to, 0, 1, size, quads);
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
// GROUP_HELD·1024 values, spatial is a multiple of 4, and there are no more planes than
// threads.
KERNEL_FOR(groupNormGradHeld, 1024, 1)(const float* dy, const float* x, const float* gamma, const float* beta, const float* film, const float* mean, const float* rstd, float* dx, float* sums, const unsigned long long* seed, int c, int groups, int spatial, int gated, int below, float keep) {
	SHARED float dots[1024 * GROUP_HELD / 4];
	SHARED float adds[1024 * GROUP_HELD / 4];
	float v[GROUP_HELD], g[GROUP_HELD], scale[GROUP_HELD / 4];
	int group = blockIdx.x, each = c / groups, size = each * spatial, k0 = group % groups * each, t = threadIdx.x, T = blockDim.x, i, j;
	int few = spatial / 4, team = 1, plane, lane;
	float m = mean[group], inv = rstd[group], dot = 0, sum = 0, along, shift;
	const float* row = film ? film + (size_t)(group / groups) * 2 * c : 0;
	unsigned long long first = (unsigned long long)group * (size / 4);
	x += (size_t)group * size;
	dy += (size_t)group * size;
	dx += (size_t)group * size;
	hold(v, GROUP_HELD, x, 0, size, 0, 1, size, 1);
	hold(g, GROUP_HELD, dy, 0, size, 0, 1, size, 1);
	// The sums of each thread's values, four by four, which are of one plane.
	UNROLL
	for (i = 0; i < GROUP_HELD; i += 4) {
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
	for (i = 0; i < GROUP_HELD; i++) g[i] = g[i] * scale[i / 4] + v[i] * along + shift;
	put(dx, g, GROUP_HELD, 0, size, 0, 1, size, 1);
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
