// Tiles: BM×BN sums of products, TM×TN of them in the registers of each thread,
// in fours of rows and of columns that lie 4·TY and 4·TX apart.
#ifndef TILE_H
#define TILE_H

// BK is how many rows of both matrices are in shared memory at a time.
#define BK 16

// STAGES is how many such steps: while one is computed, the next are on their way.
#define STAGES 3

#define TX (BN / TN)
#define TY (BM / TM)
#define TILE_THREADS (TX * TY)

// TENSOR says whether tensor cores make the tile's products: 1 of numbers rounded to
// TF32, 2 of float32, each number being the sum of two that TF32 holds. KIND is then
// behind its kernels' names.
#define TENSOR 0
#define KIND

#define TILE_JOIN(f, m, n, kind) f##m##x##n##kind##_
#define TILE_NAME(f, m, n, kind) TILE_JOIN(f, m, n, kind)
#define TILE(f) TILE_NAME(f, BM, BN, KIND)

// Where the thread's first four columns and rows begin. A warp is 8 threads wide
// and 4 high, turned in such a way that pairs of its threads read the same fours at
// the same time, which takes half as long.
#define TILE_COLUMN (((int)threadIdx.x / 32 % (TX / 8) * 8 + (((int)threadIdx.x & 1) | ((int)threadIdx.x >> 1 & 6))) * 4)
#define TILE_ROW (((int)threadIdx.x / 32 / (TX / 8) * 4 + (((int)threadIdx.x >> 1 & 1) | ((int)threadIdx.x >> 3 & 2))) * 4)

// TOGETHER is how many times eight columns a warp of TENSOR 2 works on at once: tensor
// cores take long for a sum, but then many one after the other.
#define TOGETHER 4

// TAKEN is how many numbers a thread takes for half of a step of tensor cores.
#define TAKEN (TENSOR ? 2 * TM + TN : 1)

// Of tensor cores a warp has the sums of 32 rows and 4·TN columns: WARP_ROW and WARP_COLUMN
// are where they begin.
#define WARP_ROW ((int)threadIdx.x / 32 % (BM / 32) * 32)
#define WARP_COLUMN ((int)threadIdx.x / 32 / (BM / 32) * 4 * TN)

// LANE_ROW and LANE_COLUMN are the row and the column of a thread's sum [i][j], j a
// multiple of four; the next three columns follow.
#define LANE_ROW(i) (TENSOR ? WARP_ROW + (int)threadIdx.x / 4 % 8 * 4 + (i) : TILE_ROW + (i) / 4 * 4 * TY + (i) % 4)
#define LANE_COLUMN(j) (TENSOR ? WARP_COLUMN + (j) / 8 * 32 + (int)threadIdx.x % 4 * 8 + (j) % 8 : TILE_COLUMN + (j) * TX)

// EIGHTH is which of a thread's columns the first is that it has of the j-th eight of a warp.
#define EIGHTH(j) ((j) / 4 * 8 + (j) % 4)

// A row of a tile in shared memory is longer than the tile where that keeps those that
// fill it down its columns, or read it so for tensor cores, in more banks.
#define APART (TENSOR ? 8 : 4)
#define APART_ROWS (TENSOR ? 8 : 0)

// ONE is how many floats of shared memory a step has.
#define ONE(as) ((int)(sizeof(as[0]) / sizeof(float)))

// Where the products of a row follow each other in shared memory, not the rows of each
// product, SWAPPED is where product k of a row is: rows that are read at the same time are
// then in different banks.
#define SWAPPED(row, k) ((k) ^ (row) / 2 % 2 * (BK / 2))

// TILE_STEPS makes sums those of the products of steps from up to to. pitchA and pitchB are
// how long the rows of as and bs are, and copies(stage) begins the copies of the next step
// that has not been copied. Tensor cores have a step in registers when they begin its second
// half: then its place can be filled, and the next step be read, by take.
#define TILE_STEPS(sums, from, to, as, bs, pitchA, pitchB, copies, take) { \
	float parts[TM][TN], taken[2][TAKEN]; \
	TILE(zero)(sums); \
	for (int stage = 0; stage < STAGES - !TENSOR; stage++) copies(stage); \
	if (TENSOR) { \
		WAIT_COPIES(STAGES - 1); \
		__syncthreads(); \
		take(taken[0], as[0][0], bs[0][0], pitchA, pitchB, 0); \
		for (int step = (from), use = 0; step < (to); step++) { \
			int after = use + 1 == STAGES ? 0 : use + 1; \
			take(taken[1], as[use][0], bs[use][0], pitchA, pitchB, BK / 2); \
			TILE(half)(sums, parts, taken[0], as[use][0], bs[use][0], pitchA, pitchB, 0); \
			WAIT_COPIES(STAGES - 2); \
			__syncthreads(); \
			copies(use); \
			take(taken[0], as[after][0], bs[after][0], pitchA, pitchB, 0); \
			TILE(half)(sums, parts, taken[1], as[use][0], bs[use][0], pitchA, pitchB, BK / 2); \
			use = after; \
		} \
	} else { \
		for (int step = (from), use = 0, fill = STAGES - 1; step < (to); step++) { \
			WAIT_COPIES(STAGES - 2); \
			__syncthreads(); \
			TILE(half)(sums, parts, taken[0], as[use][0], bs[use][0], pitchA, pitchB, 0); \
			copies(fill); \
			TILE(half)(sums, parts, taken[1], as[use][0], bs[use][0], pitchA, pitchB, BK / 2); \
			fill = use; \
			use = use + 1 == STAGES ? 0 : use + 1; \
		} \
	} \
}

DEVICE void four(float* to, const float* from) {
	float4 v = LOAD4(from);
	to[0] = v.x;
	to[1] = v.y;
	to[2] = v.z;
	to[3] = v.w;
}

// two sets to[0] and to[apart].
DEVICE void two(float* to, int apart, const float* from) {
	float2 v = LOAD2(from);
	to[0] = v.x;
	to[apart] = v.y;
}

#define BM 32
#define BN 32
#define TM 4
#define TN 4
#include "step.inc"

#define BM 32
#define BN 64
#define TM 4
#define TN 4
#include "step.inc"

#define BM 32
#define BN 128
#define TM 4
#define TN 8
#include "step.inc"

#define BM 64
#define BN 64
#define TM 8
#define TN 4
#include "step.inc"

#define BM 128
#define BN 64
#define TM 8
#define TN 8
#include "step.inc"

#include "tf32.h"
#define BM 64
#define BN 64
#define TM 4
#define TN 16
#include "step.inc"

#define BM 128
#define BN 64
#define TM 4
#define TN 16
#include "step.inc"

#include "split.h"
#define BM 32
#define BN 64
#define TM 4
#define TN 8
#include "step.inc"

#define BM 64
#define BN 32
#define TM 4
#define TN 8
#include "step.inc"

#define BM 64
#define BN 64
#define TM 4
#define TN 8
#include "step.inc"

#define BM 128
#define BN 64
#define TM 4
#define TN 16
#include "step.inc"
#include "float32.h"

#endif
