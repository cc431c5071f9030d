// All kernels, as one program.
#include "kernel.h"
#include "fill.cu"
