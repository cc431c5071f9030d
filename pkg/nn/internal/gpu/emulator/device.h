// What a card has, for kernels that a C compiler compiles.
#ifndef DEVICE_H
#define DEVICE_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define EMULATOR 1
#define KERNEL(name) static void name
#define KERNEL_FOR(name, threads, blocks) static void name
#define DEVICE static inline __attribute__((unused))
#define SHARED static __thread __attribute__((aligned(16)))
#define RESTRICT __restrict__
#define UNROLL
#define UNROLL4

typedef struct { unsigned x, y, z; } emulator_dim;
extern __thread emulator_dim threadIdx, blockIdx, blockDim, gridDim;

// emulator_barrier waits until all threads of the block have come as far.
void emulator_barrier(const char* file, int line);
#define __syncthreads() emulator_barrier(__FILE__, __LINE__)

// Copies are made as late as may be: when they are waited for.
void emulator_copy(float* to, const float* from, int floats);
void emulator_end_copies(void);
void emulator_wait_copies(int few);
static const float emulator_zeros[4];
#define copyAhead1(there, to, from) emulator_copy(to, (there) ? from : emulator_zeros, 1)
#define copyAhead4(there, to, from) emulator_copy(to, (there) ? from : emulator_zeros, 4)
#define endCopies() emulator_end_copies()
#define WAIT_COPIES(few) emulator_wait_copies(few)

typedef struct { float x, y; } __attribute__((aligned(8))) float2;
typedef struct { float x, y, z, w; } __attribute__((aligned(16))) float4;
DEVICE float2 make_float2(float x, float y) { return (float2){x, y}; }
DEVICE float4 make_float4(float x, float y, float z, float w) { return (float4){x, y, z, w}; }

#define INFINITY_F __builtin_inff()
#define NAN_F __builtin_nanf("")

DEVICE float reciprocal(float v) { return 1.f / v; }
DEVICE float rsqrtf(float v) { return 1.f / sqrtf(v); }
DEVICE int __float_as_int(float v) { union { float f; int i; } u = {v}; return u.i; }
DEVICE float __int_as_float(int v) { union { int i; float f; } u = {v}; return u.f; }

// multiplyTF32 is what all threads of a warp do together: here, those of a block.
DEVICE void multiplyTF32(float c[4], const float a[4], const float b[2]) {
	SHARED float left[1024][4], right[1024][2];
	int first = threadIdx.x / 32 * 32, q = threadIdx.x % 4, g = threadIdx.x / 4 % 8;
	for (int i = 0; i < 4; i++) left[threadIdx.x][i] = __int_as_float(__float_as_int(a[i]) & ~0x1fff);
	for (int i = 0; i < 2; i++) right[threadIdx.x][i] = __int_as_float(__float_as_int(b[i]) & ~0x1fff);
	__syncthreads();
	for (int i = 0; i < 4; i++) {
		for (int k = 0; k < 8; k++) c[i] += left[first + g * 4 + k % 4][i / 2 + k / 4 * 2] * right[first + (q * 2 + i % 2) * 4 + k % 4][k / 4];
	}
	__syncthreads();
}

DEVICE unsigned __umulhi(unsigned a, unsigned b) { return (uint64_t)a * b >> 32; }
DEVICE unsigned long long __umul64hi(unsigned long long a, unsigned long long b) { return (unsigned __int128)a * b >> 64; }

#endif
