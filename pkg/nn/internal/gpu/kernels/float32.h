// From here on tiles are of float32 again.
#undef TENSOR
#undef KIND
#define TENSOR 0
#define KIND
