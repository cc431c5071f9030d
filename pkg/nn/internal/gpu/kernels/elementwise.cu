#include "kernel.h"
#include "block.inc"

KERNEL(copyFloats)(const float* x, float* y, int n) {
#define F(v) (v)
	EACH1(n, y, x, F)
#undef F
}

KERNEL(addEach)(const float* a, const float* b, float* y, int n) {
#define F(v, w) ((v) + (w))
	EACH2(n, y, a, b, F)
#undef F
}

KERNEL(subtractEach)(const float* a, const float* b, float* y, int n) {
#define F(v, w) ((v) - (w))
	EACH2(n, y, a, b, F)
#undef F
}

KERNEL(multiplyEach)(const float* a, const float* b, float* y, int n) {
#define F(v, w) ((v) * (w))
	EACH2(n, y, a, b, F)
#undef F
}

KERNEL(scaleEach)(const float* x, float* y, int n, float by) {
#define F(v) ((v) * by)
	EACH1(n, y, x, F)
#undef F
}

KERNEL(mapRelu)(const float* x, float* y, int n) {
#define F(v) ((v) <= 0 ? 0.f : (v))
	EACH1(n, y, x, F)
#undef F
}

KERNEL(gradRelu)(const float* dy, const float* x, float* dx, int n) {
#define F(g, v) ((v) <= 0 ? 0.f : (g))
	EACH2(n, dx, dy, x, F)
#undef F
}

KERNEL(mapLeaky)(const float* x, float* y, int n, float slope) {
#define F(v) ((v) <= 0 ? (v) * slope : (v))
	EACH1(n, y, x, F)
#undef F
}

KERNEL(gradLeaky)(const float* dy, const float* x, float* dx, int n, float slope) {
#define F(g, v) ((v) <= 0 ? (g) * slope : (g))
	EACH2(n, dx, dy, x, F)
#undef F
}

KERNEL(mapTanh)(const float* x, float* y, int n) {
	EACH1(n, y, x, tanhf)
}

KERNEL(gradTanh)(const float* dy, const float* y, float* dx, int n) {
#define F(g, v) ((g) * (1 - (v) * (v)))
	EACH2(n, dx, dy, y, F)
#undef F
}

KERNEL(mapSigmoid)(const float* x, float* y, int n) {
	EACH1(n, y, x, logistic)
}

KERNEL(gradSigmoid)(const float* dy, const float* y, float* dx, int n) {
#define F(g, v) ((g) * (v) * (1 - (v)))
	EACH2(n, dx, dy, y, F)
#undef F
}

DEVICE float silu(float x) { return x * logistic(x); }

KERNEL(mapSilu)(const float* x, float* y, int n) {
	EACH1(n, y, x, silu)
}

KERNEL(gradSilu)(const float* dy, const float* x, float* dx, int n) {
#define F(g, v) ((g) * siluSlope(v))
	EACH2(n, dx, dy, x, F)
#undef F
}

// The tanh form of GELU is x·logistic(x·(a + b·x²)).
#define GELU_A 1.5957691216057308f
#define GELU_B 0.07135481627260025f

DEVICE float geluTanh(float x) { return x * logistic((x * x * GELU_B + GELU_A) * x); }

DEVICE float geluTanhSlope(float x) {
	float s = logistic((x * x * GELU_B + GELU_A) * x);
	return (x * (1 - s) * (x * x * (3 * GELU_B) + GELU_A) + 1) * s;
}

KERNEL(mapGeluTanh)(const float* x, float* y, int n) {
	EACH1(n, y, x, geluTanh)
}

KERNEL(gradGeluTanh)(const float* dy, const float* x, float* dx, int n) {
#define F(g, v) ((g) * geluTanhSlope(v))
	EACH2(n, dx, dy, x, F)
#undef F
}

// normalCDF is the share of the normal distribution below x.
DEVICE float normalCDF(float x) { return 0.5f * erfcf(x * -0.70710678118654752f); }

DEVICE float gelu(float x) { return x * normalCDF(x); }

DEVICE float geluSlope(float x) { return normalCDF(x) + x * (0.39894228040143268f * expf(-0.5f * x * x)); }

KERNEL(mapGelu)(const float* x, float* y, int n) {
	EACH1(n, y, x, gelu)
}

KERNEL(gradGelu)(const float* dy, const float* x, float* dx, int n) {
#define F(g, v) ((g) * geluSlope(v))
	EACH2(n, dx, dy, x, F)
#undef F
}

// dropMasked is x·mask·keep, and its own gradient.
KERNEL(dropMasked)(const float* x, const float* mask, float* y, int n, float keep) {
#define F(v, m) ((v) * (m) * keep)
	EACH2(n, y, x, mask, F)
#undef F
}

// channelAffineEach is x·scale + shift with one scale and one shift a plane of spatial
// values; scale alone where there is no shift.
KERNEL(channelAffineEach)(const float* x, const float* scale, const float* shift, float* y, int n, int spatial) {
	int i;
	if (spatial % 4 == 0) {
		int s4 = spatial >> 2;
		for (i = HERE; i < n >> 2; i += THREADS) {
			float4 v = ((const float4*)x)[i];
			float a = scale[i / s4], b = shift ? shift[i / s4] : 0;
			v.x = v.x * a + b;
			v.y = v.y * a + b;
			v.z = v.z * a + b;
			v.w = v.w * a + b;
			((float4*)y)[i] = v;
		}
		return;
	}
	for (i = HERE; i < n; i += THREADS) y[i] = x[i] * scale[i / spatial] + (shift ? shift[i / spatial] : 0);
}

// copyAxisEach is runs of inner values each from x (outer, nx, inner) to y (outer, ny,
// inner): run fromY + i·stepY of y is run fromX + i·stepX of x, i < count. n is
// outer·count·inner.
KERNEL(copyAxisEach)(const float* x, float* y, int n, int ny, int nx, int inner, int fromY, int fromX, int stepY, int stepX, int count) {
	int e, size = count * inner;
	for (e = HERE; e < n; e += THREADS) {
		int o = e / size, r = e - o * size;
		if (stepX == 1 && stepY == 1) {
			y[(o * ny + fromY) * inner + r] = x[(o * nx + fromX) * inner + r];
		} else {
			int i = r / inner, j = r - i * inner;
			y[(o * ny + fromY + i * stepY) * inner + j] = x[(o * nx + fromX + i * stepX) * inner + j];
		}
	}
}

// copyAxis4 is copyAxisEach of neighbouring runs, its sizes in units of four values.
KERNEL(copyAxis4)(const float* x, float* y, int n, int ny, int nx, int fromY, int fromX, int count) {
	int e;
	for (e = HERE; e < n; e += THREADS) {
		int o = e / count, r = e - o * count;
		((float4*)y)[o * ny + fromY + r] = ((const float4*)x)[o * nx + fromX + r];
	}
}

// spreadAxis is all of y (outer, ny, inner): run from + i·step is run i of x
// (outer, count, inner), the others are zeros. n is outer·ny·inner.
KERNEL(spreadAxis)(const float* x, float* y, int n, int ny, int inner, int from, int step, int count) {
	int e;
	for (e = HERE; e < n; e += THREADS) {
		int r = e / inner, j = e - r * inner, o = r / ny, a = r - o * ny - from, i = a / step;
		y[e] = a >= 0 && i < count && i * step == a ? x[(o * count + i) * inner + j] : 0;
	}
}
