// Package emulator runs the kernels of package gpu without a card: it plays
// blocks, threads, their barriers and shared memory on the processor. It is for
// tests: build with -tags emulator, CGO_ENABLED=1 and a C compiler.
//
// Threads of a block run one after the other from barrier to barrier, in an
// order that changes from block to block, so that a missing barrier shows as a
// wrong number; copies ahead are made only when they are waited for. Memory begins
// as NaNs.
package emulator
