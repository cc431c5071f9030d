// From here on tiles are of TF32, to where float32.h is included.
#undef TENSOR
#undef KIND
#define TENSOR 1
#define KIND TF32
