// From here on tiles are of float32 by tensor cores, to where float32.h is included.
#undef TENSOR
#undef KIND
#define TENSOR 2
#define KIND Split
