//go:build emulator

#include "emulator.h"
#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

__thread emulator_dim threadIdx, blockIdx, blockDim, gridDim;

// A routine is a stack on which threads of a block run one after the other.
// One that meets a barrier keeps its stack until the others have come as far;
// those left run on the next routine.
enum { stack_size = 256 << 10, most_threads = 1024 };

typedef struct routine {
	void* sp;            // where it stopped
	char* stack;
	unsigned thread;     // that is running on it
	const char* file;    // of the barrier it waits at
	int line;
} routine;

// block is what a thread of the processor that plays blocks has of its own.
static __thread struct {
	routine routines[most_threads];
	int made;            // routines that have a stack
	routine* current;
	void* sp;            // of the scheduler
	const emulator_kernel* kernel;
	const uint64_t* args;
	unsigned threads, begun, ended, order, first;
} block;

// swap saves the registers that calls keep, and the stack pointer in *from,
// and goes on where the stack to was left.
void emulator_swap(void** from, void* to);

#if defined(__x86_64__)
__asm__(
	".text\n.globl emulator_swap\n.type emulator_swap,@function\nemulator_swap:\n"
	"pushq %rbp\npushq %rbx\npushq %r12\npushq %r13\npushq %r14\npushq %r15\n"
	"movq %rsp, (%rdi)\nmovq %rsi, %rsp\n"
	"popq %r15\npopq %r14\npopq %r13\npopq %r12\npopq %rbx\npopq %rbp\nret\n"
	".size emulator_swap,.-emulator_swap\n.section .note.GNU-stack,\"\",@progbits\n.text\n");
enum { saved_words = 6 };
#else
#error "the emulator's threads are written for x86-64"
#endif

// play runs threads of the block that nobody has begun, for as long as there are any.
static void play(void) {
	for (;;) {
		while (block.begun < block.threads) {
			unsigned t = (unsigned)((uint64_t)block.begun++ * block.order + block.first) % block.threads;
			block.current->thread = t;
			threadIdx.x = t;
			block.kernel->run(block.args);
			block.ended++;
		}
		block.current->file = NULL;
		emulator_swap(&block.current->sp, block.sp);
	}
}

void emulator_barrier(const char* file, int line) {
	routine* r = block.current;
	r->file = file;
	r->line = line;
	emulator_swap(&r->sp, block.sp);
	threadIdx.x = r->thread;
}

// A copying is what a thread of the block has begun to copy, in the order of groups.
enum { most_copies = 256 };

typedef struct copying {
	struct { float* to; const float* from; int floats, group; } copies[most_copies];
	int count, group;
} copying;

static __thread copying copyings[most_threads];

void emulator_copy(float* to, const float* from, int floats) {
	copying* c = &copyings[threadIdx.x];
	if (c->count == most_copies) {
		fprintf(stderr, "more than %d copies that nobody waits for\n", most_copies);
		abort();
	}
	c->copies[c->count].to = to;
	c->copies[c->count].from = from;
	c->copies[c->count].floats = floats;
	c->copies[c->count++].group = c->group;
}

void emulator_end_copies(void) { copyings[threadIdx.x].group++; }

void emulator_wait_copies(int few) {
	copying* c = &copyings[threadIdx.x];
	int done = 0;
	while (done < c->count && c->copies[done].group < c->group - few) {
		memcpy(c->copies[done].to, c->copies[done].from, c->copies[done].floats * sizeof(float));
		done++;
	}
	memmove(c->copies, c->copies + done, (c->count - done) * sizeof c->copies[0]);
	c->count -= done;
}

static void resume(routine* r) {
	block.current = r;
	emulator_swap(&block.sp, r->sp);
}

// prepare makes r begin with play.
static int prepare(routine* r) {
	if (!r->stack) {
		r->stack = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (r->stack == MAP_FAILED) {
			r->stack = NULL;
			return 0;
		}
	}
	// A function begins eight bytes below a multiple of 16, at its return address.
	void** top = (void**)(r->stack + stack_size) - 1;
	*--top = (void*)play;
	for (int i = 0; i < saved_words; i++) *--top = NULL;
	r->sp = top;
	return 1;
}

static unsigned gcd(unsigned a, unsigned b) { return b ? gcd(b, a % b) : a; }

static void run_block(uint64_t number, char* problem) {
	// Threads begin in an order of the block's own: upwards, downwards, in leaps.
	static const unsigned leaps[] = {1, 0, 37, 101};
	block.begun = block.ended = 0;
	for (unsigned t = 0; t < block.threads; t++) copyings[t].count = copyings[t].group = 0;
	block.order = leaps[number % 4] ? leaps[number % 4] : block.threads - 1;
	block.first = number % 4 ? block.threads - 1 : 0;
	if (gcd(block.order, block.threads) != 1) block.order = 1;

	int waiting = 0;
	while (block.begun < block.threads) {
		routine* r = &block.routines[waiting];
		if (!prepare(r)) {
			snprintf(problem, 256, "no memory for the stacks of %u threads", block.threads);
			return;
		}
		resume(r);
		if (r->file) waiting++;
	}
	while (waiting) {
		routine* r = block.routines;
		if (block.ended) {
			snprintf(problem, 256, "%u of %u threads ended, the others wait at %s:%d", block.ended, block.threads, r->file, r->line);
			return;
		}
		for (int i = 1; i < waiting; i++) {
			routine* other = r + i;
			if (other->line != r->line || strcmp(other->file, r->file)) {
				snprintf(problem, 256, "thread %u waits at %s:%d, thread %u at line %d", r->thread, r->file, r->line, other->thread, other->line);
				return;
			}
		}
		// Each goes on to its next barrier, or ends: then play has nothing left to begin.
		int left = 0;
		for (int i = 0; i < waiting; i++) {
			resume(r + i);
			if (r[i].file) left++;
		}
		if (left && left != waiting) {
			for (int i = 0; i < waiting; i++) {
				if (r[i].file) {
					snprintf(problem, 256, "%d of %u threads wait at %s:%d, the others ended", left, block.threads, r[i].file, r[i].line);
					return;
				}
			}
		}
		waiting = left;
	}
}

void emulator_blocks(const emulator_launch* l, const uint64_t* args, int64_t from, int64_t to, char* problem) {
	problem[0] = 0;
	block.kernel = l->kernel;
	block.args = args;
	block.threads = l->threads;
	blockDim = (emulator_dim){l->threads, 1, 1};
	gridDim = (emulator_dim){l->x, l->y, l->z};
	threadIdx = (emulator_dim){0, 0, 0};
	for (int64_t i = from; i < to && !problem[0]; i++) {
		blockIdx = (emulator_dim){i % l->x, i / l->x % l->y, i / l->x / l->y};
		run_block(i, problem);
	}
}
