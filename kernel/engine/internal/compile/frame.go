package compile

import (
	"go/token"
	"reflect"
	"sync/atomic"
	"unsafe"
)

// F is the frame of a function that runs: memory with a head, then parameters,
// results, receiver, variables and temporaries, each where its function's code
// has put it. The collector knows which words are pointers.
type F = unsafe.Pointer

// A head is how every frame begins.
type head struct {
	th     *thread
	up     F // the caller's frame; of a frame that is not used, the next such
	env    unsafe.Pointer
	code   *code
	pos    token.Pos // of the statement that runs
	rec    *panicking
	defers *deferred
}

const headSize = unsafe.Sizeof(head{})

func headOf(f F) *head { return (*head)(f) }

// at is a place in a frame, or beside any pointer.
func at[T any](p unsafe.Pointer, off uintptr) *T { return (*T)(unsafe.Add(p, off)) }

// A slot is a place in frames.
type slot struct {
	off, size uintptr
	rt        reflect.Type
}

// A layout is the form of a frame that is being made.
type layout struct {
	size uintptr
	ptrs []uintptr // offsets of pointers
}

func (l *layout) add(rt reflect.Type) slot {
	a := uintptr(rt.Align())
	l.size = (l.size + a - 1) &^ (a - 1)
	s := slot{l.size, rt.Size(), rt}
	pointers(rt, s.off, &l.ptrs)
	l.size += max(s.size, 1) // no place is behind the frame
	return s
}

// pointers adds the offsets of a type's pointers.
func pointers(rt reflect.Type, off uintptr, to *[]uintptr) {
	switch rt.Kind() {
	case reflect.String, reflect.Slice, reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		*to = append(*to, off)
	case reflect.Interface:
		*to = append(*to, off, off+8)
	case reflect.Struct:
		for f := range rt.Fields() {
			pointers(f.Type, off+f.Offset, to)
		}
	case reflect.Array:
		e := rt.Elem()
		if !hasPointers(e) {
			return
		}
		for i := range rt.Len() {
			pointers(e, off+uintptr(i)*e.Size(), to)
		}
	}
}

func hasPointers(rt reflect.Type) bool {
	switch rt.Kind() {
	case reflect.Struct:
		for f := range rt.Fields() {
			if hasPointers(f.Type) {
				return true
			}
		}
		return false
	case reflect.Array:
		return rt.Len() > 0 && hasPointers(rt.Elem())
	}
	return rt.Kind() == reflect.String || rt.Kind() > reflect.Complex128
}

// abiType is how the runtime's types begin.
type abiType struct {
	size, ptrBytes    uintptr
	hash              uint32
	tflag             uint8
	align, fieldAlign uint8
	kind              uint8
	equal             func(unsafe.Pointer, unsafe.Pointer) bool
	gcdata            *byte
	str, ptrToThis    int32
}

// frameType makes a type for the allocator: only its size and its pointers
// count. It lives as long as the code that has it, to which each of its frames
// points.
func (l *layout) frameType() *abiType {
	t := new(abiType)
	*t = *(*abiType)(word(reflect.TypeFor[struct{ p *byte }]()))
	t.size = (l.size + 7) &^ 7
	t.align, t.fieldAlign = 8, 8
	t.equal = nil
	last := uintptr(0)
	all := append([]uintptr{
		unsafe.Offsetof(head{}.th), unsafe.Offsetof(head{}.up), unsafe.Offsetof(head{}.env), unsafe.Offsetof(head{}.code),
		unsafe.Offsetof(head{}.rec), unsafe.Offsetof(head{}.defers),
	}, l.ptrs...)
	for _, p := range all {
		last = max(last, p)
	}
	t.ptrBytes = last + 8
	mask := make([]byte, (t.ptrBytes/8+7)/8+8)
	for _, p := range all {
		mask[p/64] |= 1 << (p / 8 % 8)
	}
	t.gcdata = &mask[0]
	return t
}

// A code is a compiled function.
type code struct {
	m       *Machine
	id      uint32
	name    string
	symbol  string // its name as package runtime has it
	frame   *abiType
	clear   []uintptr // pointers that are cleared when a frame is left
	params  []slot
	results []slot
	recv    slot      // of a method
	isPtr   bool      // its receiver is a pointer
	loop    token.Pos // of the range over a function whose body this is
	wraps   bool      // it only calls another function
	body    stmt
}

// A thread is a goroutine that runs cells' code.
type thread struct {
	stop    *uint32 // set: the code shall end
	m       *Machine
	task    *task
	top     F
	depth   int
	own     bool // it runs a cell, not what a go statement has started
	foreign bool // compiled code started the goroutine
	exits   bool // runtime.Goexit has been called
	mask    uint32
	pool    []pool
	missed  int
	done    <-chan struct{} // closed when stop is set
	lost    *panicking      // the panic that goes up, with where it began
	offered *panicking      // what the function may recover from that compiled code is about to call
}

// A pool keeps frames of one code that nobody uses.
type pool struct {
	code *code
	free F
}

func newThread(m *Machine, t *task) *thread {
	return &thread{m: m, task: t, stop: &t.soft.reached, done: t.soft.done, mask: 7, pool: make([]pool, 8)}
}

func (co *code) enter(th *thread) F {
	if p := &th.pool[co.id&th.mask]; p.code == co {
		if f := p.free; f != nil {
			p.free = headOf(f).up
			return f
		}
	}
	return co.newFrame(th)
}

func (co *code) newFrame(th *thread) F {
	if p := &th.pool[co.id&th.mask]; p.code != co {
		if p.code != nil {
			if th.missed++; th.missed > 16 && th.mask < 4095 {
				th.grow()
			}
		}
		th.pool[co.id&th.mask] = pool{code: co}
	}
	f := unsafeNew(unsafe.Pointer(co.frame))
	h := headOf(f)
	h.th, h.code = th, co
	return f
}

func (th *thread) grow() {
	old := th.pool
	th.missed = 0
	th.mask = th.mask*4 + 3
	th.pool = make([]pool, th.mask+1)
	for _, p := range old {
		if p.code != nil {
			th.pool[p.code.id&th.mask] = p
		}
	}
}

func (co *code) leave(th *thread, f F) {
	for _, off := range co.clear {
		*at[unsafe.Pointer](f, off) = nil
	}
	if p := &th.pool[co.id&th.mask]; p.code == co {
		headOf(f).up = p.free
		p.free = f
	}
}

// run runs a frame whose parameters are set.
func (co *code) run(th *thread, f F) {
	if atomic.LoadUint32(th.stop) != 0 {
		th.halt()
	}
	h := headOf(f)
	h.up, th.top = th.top, f
	if th.depth++; th.depth&(checkDepth-1) == 0 && (th.depth > maxDepth || stackUsed() > maxStack) {
		panic(runtimeError("stack overflow: calls are nested too deeply"))
	}
	co.body(f)
	th.depth--
	th.top = h.up
}

func word(t reflect.Type) unsafe.Pointer {
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1]
}
