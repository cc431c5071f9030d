// The emulator's face to Go.
#ifndef EMULATOR_H
#define EMULATOR_H

#include <stdint.h>

// emulator_kernel is one kernel: run unpacks its arguments and calls it.
typedef struct {
	const char* name;
	int args;        // how many it takes
	int max_threads; // of a block
	void (*run)(const uint64_t* args);
} emulator_kernel;

extern const emulator_kernel emulator_kernels[];
extern const int emulator_kernel_count;

// emulator_probes are the emulator's own, for its tests.
extern const emulator_kernel emulator_probes[];
extern const int emulator_probe_count;

static inline const emulator_kernel* emulator_kernel_table(void) { return emulator_kernels; }
static inline const emulator_kernel* emulator_probe_table(void) { return emulator_probes; }

typedef struct {
	const emulator_kernel* kernel;
	int x, y, z, threads;
} emulator_launch;

// emulator_blocks runs blocks [from, to) of a launch, and writes what went
// wrong to problem, which has 256 bytes; an empty string if nothing did.
void emulator_blocks(const emulator_launch* launch, const uint64_t* args, int64_t from, int64_t to, char* problem);

#endif
