#include "kernel.h"

// fill sets n values of y.
KERNEL(fill)(float* y, int n, float value) {
	for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = value;
}
