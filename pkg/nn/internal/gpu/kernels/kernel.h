// What kernels are written with. They are C and CUDA C at once: NVRTC compiles
// them for the card, a C compiler for the emulator, which defines EMULATOR and
// what a card has before it includes them.
#ifndef KERNEL_H
#define KERNEL_H

#ifndef EMULATOR

// KERNEL begins a kernel: KERNEL(name)(int n, float* y) { … }. KERNEL_FOR says
// besides how many threads a block has at most, and how many blocks should fit
// into a multiprocessor at once: the compiler counts registers by it.
#define KERNEL(name) extern "C" __global__ void name
#define KERNEL_FOR(name, threads, blocks) extern "C" __global__ void __launch_bounds__(threads, blocks) name

// DEVICE begins a function that kernels call.
#define DEVICE static __device__ __forceinline__

// SHARED begins memory that the threads of a block share.
#define SHARED __shared__ __align__(16)

// RESTRICT says of a pointer that what it leads to is reached by no other.
#define RESTRICT __restrict__

// UNROLL stands before a loop of a constant number of turns, UNROLL4 before one of
// many turns that do not wait for each other.
#define UNROLL _Pragma("unroll")
#define UNROLL4 _Pragma("unroll 4")

// reciprocal is 1/v to within one unit in the last place, for v from 2^-126 to 2^126.
DEVICE float reciprocal(float v) {
	float r;
	asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(r) : "f"(v));
	return r;
}

// copyAhead1 and copyAhead4 begin to copy a float, or four that lie at multiples of 16
// bytes, from global to shared memory, or zeros, where there is 0: then from is not read.
// endCopies makes a group of those begun since the last, and WAIT_COPIES waits for the
// thread's groups, all but the last few.
DEVICE void copyAhead1(int there, float* to, const float* from) {
	asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" : : "r"((unsigned)__cvta_generic_to_shared(to)), "l"(from), "r"(there ? 4 : 0) : "memory");
}
DEVICE void copyAhead4(int there, float* to, const float* from) {
	asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" : : "r"((unsigned)__cvta_generic_to_shared(to)), "l"(from), "r"(there ? 16 : 0) : "memory");
}
DEVICE void endCopies() { asm volatile("cp.async.commit_group;" : : : "memory"); }
#define WAIT_COPIES(few) asm volatile("cp.async.wait_group %0;" : : "n"(few) : "memory")

#define INFINITY_F __int_as_float(0x7f800000)
#define NAN_F __int_as_float(0x7fc00000)

// multiplyTF32 adds to 16×8 sums the products of a (16, 8) and b (8, 8), of which it cuts
// off what TF32 does not hold: all threads of a warp together, of which thread 4·g + q has
// in c rows g and g + 8 of columns 2·q and 2·q + 1, in a the same rows of columns q and,
// behind them, q + 4, and in b column g of rows q and q + 4.
DEVICE void multiplyTF32(float c[4], const float a[4], const float b[2]) {
	asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
		: "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
		: "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])), "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b[0])),
		"r"(__float_as_uint(b[1])));
}

#endif

// Memory of vectors: where it lies must be a multiple of their size.
#define LOAD2(p) (*(const float2*)(p))
#define LOAD4(p) (*(const float4*)(p))
#define STORE2(p, v) (*(float2*)(p) = (v))
#define STORE4(p, v) (*(float4*)(p) = (v))

// roundTF32 is v so that the ten bits behind the point that multiplyTF32 leaves of it are
// rounded: TF32, what tensor cores multiply. It is NaN for what is infinite or rounds to it.
DEVICE float roundTF32(float v) { return fmaf(v, 0.f, __int_as_float((int)(__float_as_int(v) + 0x1000u))); }

// splitTF32 makes v the sum of the nearest number of eleven bits and of the rest, of which
// multiplyTF32 cuts off next to nothing, of either sign. Products of an infinite v, or of
// one that rounds to it, are infinite or NaN.
DEVICE void splitTF32(float v, float* first, float* rest) {
	*first = __int_as_float((int)(__float_as_int(v) + 0x1000u) & ~0x1fff);
	*rest = v - *first;
}

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

// The activations that other kernels do in passing: none, or kernels.Act.
DEVICE float activate(float v, int act, float slope) {
	if (!act || !(v <= 0.f)) return v;
	return slope == 0.f ? 0.f : v * slope;
}

#endif
