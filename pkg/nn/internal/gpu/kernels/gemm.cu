#include "kernel.h"
#include "tile.h"

// matrixFour reads four values that follow each other in one direction of a
// matrix, 0 for those outside of it: from element (i, p) on, which lies at
// i·stepI + p·stepP, of sizeI×sizeP elements. Where stepP is 1 they follow each
// other in p, else in i. fours says that all fours lie whole, and where fours of
// memory do.
DEVICE void matrixFour(float* to, const float* RESTRICT from, int i, int p, int sizeI, int sizeP, int stepI, int stepP, int fours) {
	from += (size_t)i * stepI + (size_t)p * stepP;
	int inside = stepP == 1 ? (i < sizeI ? sizeP - p : 0) : (p < sizeP ? sizeI - i : 0);
	if (fours) {
		float4 v = inside > 0 ? LOAD4(from) : make_float4(0.f, 0.f, 0.f, 0.f);
		to[0] = v.x;
		to[1] = v.y;
		to[2] = v.z;
		to[3] = v.w;
		return;
	}
	int next = stepP == 1 ? 1 : stepI;
	UNROLL for (int j = 0; j < 4; j++) to[j] = j < inside ? from[(size_t)j * next] : 0.f;
}

#define BM 32
#define BN 32
#define TM 4
#define TN 4
#include "gemm.inc"

#define BM 64
#define BN 64
#define TM 8
#define TN 4
#include "gemm.inc"

#define BM 128
#define BN 64
#define TM 8
#define TN 8
#include "gemm.inc"

#include "tf32.h"
#define BM 64
#define BN 64
#define TM 4
#define TN 16
#include "gemm.inc"

#define BM 128
#define BN 64
#define TM 4
#define TN 16
#include "gemm.inc"
#include "float32.h"

// gemm… is c (m, n) = a (m, k) · b (k, n) + bias, where there is one, a value of
// which is for as many columns as each says, and then the activation. Element
// (i, j) of a lies at i·rowA + j·columnA, in that of b likewise; one of both steps
// is 1. foursA and foursB say that fours in that direction lie whole. With several
// pieces, gridDim.z, c is as many matrices, each of a part of the sums, without
// bias and activation.
KERNEL_FOR(gemm32x32, 64, 8)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int foursA, int foursB, int each, int act, float slope) {
	gemm32x32_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, foursA, foursB, each, act, slope, gridDim.z);
}

KERNEL_FOR(gemm64x64, 128, 4)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int foursA, int foursB, int each, int act, float slope) {
	gemm64x64_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, foursA, foursB, each, act, slope, gridDim.z);
}

KERNEL_FOR(gemm128x64, 128, 3)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int foursA, int foursB, int each, int act, float slope) {
	gemm128x64_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, foursA, foursB, each, act, slope, gridDim.z);
}

KERNEL_FOR(gemm64x64TF32, 64, 6)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int foursA, int foursB, int each, int act, float slope) {
	gemm64x64TF32_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, foursA, foursB, each, act, slope, gridDim.z);
}

KERNEL_FOR(gemm128x64TF32, 128, 3)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int foursA, int foursB, int each, int act, float slope) {
	gemm128x64TF32_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, foursA, foursB, each, act, slope, gridDim.z);
}
