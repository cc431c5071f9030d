//go:build emulator

// Kernels that show what the emulator does with right and wrong ones.

#include "emulator.h"
#include "device.h"

// turn is right: each block turns its part of x round.
static void turn(float* x) {
	SHARED float part[1024];
	float* mine = x + blockIdx.x * blockDim.x;
	part[threadIdx.x] = mine[threadIdx.x];
	__syncthreads();
	mine[threadIdx.x] = part[blockDim.x - 1 - threadIdx.x];
}

// unguarded reads what others have not yet written.
static void unguarded(float* x) {
	SHARED float part[1024];
	float* mine = x + blockIdx.x * blockDim.x;
	part[threadIdx.x] = mine[threadIdx.x];
	mine[threadIdx.x] = part[blockDim.x - 1 - threadIdx.x];
}

// copied is turn by copies ahead: of two groups it waits for the first, which suffices.
static void copied(float* x) {
	SHARED float part[1024], other[1024];
	float* mine = x + blockIdx.x * blockDim.x;
	copyAhead1(1, &part[threadIdx.x], &mine[threadIdx.x]);
	endCopies();
	copyAhead1(1, &other[threadIdx.x], &mine[threadIdx.x]);
	endCopies();
	WAIT_COPIES(1);
	__syncthreads();
	mine[threadIdx.x] = part[blockDim.x - 1 - threadIdx.x];
}

// hasty waits for no copy that it needs.
static void hasty(float* x) {
	SHARED float part[1024];
	float* mine = x + blockIdx.x * blockDim.x;
	part[threadIdx.x] = 0;
	copyAhead1(1, &part[threadIdx.x], &mine[threadIdx.x]);
	endCopies();
	WAIT_COPIES(1);
	__syncthreads();
	mine[threadIdx.x] = part[blockDim.x - 1 - threadIdx.x];
}

// deserted has a barrier that thread 0 does not come to.
static void deserted(float* x) {
	if (threadIdx.x > 0) __syncthreads();
	x[threadIdx.x] = 1;
}

// forked has two barriers, each for half of the threads.
static void forked(float* x) {
	if (threadIdx.x < blockDim.x / 2) {
		__syncthreads();
	} else {
		__syncthreads();
	}
	x[threadIdx.x] = 1;
}

// leaving has threads that end between barriers.
static void leaving(float* x) {
	__syncthreads();
	x[threadIdx.x] = 1;
	if (threadIdx.x == 3) __syncthreads();
}

// beside writes behind n values.
static void beside(float* x, int n) { x[n] = 1; }

static void run_turn(const uint64_t* a) { turn((float*)(uintptr_t)a[0]); }
static void run_unguarded(const uint64_t* a) { unguarded((float*)(uintptr_t)a[0]); }
static void run_copied(const uint64_t* a) { copied((float*)(uintptr_t)a[0]); }
static void run_hasty(const uint64_t* a) { hasty((float*)(uintptr_t)a[0]); }
static void run_deserted(const uint64_t* a) { deserted((float*)(uintptr_t)a[0]); }
static void run_forked(const uint64_t* a) { forked((float*)(uintptr_t)a[0]); }
static void run_leaving(const uint64_t* a) { leaving((float*)(uintptr_t)a[0]); }
static void run_beside(const uint64_t* a) { beside((float*)(uintptr_t)a[0], (int)a[1]); }

const emulator_kernel emulator_probes[] = {
	{"turn", 1, 1024, run_turn},         {"unguarded", 1, 1024, run_unguarded}, {"copied", 1, 1024, run_copied}, {"hasty", 1, 1024, run_hasty},
	{"deserted", 1, 1024, run_deserted}, {"forked", 1, 1024, run_forked},       {"leaving", 1, 1024, run_leaving}, {"beside", 2, 32, run_beside},
};
const int emulator_probe_count = 8;
