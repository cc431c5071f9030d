package pcs

import (
	"reflect"
	"runtime"
	"sync"
	"unsafe"
)

// A Place is a function and where in it a program is.
type Place struct {
	Func, File string
	Line       int
}

// A Table gives places their program counters. It keeps them.
type Table struct {
	mu     sync.Mutex
	of     map[Place]uintptr
	places []*function
}

// A function is a *runtime.Func as the runtime has it for functions that are
// inlined (runtime.funcinl).
type function struct {
	ones      uint32
	entry     uintptr
	name      string
	file      string
	line      int32
	startLine int32
}

// Program counters are where no code is, step apart: one that is some bytes
// before or behind means the same place.
const (
	base = 1 << 62
	step = 16
)

// PC is a place's program counter, as runtime.Callers has it.
func (t *Table) PC(p Place) uintptr {
	t.mu.Lock()
	defer t.mu.Unlock()
	if pc, ok := t.of[p]; ok {
		return pc
	}
	if t.of == nil {
		t.of = map[Place]uintptr{}
	}
	pc := base + uintptr(len(t.places))*step + step/2
	t.of[p] = pc
	t.places = append(t.places, &function{^uint32(0), pc, p.Func, p.File, int32(p.Line), int32(p.Line)})
	return pc
}

func (t *Table) find(pc uintptr) *function {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := int(pc-base) / step; pc >= base && i < len(t.places) {
		return t.places[i]
	}
	return nil
}

// Place is the place of a program counter, if the table has given it.
func (t *Table) Place(pc uintptr) (Place, bool) {
	if f := t.find(pc); f != nil {
		return Place{f.name, f.file, int(f.line)}, true
	}
	return Place{}, false
}

// Func is runtime.FuncForPC.
func (t *Table) Func(pc uintptr) *runtime.Func {
	if f := t.find(pc); f != nil {
		return (*runtime.Func)(unsafe.Pointer(f))
	}
	return runtime.FuncForPC(pc)
}

// Frames is runtime.CallersFrames.
func (t *Table) Frames(pcs []uintptr) *runtime.Frames {
	var list []runtime.Frame
	own := false
	for _, pc := range pcs {
		if f := t.find(pc); f != nil {
			own = true
			list = append(list, runtime.Frame{
				PC: pc - 1, Func: (*runtime.Func)(unsafe.Pointer(f)), Function: f.name, File: f.file, Line: int(f.line), Entry: f.entry,
			})
			continue
		}
		for fs, more := runtime.CallersFrames([]uintptr{pc}), true; more; {
			var f runtime.Frame
			if f, more = fs.Next(); f.PC != 0 {
				list = append(list, f)
			}
		}
	}
	if !own {
		return runtime.CallersFrames(pcs)
	}
	fs := new(runtime.Frames)
	if f := reflect.ValueOf(fs).Elem().FieldByName("frames"); f.IsValid() && f.Type() == reflect.TypeFor[[]runtime.Frame]() {
		*(*[]runtime.Frame)(f.Addr().UnsafePointer()) = list
	}
	return fs
}
