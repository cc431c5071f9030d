// A libcuda.a that the program links with in place of NVIDIA's library, which it
// looks for when it starts: so it builds and starts where there is no card and no
// driver. Each function jumps to the driver's; without a driver it returns 100,
// CUDA_ERROR_NO_DEVICE, and one that the driver does not have returns 500,
// CUDA_ERROR_NOT_FOUND. functions.h is the list of those that gorgonia.org/cu
// and driver_cuda.go call, made by `make build-gpu` of names.txt.
#include <dlfcn.h>
#include <stddef.h>

static int no_device(void) { return 100; }
static int not_found(void) { return 500; }

// What the driver's cuInit returned. gorgonia.org/cu ends the program if cuInit
// fails when it starts: so ours never fails, and Open looks here.
int crococlock_cuda_status = 100;
static int (*init)(unsigned);

int cuInit(unsigned flags) {
	crococlock_cuda_status = init ? init(flags) : 100;
	return 0;
}

#define FUNCTION(name)                                                       \
	__attribute__((used, visibility("hidden"))) void *crococlock_##name; \
	__asm__(".text\n.globl " #name "\n.type " #name ",@function\n" #name ": jmp *crococlock_" #name "(%rip)\n");
#include "functions.h"
#undef FUNCTION

__attribute__((constructor)) static void load(void) {
	void *driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL);
	void *f;
#define FUNCTION(name)                                                      \
	f = driver ? dlsym(driver, #name) : NULL;                           \
	crococlock_##name = f ? f : driver ? (void *)not_found : (void *)no_device;
#include "functions.h"
#undef FUNCTION
	init = driver ? (int (*)(unsigned))dlsym(driver, "cuInit") : NULL;
}
