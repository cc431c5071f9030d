#include "kernel.h"
#include "block.inc"

// Images are x (n, c, h, w), length values; by holds numbers for each of them.

// wholePixels is v, cut off to a whole number; what is too large stays far outside.
DEVICE int wholePixels(float v) { return v > -1e6f ? v < 1e6f ? (int)v : 1000000 : -1000000; }

KERNEL(translateEach)(const float* x, const float* shift, float* y, int length, int c, int h, int w, int sign) {
	int e;
	for (e = HERE; e < length; e += THREADS) {
		int q = e % w, r = e / w % h, i = e / w / h / c;
		int down = sign * wholePixels(shift[2 * i]), right = sign * wholePixels(shift[2 * i + 1]);
		int inside = r - down >= 0 && r - down < h && q - right >= 0 && q - right < w;
		y[e] = inside ? x[e - down * w - right] : 0;
	}
}

KERNEL(cutoutEach)(const float* x, const float* box, float* y, int length, int c, int h, int w) {
	int e;
	for (e = HERE; e < length; e += THREADS) {
		int q = e % w, r = e / w % h;
		const float* b = box + 4 * (e / w / h / c);
		int inside = r >= wholePixels(b[0]) && r < wholePixels(b[0] + b[2]) && q >= wholePixels(b[1]) && q < wholePixels(b[1] + b[3]);
		y[e] = inside ? 0 : x[e];
	}
}

// colourEach is colour of image blockIdx.x, y = ks·x + k(1−s)·mean over channels +
// (1−k)·mean over all + b.
KERNEL(colourEach)(const float* x, const float* factors, float* y, int c, int spatial, int brightness) {
	int length = c * spatial, p, i;
	const float* f = factors + 3 * blockIdx.x;
	float b = brightness ? f[0] : 0, s = f[1], k = f[2], sum = 0;
	x += (size_t)blockIdx.x * length;
	y += (size_t)blockIdx.x * length;
	for (i = threadIdx.x; i < length; i += blockDim.x) sum += x[i];
	b += (1 - k) * blockSum(sum) / length;
	for (p = threadIdx.x; p < spatial; p += blockDim.x) {
		float grey = 0;
		for (i = p; i < length; i += spatial) grey += x[i];
		grey = k * (1 - s) / c * grey + b;
		for (i = p; i < length; i += spatial) y[i] = k * s * x[i] + grey;
	}
}

// A sample is what a pixel of a warped image is made of: parts of the pixels at rows
// r0 and r1 and columns q0 and q1, fr and fq of the latter; and the copy of the image
// that it lies in, of those that mirrors at the borders make.
struct sample {
	int r0, r1, q0, q1;
	float fr, fq;
	double copyRow, copyColumn;
};

// mirrored is where coordinate x lies in [0, size−1], mirrored at −½ and size−½;
// between there and the outermost pixels, it is theirs. What is no number is 0.
DEVICE double mirrored(double x, int size) {
	double n = size;
	x = fabs(x + 0.5);
	x -= 2 * n * floor(x / (2 * n));
	if (x > n) x = 2 * n - x;
	x -= 0.5;
	if (!(x > 0)) return 0;
	return x < n - 1 ? x : n - 1;
}

DEVICE void sampleOf(struct sample* s, const float* m, int r, int q, int h, int w) {
	double middleRow = (h - 1) / 2., middleColumn = (w - 1) / 2., u = r - middleRow, t = q - middleColumn;
	double row = m[0] * u + m[1] * t + m[2] + middleRow, column = m[3] * u + m[4] * t + m[5] + middleColumn;
	s->copyRow = floor((row + 0.5) / h);
	s->copyColumn = floor((column + 0.5) / w);
	row = mirrored(row, h);
	column = mirrored(column, w);
	s->r0 = (int)row;
	s->q0 = (int)column;
	s->fr = (float)(row - s->r0);
	s->fq = (float)(column - s->q0);
	s->r1 = MIN(s->r0 + 1, h - 1);
	s->q1 = MIN(s->q0 + 1, w - 1);
}

// warpEach takes a pixel of all channels a thread; pixels is n·h·w.
KERNEL(warpEach)(const float* x, const float* by, float* y, int pixels, int c, int h, int w) {
	int e, k, spatial = h * w;
	for (e = HERE; e < pixels; e += THREADS) {
		int i = e / spatial, p = e - i * spatial;
		struct sample s;
		sampleOf(&s, by + 6 * i, p / w, p % w, h, w);
		for (k = 0; k < c; k++) {
			size_t plane = ((size_t)i * c + k) * spatial;
			const float *top = x + plane + s.r0 * w, *below = x + plane + s.r1 * w;
			y[plane + p] = top[s.q0] * ((1 - s.fr) * (1 - s.fq)) + top[s.q1] * ((1 - s.fr) * s.fq) + (below[s.q0] * (s.fr * (1 - s.fq)) + below[s.q1] * (s.fr * s.fq));
		}
	}
}

// taken is which part of pixel (r, q) went into sample s.
DEVICE float taken(const struct sample* s, int r, int q) {
	float row = (s->r0 == r ? 1 - s->fr : 0) + (s->r1 == r ? s->fr : 0);
	float column = (s->q0 == q ? 1 - s->fq : 0) + (s->q1 == q ? s->fq : 0);
	return row * column;
}

// bounded is v, cut off to a whole number from −1 to n.
DEVICE int bounded(double v, int n) { return v > -1 ? v < n ? (int)v : n : -1; }

// warpGradEach is the gradient: a thread takes a pixel of x of all channels and looks
// for the pixels of y that are made of it. In each copy of the image that y reaches,
// the map's inverse says where they lie.
KERNEL(warpGradEach)(const float* dy, const float* by, float* dx, int pixels, int c, int h, int w) {
	int e, k, spatial = h * w;
	for (e = HERE; e < pixels; e += THREADS) {
		int i = e / spatial, p = e - i * spatial, r = p / w, q = p % w, ok;
		const float* m = by + 6 * i;
		double middleRow = (h - 1) / 2., middleColumn = (w - 1) / 2.;
		double a = m[0], b = m[1], d = m[3], f = m[4], det = a * f - b * d;
		// How far from its middle y reaches in x, and the copies there.
		double tall = fabs(a) * middleRow + fabs(b) * middleColumn, wide = fabs(d) * middleRow + fabs(f) * middleColumn;
		double top = floor((m[2] + middleRow - tall + 0.4) / h), bottom = floor((m[2] + middleRow + tall + 0.6) / h);
		double left = floor((m[5] + middleColumn - wide + 0.4) / w), right = floor((m[5] + middleColumn + wide + 0.6) / w);
		double copyRow, copyColumn;
		// How far those pixels lie from the one that the inverse gives.
		double up = (fabs(f) + fabs(b)) / fabs(det) + 0.01, side = (fabs(d) + fabs(a)) / fabs(det) + 0.01;
		size_t at = (size_t)i * c * spatial;
		ok = up < h && side < w && tall < 1e6 && wide < 1e6 && fabs(m[2]) < 1e6 && fabs(m[5]) < 1e6;
		if (!ok) top = bottom = left = right = 0;
		for (k = 0; k < c; k++) dx[at + (size_t)k * spatial + p] = 0;
		for (copyRow = top; copyRow <= bottom; copyRow++) {
			for (copyColumn = left; copyColumn <= right; copyColumn++) {
				int r0 = 0, r1 = h - 1, q0 = 0, q1 = w - 1, y, z;
				if (ok) {
					// Where the pixel lies in this copy, from the middle, and where
					// the inverse has that.
					int oddRow = copyRow - 2 * floor(copyRow / 2) != 0, oddColumn = copyColumn - 2 * floor(copyColumn / 2) != 0;
					double u = copyRow * h + (oddRow ? h - 1 - r : r) - middleRow - m[2];
					double t = copyColumn * w + (oddColumn ? w - 1 - q : q) - middleColumn - m[5];
					double row = (f * u - b * t) / det + middleRow, column = (a * t - d * u) / det + middleColumn;
					r0 = MAX(0, bounded(ceil(row - up), h));
					r1 = MIN(h - 1, bounded(floor(row + up), h));
					q0 = MAX(0, bounded(ceil(column - side), w));
					q1 = MIN(w - 1, bounded(floor(column + side), w));
				}
				for (y = r0; y <= r1; y++) {
					for (z = q0; z <= q1; z++) {
						struct sample s;
						float part;
						sampleOf(&s, m, y, z, h, w);
						if (ok && (s.copyRow != copyRow || s.copyColumn != copyColumn)) continue;
						part = taken(&s, r, q);
						if (part == 0) continue;
						for (k = 0; k < c; k++) {
							size_t plane = at + (size_t)k * spatial;
							dx[plane + p] += dy[plane + y * w + z] * part;
						}
					}
				}
			}
		}
	}
}

// upsampleEach repeats each value of x scale×scale times: y is (…, h·scale, w·scale),
// length values.
KERNEL(upsampleEach)(const float* x, float* y, int length, int w, int scale) {
	int e, wide = w * scale;
	for (e = HERE; e < length; e += THREADS) {
		int row = e / wide, q = e - row * wide;
		y[e] = x[row / scale * w + q / scale];
	}
}

// upsampleGradEach is dx, length values of rows of w, the sums of dy over what each
// value was repeated to.
KERNEL(upsampleGradEach)(const float* dy, float* dx, int length, int w, int scale) {
	int e, i, j;
	for (e = HERE; e < length; e += THREADS) {
		int row = e / w, q = e - row * w;
		const float* from = dy + ((size_t)row * scale * w + q) * scale;
		float s = 0;
		for (i = 0; i < scale; i++) {
			for (j = 0; j < scale; j++) s += from[i * w * scale + j];
		}
		dx[e] = s;
	}
}

// shuffleEach puts the channels of x (n, c·scale², h, w) side by side as pixels of y
// (n, c, h·scale, w·scale), length values; back is the other way round.
KERNEL(shuffleEach)(const float* x, float* y, int length, int h, int w, int scale, int back) {
	int e;
	for (e = HERE; e < length; e += THREADS) {
		// e counts the values of the packed side.
		int j = e % w, row = e / w % h, plane = e / w / h, k = plane % (scale * scale), image = plane / (scale * scale);
		int wide = ((image * h + row) * scale + k / scale) * w * scale + k % scale + j * scale;
		if (back) {
			y[e] = x[wide];
		} else {
			y[wide] = x[e];
		}
	}
}
