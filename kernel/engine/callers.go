package engine

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"

	"github.com/crococlock/crococlock/kernel/engine/internal/compile"
	"github.com/crococlock/crococlock/kernel/engine/internal/pcs"
)

// What code of cells asks package runtime about its callers is answered here:
// for the runtime all that runs is the engine.
type callers struct {
	e     *Engine
	table pcs.Table
}

// replacements are functions of packages that have to know which code of cells
// calls them.
func (c *callers) replacements() map[string]any {
	with := map[string]any{
		"runtime.Caller":           c.caller,
		"runtime.Callers":          c.callers,
		"runtime.CallersFrames":    c.table.Frames,
		"runtime.FuncForPC":        c.table.Func,
		"runtime.Stack":            c.stack,
		"runtime/debug.Stack":      c.trace,
		"runtime/debug.PrintStack": func() { _, _ = os.Stderr.Write(c.trace()) },
		"reflect.Value.Pointer":    c.pointer,
	}
	c.replaceLog(with)
	c.replaceSlog(with)
	c.replaceTesting(with)
	return with
}

// places are the functions that run, innermost first: as many as are needed, or
// all that there are.
func (c *callers) places(needed int) (list []pcs.Place) {
	for _, f := range c.e.machine.Stack(needed) {
		list = append(list, c.place(f))
	}
	return list
}

func (c *callers) place(f compile.Frame) pcs.Place {
	p := pcs.Place{Func: f.Symbol, File: f.File, Line: f.Line}
	if f.Pos.IsValid() {
		at := c.e.place(f.Pos)
		if p.File, p.Line = at.File, at.Line; at.Cell > 0 {
			p.File = fmt.Sprintf("cell [%d]", at.Cell)
		}
	}
	return p
}

// calling is the place that calls the engine, or the one that many calls further
// out.
func (c *callers) calling(skip int) pcs.Place {
	if l := c.places(skip + 1); skip < len(l) {
		return l[skip]
	}
	return pcs.Place{File: "???"}
}

func (c *callers) caller(skip int) (pc uintptr, file string, line int, ok bool) {
	l := c.places(skip + 1)
	if skip < 0 || skip >= len(l) {
		return 0, "", 0, false
	}
	p := l[skip]
	return c.table.PC(p), p.File, p.Line, true
}

func (c *callers) callers(skip int, to []uintptr) int {
	l := append([]pcs.Place{{Func: "runtime.Callers", File: "runtime/extern.go", Line: 1}}, c.places(skip+len(to))...)
	if skip >= len(l) {
		return 0
	}
	n := 0
	for _, p := range l[max(skip, 0):] {
		if n == len(to) {
			break
		}
		to[n] = c.table.PC(p)
		n++
	}
	return n
}

// trace is a stack as package runtime prints it.
func (c *callers) trace() []byte {
	var b bytes.Buffer
	first, _, _ := bytes.Cut(debug.Stack(), []byte("\n")) // which goroutine it is
	fmt.Fprintf(&b, "%s\n", first)
	for _, f := range c.e.machine.Stack(math.MaxInt) {
		p, args := c.place(f), "(...)"
		if f.Bare {
			args = "()"
		}
		fmt.Fprintf(&b, "%s%s\n\t%s:%d\n", p.Func, args, p.File, p.Line)
	}
	return b.Bytes()
}

func (c *callers) stack(buf []byte, all bool) int {
	if all {
		return runtime.Stack(buf, all)
	}
	return copy(buf, c.trace())
}

// pointer tells functions of cells apart, which have the same code.
func (c *callers) pointer(v reflect.Value) uintptr {
	if f, ok := compile.Symbol(v); ok {
		return c.table.PC(c.place(f))
	}
	return v.Pointer()
}
