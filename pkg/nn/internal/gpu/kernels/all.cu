// All kernels, as one program.
#include "kernel.h"
#include "fill.cu"
#include "sums.cu"
#include "gemm.cu"
#include "conv.cu"
#include "convfilter.cu"
#include "pool.cu"
#include "globalpool.cu"
