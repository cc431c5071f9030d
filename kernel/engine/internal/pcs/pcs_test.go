package pcs_test

import (
	"runtime"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/pcs"
)

func TestWhatRuntimeSaysOfPlaces(t *testing.T) {
	var table pcs.Table
	places := []pcs.Place{{"main.f", "cell [1]", 3}, {"main.(*T).M", "cell [2]", 14}, {"main.main.func1", "cell [2]", 15}}
	var list []uintptr
	for _, p := range places {
		pc := table.PC(p)
		if again := table.PC(p); again != pc {
			t.Errorf("%v has two program counters, %x and %x", p, pc, again)
		}
		for _, pc := range []uintptr{pc, pc - 1} {
			f := table.Func(pc)
			if file, line := f.FileLine(pc); f.Name() != p.Func || file != p.File || line != p.Line {
				t.Errorf("FuncForPC says %s, %s:%d of %v", f.Name(), file, line, p)
			}
		}
		list = append(list, pc)
	}
	own, _, _, _ := runtime.Caller(0)
	list = append(list, own+1)
	frames := table.Frames(list)
	for i := range list {
		f, more := frames.Next()
		if more != (i < len(list)-1) {
			t.Errorf("frame %d: more is %v", i, more)
		}
		if i == len(places) {
			if want := runtime.FuncForPC(own).Name(); f.Function != want {
				t.Errorf("the compiled frame is %s, want %s", f.Function, want)
			}
			break
		}
		p := places[i]
		if f.Function != p.Func || f.File != p.File || f.Line != p.Line || f.Func.Name() != p.Func {
			t.Errorf("frame %d is %s, %s:%d, want %v", i, f.Function, f.File, f.Line, p)
		}
	}
	if f := table.Func(own); f != runtime.FuncForPC(own) {
		t.Errorf("FuncForPC says %v of compiled code", f)
	}
}
