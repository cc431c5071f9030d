//go:build gpu

package gpu

/*
#include <cuda.h>
#include <stdint.h>
#include <string.h>

// What cu does not offer: launches whose arguments are words of 8 bytes in one
// call, pinned memory, capture and graphs.

static CUresult launch(CUcontext c, CUfunction f, unsigned x, unsigned y, unsigned z, unsigned threads, CUstream s, const uint64_t *args, int n) {
	void *p[32];
	for (int i = 0; i < n; i++) p[i] = (void *)&args[i];
	return cuLaunchKernel(f, x, y, z, threads, 1, 1, 0, s, p, 0);
}
#cgo noescape launch
#cgo nocallback launch

// follow makes the next of a stream that is captured wait for these nodes only, last
// says which the next would wait for.
static CUresult follow(CUstream s, uint64_t *after, size_t n) {
	return cuStreamUpdateCaptureDependencies(s, (CUgraphNode *)after, n, CU_STREAM_SET_CAPTURE_DEPENDENCIES);
}

static CUresult last(CUstream s, const uint64_t **nodes, size_t *n) {
	CUstreamCaptureStatus status;
	cuuint64_t id;
	CUgraph graph;
	return cuStreamGetCaptureInfo(s, &status, &id, &graph, (const CUgraphNode **)nodes, n);
}

// status is what the driver's cuInit returned; without a driver, 100.
extern int crococlock_cuda_status;
static int status(void) { return crococlock_cuda_status; }
*/
import "C"

import (
	_ "embed"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	"gorgonia.org/cu"
)

//go:embed kernels/kernels.ptx
var ptx string

// Real says that Open opens a real card.
const Real = true

// cuda is a driver over gorgonia.org/cu.
type cuda struct {
	device    cu.Device
	context   cu.CUContext
	stream    cu.Stream
	module    cu.Module
	functions []cu.Function
	title     string
}

// Open opens the first card.
func Open() (*Card, error) {
	if s := int(C.status()); s != 0 {
		if s == 100 {
			return nil, errors.New("there is no NVIDIA card, or its driver is not installed")
		}
		return nil, fmt.Errorf("the card's driver does not start: %w", result(C.CUresult(s)))
	}
	n, err := cu.NumDevices()
	if err != nil {
		return nil, fmt.Errorf("counting cards: %w", err)
	}
	if n == 0 {
		return nil, errors.New("there is no NVIDIA card")
	}
	d := &cuda{}
	if d.device, err = cu.GetDevice(0); err != nil {
		return nil, err
	}
	if d.title, err = d.device.Name(); err != nil {
		return nil, err
	}
	if major, minor, err := d.device.ComputeCapability(); err != nil {
		return nil, err
	} else if major < 8 {
		return nil, fmt.Errorf("%s is of compute capability %d.%d, and the kernels want 8.0", d.title, major, minor)
	}
	if d.context, err = d.device.RetainPrimaryCtx(); err != nil {
		return nil, fmt.Errorf("%s: opening it: %w", d.title, err)
	}
	defer d.enter()()
	if d.stream, err = cu.MakeStream(cu.NonBlocking); err != nil {
		return nil, fmt.Errorf("%s: a stream: %w", d.title, err)
	}
	if d.module, err = cu.LoadData(ptx); err != nil {
		return nil, fmt.Errorf("%s: loading the kernels: %w", d.title, err)
	}
	for _, name := range kernelNames {
		f, err := d.module.Function(name)
		if err != nil {
			return nil, fmt.Errorf("%s: kernel %s: %w", d.title, name, err)
		}
		d.functions = append(d.functions, f)
	}
	return newCard(d), nil
}

// enter makes the card's context the calling thread's until the function that it
// returns is called.
func (d *cuda) enter() func() {
	runtime.LockOSThread()
	cu.SetCurrentContext(d.context)
	return runtime.UnlockOSThread
}

func (d *cuda) name() string { return d.title }

func (d *cuda) alloc(bytes int) (pointer, error) {
	defer d.enter()()
	p, err := cu.MemAlloc(int64(bytes))
	if err != nil {
		if free, total, e := cu.MemInfo(); e == nil && errors.Is(err, cu.OutOfMemory) {
			return 0, noMemory(bytes, int(free), int(total))
		}
		return 0, fmt.Errorf("memory, %d bytes: %w", bytes, err)
	}
	return pointer(p), nil
}

func (d *cuda) free(p pointer) error {
	defer d.enter()()
	return cu.MemFree(cu.DevicePtr(p))
}

// pin's memory is C's: the collector neither moves it nor frees it.
func (d *cuda) pin(floats int) ([]float32, error) {
	defer d.enter()()
	var p unsafe.Pointer
	if err := result(C.cuMemHostAlloc(&p, C.size_t(4*floats), 0)); err != nil {
		return nil, fmt.Errorf("%s: pinning %d bytes: %w", d.title, 4*floats, err)
	}
	return unsafe.Slice((*float32)(p), floats), nil
}

func (d *cuda) unpin(s []float32) error {
	if len(s) == 0 {
		return nil
	}
	defer d.enter()()
	return result(C.cuMemFreeHost(unsafe.Pointer(&s[0])))
}

func (d *cuda) upload(to pointer, from []float32) error {
	defer d.enter()()
	return cu.MemcpyHtoDAsync(cu.DevicePtr(to), unsafe.Pointer(&from[0]), int64(4*len(from)), d.stream)
}

func (d *cuda) download(to []float32, from pointer) error {
	defer d.enter()()
	return cu.MemcpyDtoHAsync(unsafe.Pointer(&to[0]), cu.DevicePtr(from), int64(4*len(to)), d.stream)
}

func (d *cuda) move(to, from pointer, floats int) error {
	defer d.enter()()
	return cu.MemcpyDtoDAsync(cu.DevicePtr(to), cu.DevicePtr(from), int64(4*floats), d.stream)
}

func (d *cuda) launch(k kernel, g grid, args []uint64) error {
	defer d.enter()()
	var p *C.uint64_t
	if len(args) > 0 {
		p = (*C.uint64_t)(unsafe.Pointer(&args[0]))
	}
	f := *(*C.CUfunction)(unsafe.Pointer(&d.functions[k])) // cu keeps it to itself
	return result(C.launch(nil, f, C.uint(g.x), C.uint(g.y), C.uint(g.z), C.uint(g.threads), d.c(), p, C.int(len(args))))
}

func (d *cuda) wait() error {
	defer d.enter()()
	return d.stream.Synchronize()
}

func (d *cuda) c() C.CUstream { return C.CUstream(unsafe.Pointer(d.stream.C())) }

// cudaGraph is a graph that can be launched.
type cudaGraph struct {
	cuda *cuda
	exec C.CUgraphExec
}

func (d *cuda) capture(f func() error) (graph, error) {
	defer d.enter()()
	if err := result(C.cuStreamBeginCapture(d.c(), C.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)); err != nil {
		return nil, err
	}
	failed := f()
	var g C.CUgraph
	if err := result(C.cuStreamEndCapture(d.c(), &g)); err != nil {
		return nil, errors.Join(failed, err)
	}
	defer C.cuGraphDestroy(g)
	if failed != nil {
		return nil, failed
	}
	made := &cudaGraph{cuda: d}
	return made, result(C.cuGraphInstantiateWithFlags(&made.exec, g, 0))
}

func (d *cuda) follow(after []node) error {
	var p *C.uint64_t
	if len(after) > 0 {
		p = (*C.uint64_t)(unsafe.Pointer(&after[0]))
	}
	return result(C.follow(d.c(), p, C.size_t(len(after))))
}

func (d *cuda) last() ([]node, error) {
	var p *C.uint64_t
	var n C.size_t
	if err := result(C.last(d.c(), &p, &n)); err != nil {
		return nil, err
	}
	return slices.Clone(unsafe.Slice((*node)(unsafe.Pointer(p)), int(n))), nil
}

func (g *cudaGraph) replay() error {
	defer g.cuda.enter()()
	return result(C.cuGraphLaunch(g.exec, g.cuda.c()))
}

func (g *cudaGraph) close() error {
	defer g.cuda.enter()()
	return result(C.cuGraphExecDestroy(g.exec))
}

// result is the error of a call of the driver.
func result(r C.CUresult) error {
	if r == C.CUDA_SUCCESS {
		return nil
	}
	var name, text *C.char
	C.cuGetErrorName(r, &name)
	C.cuGetErrorString(r, &text)
	if name == nil || text == nil {
		return fmt.Errorf("CUDA error %d", int(r))
	}
	return fmt.Errorf("%s: %s", C.GoString(name), C.GoString(text))
}
