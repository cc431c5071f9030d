#include "kernel.h"
#include "tile.h"

// A gemmSide is what a thread copies of a matrix in each step: every so many rows, or every
// so many products, of those that a tile holds of both.
typedef struct {
	const float* from;   // its first number of the next step
	int to;              // where that comes in a tile,
	int rows, products;  // and how many rows and products there are from there on
	int nextRow, nextProduct, nextFrom, nextTo; // from one of its numbers to the next
	int step;            // from one step to the next
} gemmSide;

// gemmSideOf is that of the count rows of a matrix from row top on, of which a tile has
// tile, apart by row, in steps from first on of the k products, apart by column. Threads
// side by side take what lies side by side, as far as different banks hold it.
DEVICE gemmSide gemmSideOf(const float* a, int top, int count, int first, int k, int row, int column, int tile, int threads, int pitch) {
	gemmSide s;
	int t = threadIdx.x, r, p;
	if (column == 1) { // a warp takes 8 products of 4 rows
		r = (t / 8 & 3) + t / 64 * 4;
		p = (t & 7) + (t / 32 & 1) * 8;
		s.nextRow = threads / BK;
		s.nextProduct = 0;
	} else {
		r = t % tile;
		p = t / tile;
		s.nextRow = 0;
		s.nextProduct = threads / tile;
	}
	s.from = a + (size_t)(top + r) * row + (size_t)(first + p) * column;
	s.to = p * pitch + r;
	s.rows = count - top - r;
	s.products = k - first - p;
	s.nextFrom = s.nextRow * row + s.nextProduct * column;
	s.nextTo = s.nextProduct * pitch + s.nextRow;
	s.step = BK * column;
	return s;
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
// is 1. With several pieces, gridDim.z, c is as many matrices, each of a part of the
// sums, without bias and activation.
KERNEL_FOR(gemm32x32, 64, 8)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int each, int act, float slope) {
	gemm32x32_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, each, act, slope, gridDim.z);
}

KERNEL_FOR(gemm64x64, 128, 4)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int each, int act, float slope) {
	gemm64x64_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, each, act, slope, gridDim.z);
}

KERNEL_FOR(gemm128x64, 128, 3)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int each, int act, float slope) {
	gemm128x64_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, each, act, slope, gridDim.z);
}

KERNEL_FOR(gemm64x64TF32, 64, 4)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int each, int act, float slope) {
	gemm64x64TF32_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, each, act, slope, gridDim.z);
}

KERNEL_FOR(gemm128x64TF32, 128, 2)(float* c, const float* a, const float* b, const float* bias, int m, int n, int k, int rowA, int columnA,
	int rowB, int columnB, int each, int act, float slope) {
	gemm128x64TF32_(c, a, b, bias, m, n, k, rowA, columnA, rowB, columnB, each, act, slope, gridDim.z);
}
