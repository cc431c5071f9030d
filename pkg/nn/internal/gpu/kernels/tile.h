// Tiles: BM×BN sums of products, TM×TN of them in the registers of each thread,
// in fours of rows and of columns that lie 4·TY and 4·TX apart.
#ifndef TILE_H
#define TILE_H

// BK is how many rows of both matrices are in shared memory at a time.
#define BK 16

#define TX (BN / TN)
#define TY (BM / TM)
#define TILE_THREADS (TX * TY)

#define TILE_JOIN(f, m, n) f##m##x##n##_
#define TILE_NAME(f, m, n) TILE_JOIN(f, m, n)
#define TILE(f) TILE_NAME(f, BM, BN)

// Where the thread's first four columns and rows begin. A warp is 8 threads wide
// and 4 high, turned in such a way that pairs of its threads read the same fours at
// the same time, which takes half as long.
#define TILE_COLUMN (((int)threadIdx.x / 32 % (TX / 8) * 8 + (((int)threadIdx.x & 1) | ((int)threadIdx.x >> 1 & 6))) * 4)
#define TILE_ROW (((int)threadIdx.x / 32 / (TX / 8) * 4 + (((int)threadIdx.x >> 1 & 1) | ((int)threadIdx.x >> 3 & 2))) * 4)

// A row of a tile in shared memory that is filled down its columns is longer than
// the tile, so that the fillers meet in fewer banks.
#define APART 4

DEVICE void four(float* to, const float* from) {
	float4 v = LOAD4(from);
	to[0] = v.x;
	to[1] = v.y;
	to[2] = v.z;
	to[3] = v.w;
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

#endif
